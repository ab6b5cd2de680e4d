package dev.coffer.storage;

/**
 * How to run a transaction. SQLite runs every transaction that may write as if it were alone, so there all isolations
 * are one; yet two transactions of which each reads, decides in the host and writes in another transaction do not see
 * each other: guard such writes with versions.
 */
public sealed interface TransactionOptions permits TransactionTerms {
    /** {@return how far other transactions show} */
    Isolation isolation();

    /** {@return whether it refuses writes, and reads everything as of one moment, beside any writer} */
    boolean readOnly();

    /** How far other transactions show, as in the SQL standard. A provider may give more than is asked for. */
    enum Isolation {
        /** Each statement sees what was committed before it. */
        READ_COMMITTED,
        /** All statements see what was committed before the first. */
        REPEATABLE_READ,
        /** As if transactions ran one after the other. */
        SERIALIZABLE
    }

    /** {@return options with {@link Isolation#READ_COMMITTED}; the work runs once} */
    static TransactionOptions defaults() {
        return new TransactionTerms(Isolation.READ_COMMITTED, false);
    }

    /** {@return options with {@link Isolation#REPEATABLE_READ}; the work runs once} */
    static TransactionOptions repeatableRead() {
        return new TransactionTerms(Isolation.REPEATABLE_READ, false);
    }

    /**
     * {@return options with {@link Isolation#SERIALIZABLE}} On a {@link SerializationConflict} the work runs again as a
     * whole, up to 5 times, so it should change nothing outside the storage.
     */
    static TransactionOptions serializable() {
        return new TransactionTerms(Isolation.SERIALIZABLE, false);
    }

    /**
     * {@return options to read as of one moment; a write is {@link ReadOnly}} On SQLite such a transaction leaves the
     * writer free.
     */
    static TransactionOptions readOnlySnapshot() {
        return new TransactionTerms(Isolation.REPEATABLE_READ, true);
    }
}

package dev.coffer.storage;

/** What a provider may support. Asking for what it does not is {@link Unsupported}. */
public enum Capability {
    /** {@link StorageAccess#users()}. */
    USERS,
    /** {@link StorageAccess#sessions()}; needs {@link #USERS}. */
    SESSIONS,
    /** {@link StorageAccess#tokens()}; needs {@link #USERS}. */
    TOKENS,
    /** {@link StorageAccess#keyValues()}. */
    KEY_VALUES,
    /** Transactions over several operations. */
    TRANSACTIONS,
    /** {@link TransactionOptions#readOnlySnapshot()}; needs {@link #TRANSACTIONS}. */
    READ_ONLY_SNAPSHOT,
    /** {@link Storage#applyOnce}; needs {@link #TRANSACTIONS}. */
    APPLY_ONCE,
    /** {@link Users#search}, where it was switched on; needs {@link #USERS}. */
    USER_SEARCH,
    /** {@link Storage#audit} and {@link Storage#as}, where the log was switched on. */
    AUDIT,
    /** {@link Storage#actingAs}, where row-level security was switched on and the database has it; PostgreSQL only. */
    ROW_LEVEL_SECURITY
}

package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** What an open storage and a transaction have in common, so that a host's own methods can take either. */
public interface StorageAccess {
    /**
     * {@return the users and their passwords}
     *
     * @throws Unsupported without {@link Capability#USERS}
     */
    Users users();

    /**
     * {@return the sessions}
     *
     * @throws Unsupported without {@link Capability#SESSIONS}
     */
    Sessions sessions();

    /**
     * {@return the one-time tokens}
     *
     * @throws Unsupported without {@link Capability#TOKENS}
     */
    Tokens tokens();

    /**
     * {@return the key-values}
     *
     * @throws Unsupported without {@link Capability#KEY_VALUES}
     */
    KeyValues keyValues();

    /**
     * Runs work in a transaction: on a {@link Storage} in a new one that commits at the end, on a {@link Transaction}
     * in that one. Whatever the work throws passes through and rolls back; on a transaction it makes the whole one
     * rollback-only.
     *
     * <p>After a {@link StorageException} other than {@link InvalidInput}, {@link NotFound}, {@link VersionConflict}
     * and {@link Unsupported} the transaction can only roll back, even if the work swallows it.
     *
     * @param <X> what the work may throw
     * @param work uses the handle it is given, and no other of the same storage
     * @throws TransactionRolledBack if the work returned but an error in it was swallowed; it is the cause
     * @throws IllegalStateException on a storage inside its own transaction, on a transaction after its end or on
     *     another thread
     * @throws Unsupported without {@link Capability#TRANSACTIONS}
     * @throws X as the work does
     */
    <X extends Exception> void inTransaction(TransactionWork<X> work) throws X;

    /**
     * As {@link #inTransaction(TransactionWork)}, with a result.
     *
     * @param <T> what the work returns
     * @param <X> what the work may throw
     * @param work uses the handle it is given, and no other of the same storage
     * @return what the work returned
     * @throws X as the work does
     */
    <T extends @Nullable Object, X extends Exception> T callInTransaction(TransactionFunction<T, X> work) throws X;
}

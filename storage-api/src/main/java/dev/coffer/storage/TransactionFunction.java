package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/**
 * Work in a transaction that has a result.
 *
 * @param <T> the result
 * @param <X> what it may throw; it passes through and rolls back
 */
@FunctionalInterface
public interface TransactionFunction<T extends @Nullable Object, X extends Exception> {
    /**
     * Does the work.
     *
     * @param tx the only handle of its storage that the work may use, and only until it returns
     * @return what {@link StorageAccess#callInTransaction} returns
     * @throws X to roll back
     */
    T call(Transaction tx) throws X;
}

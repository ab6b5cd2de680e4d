package dev.coffer.storage;

/**
 * Work in a transaction that has no result.
 *
 * @param <X> what it may throw; it passes through and rolls back
 */
@FunctionalInterface
public interface TransactionWork<X extends Exception> {
    /**
     * Does the work.
     *
     * @param tx the only handle of its storage that the work may use, and only until it returns
     * @throws X to roll back
     */
    void run(Transaction tx) throws X;
}

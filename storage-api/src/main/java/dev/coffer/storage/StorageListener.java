package dev.coffer.storage;

import java.util.Optional;

/**
 * Is told of each operation of a storage, on the thread that asked for it: before it begins, and when it has ended. So it may
 * measure, count, and keep a span open:
 *
 * <pre>{@code
 * StorageConfig.forUrl(url).listener(operation -> completion -> log(operation, completion.duration()))
 * }</pre>
 *
 * <p>It is told of what reaches the provider: neither of arguments that are refused before, nor of a use after close. Repeated attempts
 * are within one operation. Operations nest: what a transaction does is within it, and the hashing of a password within the
 * operation that needs it.
 *
 * <p>It is called by all threads that use the storage and delays each of them, so it should be quick, and use no storage. It is told no id, no
 * key and no value. What it throws, here or in any other method, is logged once and changes nothing for the storage.
 */
@FunctionalInterface
public interface StorageListener {
    /**
     * Called before an operation.
     *
     * @param operation what begins
     * @return who is told when it has ended, by the same thread; those that began later have ended by then; {@link
     *     OperationEnd#UNTOLD} for nobody, which spares the operation the readings of the clock
     */
    OperationEnd begin(Operation operation);

    /**
     * Called when a storage with this listener is open, before its first operation. Does nothing unless overridden.
     *
     * @param storage the storage, whose health may be asked for until it is closed
     */
    default void opened(Storage storage) {}

    /**
     * Called when a storage that was {@link #opened} is closed. Does nothing unless overridden.
     *
     * @param storage the same
     */
    default void closed(Storage storage) {}

    /** {@return where the pools of connections tell their figures: one of the registries that HikariCP takes; empty unless overridden} */
    default Optional<Object> poolMetrics() {
        return Optional.empty();
    }

    /** Is told once, when the operation has ended. */
    @FunctionalInterface
    interface OperationEnd {
        /** For an operation of which nobody wants to know how it ends: it is not timed. */
        OperationEnd UNTOLD = completion -> {};

        /**
         * Called when the operation has ended, before its result or error reaches the caller.
         *
         * @param completion how it ended
         */
        void ended(Completion completion);
    }
}

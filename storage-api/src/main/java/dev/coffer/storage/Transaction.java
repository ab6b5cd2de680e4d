package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A running transaction, for the thread it was given to and until its work ends. Any other use is an {@link
 * IllegalStateException}.
 */
public final class Transaction implements StorageAccess {
    private final StorageContext context;
    private final TransactionCalls calls;

    Transaction(StorageContext context, TransactionCalls calls) {
        this.context = context;
        this.calls = calls;
    }

    /**
     * For providers: the handle of a transaction that the host began on a connection of its own and will end by itself.
     * It is for the calling thread and keeps the rules of every transaction: it retries nothing, and after an error
     * that makes a transaction rollback-only it refuses every further call. To roll back is then the host's part.
     *
     * @param storage the operations on that connection; they neither commit nor roll back what is not theirs
     * @param capabilities what it supports
     * @param config its clock, limits, listener and cost of passwords count here
     * @param provider the provider's name, as a listener is told
     * @return the handle, for as long as the host's transaction runs
     */
    public static StorageAccess joining(
            StorageOperations storage, Set<Capability> capabilities, StorageConfig config, String provider) {
        InputRules.given("storage", storage);
        InputRules.given("config", config);
        Listening listening = Listening.ofListener(config, InputRules.given("provider", provider));
        Set<Capability> supported = Set.copyOf(InputRules.given("capabilities", capabilities));
        StorageContext context = StorageContext.of(config, supported, listening);
        return new Transaction(context, new TransactionCalls(storage, supported, listening));
    }

    @Override
    public Users users() {
        calls.demand(Capability.USERS);
        return new Users(context, calls);
    }

    @Override
    public Sessions sessions() {
        calls.demand(Capability.SESSIONS);
        return new Sessions(context, calls);
    }

    @Override
    public Tokens tokens() {
        calls.demand(Capability.TOKENS);
        return new Tokens(context, calls);
    }

    @Override
    public KeyValues keyValues() {
        calls.demand(Capability.KEY_VALUES);
        return new KeyValues(context, calls);
    }

    @Override
    public <X extends Exception> void inTransaction(TransactionWork<X> work) throws X {
        InputRules.given("work", work);
        callInTransaction(tx -> {
            work.run(tx);
            return tx;
        });
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callInTransaction(TransactionFunction<T, X> work)
            throws X {
        InputRules.given("work", work);
        return calls.join(() -> work.call(this));
    }

    /** Whether the key is new: recorded now, for as long as it counts. */
    boolean record(String key, Instant keptUntil) {
        return calls.call(storage -> storage.appliedKeys().record(key, keptUntil));
    }

    /** See {@link StorageOperations#confirm}. */
    void confirm() {
        calls.run(StorageOperations::confirm);
    }
}

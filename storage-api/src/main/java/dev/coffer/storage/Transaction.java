package dev.coffer.storage;

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
    boolean record(IdempotencyKey key) {
        return calls.call(storage -> storage.appliedKeys().record(key.value(), key.keptUntil()));
    }
}

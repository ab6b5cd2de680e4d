package dev.coffer.storage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open storage as an actor uses it: see {@link Storage#as}. Safe for many threads, and cheap enough to be made for each request. */
public final class StorageView implements StorageAccess {
    private final Storage storage;
    private final StorageContext context;
    private final Calls calls;
    private final Optional<Actor> actor;

    StorageView(Storage storage, StorageContext context, PooledCalls calls, Actor actor) {
        this.storage = storage;
        this.context = context;
        this.calls = calls.as(actor);
        this.actor = Optional.of(actor);
    }

    @Override
    public Users users() {
        return storage.demand(Capability.USERS, new Users(context, calls));
    }

    @Override
    public Sessions sessions() {
        return storage.demand(Capability.SESSIONS, new Sessions(context, calls));
    }

    @Override
    public Tokens tokens() {
        return storage.demand(Capability.TOKENS, new Tokens(context, calls));
    }

    @Override
    public KeyValues keyValues() {
        return storage.demand(Capability.KEY_VALUES, new KeyValues(context, calls));
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
        return callInTransaction(TransactionOptions.defaults(), work);
    }

    /**
     * As {@link Storage#callInTransaction(TransactionOptions, TransactionFunction)}, by the actor.
     *
     * @param <T> what the work returns
     * @param <X> what the work may throw
     * @param options isolation, and whether it only reads
     * @param work uses the handle it is given, and not the storage
     * @return what the work returned
     * @throws X as the work does
     */
    public <T extends @Nullable Object, X extends Exception> T callInTransaction(
            TransactionOptions options, TransactionFunction<T, X> work) throws X {
        return storage.callInTransaction(options, actor, work);
    }

    /**
     * As {@link Storage#applyOnce}, by the actor.
     *
     * @param <X> what the work may throw
     * @param key one for each piece of work, the same at each try of it
     * @param work uses the handle it is given, and not the storage
     * @return whether this call or an earlier one applied the work
     * @throws X as the work does
     */
    public <X extends Exception> ApplyOutcome applyOnce(IdempotencyKey key, TransactionWork<X> work) throws X {
        return storage.applyOnce(key, actor, work);
    }
}

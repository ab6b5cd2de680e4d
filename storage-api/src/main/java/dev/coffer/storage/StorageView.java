package dev.coffer.storage;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open storage as it is used in somebody's name: see {@link Storage#as} and {@link Storage#actingAs}. Safe for many threads, and cheap
 * enough to be made for each request.
 */
public final class StorageView implements StorageAccess {
    private final Storage storage;
    private final StorageContext context;
    private final Calls calls;
    private final Acting name;

    StorageView(Storage storage, StorageContext context, PooledCalls calls, Acting name) {
        this.storage = storage;
        this.context = context;
        this.calls = calls.in(name);
        this.name = name;
    }

    /**
     * {@return the same view, confined to the rows of a user; see {@link Storage#actingAs}}
     *
     * @param userId whose rows
     * @throws IllegalStateException if this view is confined already
     * @throws Unsupported without {@link Capability#ROW_LEVEL_SECURITY}
     */
    public StorageView actingAs(UUID userId) {
        InputRules.given("userId", userId);
        if (name.user().isPresent()) {
            throw new IllegalStateException("this view is confined to a user already");
        }
        return storage.demand(
                Capability.ROW_LEVEL_SECURITY, storage.view(new Acting(name.actor(), Optional.of(userId))));
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
     * As {@link Storage#callInTransaction(TransactionOptions, TransactionFunction)}, in the same name.
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
        return storage.callInTransaction(options, name, work);
    }

    /**
     * As {@link Storage#applyOnce}, in the same name.
     *
     * @param <X> what the work may throw
     * @param key one for each piece of work, the same at each try of it
     * @param work uses the handle it is given, and not the storage
     * @return whether this call or an earlier one applied the work
     * @throws X as the work does
     */
    public <X extends Exception> ApplyOutcome applyOnce(IdempotencyKey key, TransactionWork<X> work) throws X {
        return storage.applyOnce(key, name, work);
    }
}

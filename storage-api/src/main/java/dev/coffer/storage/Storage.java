package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An open storage:
 *
 * <pre>{@code
 * try (Storage storage = Storage.open("sqlite:app.db")) {
 *   User ada = storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));
 * }
 * }</pre>
 *
 * <p>Open one per database and keep it as long as the application runs. Safe for many threads, platform and virtual.
 * After {@link #close} every call to the database is an {@link IllegalStateException}, and so it is on a thread inside
 * {@link #inTransaction}, where only the transaction's handle may be used.
 */
public final class Storage implements StorageAccess, AutoCloseable {
    private final StorageConfig config;
    private final String provider;
    private final Set<Capability> capabilities;
    private final StorageContext context;
    private final PooledCalls calls;
    private final Users users;
    private final Sessions sessions;
    private final Tokens tokens;
    private final KeyValues keyValues;
    private final Audit audit;
    private final HealthChecks healthChecks;
    private final Set<Maintenance> maintenance = ConcurrentHashMap.newKeySet();

    private Storage(StorageConfig config, String provider, StorageBackend backend, Listening listening) {
        this.config = config;
        this.provider = provider;
        capabilities = Set.copyOf(backend.capabilities());
        context = StorageContext.of(config, capabilities, listening);
        calls = new PooledCalls(context, backend);
        users = new Users(context, calls);
        sessions = new Sessions(context, calls);
        tokens = new Tokens(context, calls);
        keyValues = new KeyValues(context, calls);
        audit = new Audit(context, calls);
        healthChecks = new HealthChecks(
                () -> new Health.Builder(context.clock().instant()), calls::health, calls::healthWithoutAnswer);
    }

    /**
     * Opens the storage at a URL with the default configuration. See {@link #open(StorageConfig)}.
     *
     * @param url such as {@code sqlite:app.db}; see {@link StorageConfig}
     * @return the open storage, for the caller to close
     */
    public static Storage open(String url) {
        return open(StorageConfig.forUrl(url).build());
    }

    /**
     * Opens a storage with the provider for the URL's scheme, looked for by ServiceLoader in the thread's context class
     * loader and then in this library's own. Creates or checks the tables as {@link StorageConfig#schemaMode()} says.
     *
     * @param config the URL, and what differs from the defaults
     * @return the open storage, for the caller to close
     * @throws InvalidInput {@code url} if no provider knows it; the cause is what kept a provider from being loaded
     * @throws SchemaMismatch if the tables are not the ones needed
     * @throws StorageException as the storage fails
     */
    public static Storage open(StorageConfig config) {
        return open(config, InputRules.given("config", config).provider());
    }

    /**
     * Opens a storage with this provider. See {@link #open(StorageConfig)}.
     *
     * @param config the URL, and what differs from the defaults
     * @param provider opens it; no other is looked for
     * @return the open storage, for the caller to close
     */
    public static Storage open(StorageConfig config, StorageProvider provider) {
        InputRules.given("config", config);
        String name = InputRules.given("provider", provider).name();
        Listening listening = Listening.of(config, name);
        Storage storage = Listening.ofListener(config, name)
                .during(Operation.Name.OPEN, () -> new Storage(config, name, provider.open(config), listening));
        listening.opened(storage);
        return storage;
    }

    /**
     * {@return the statements that opening would run on an empty database of this URL's kind, one script each} For
     * hosts that run DDL themselves and open with {@link SchemaMode#VALIDATE}.
     *
     * @param url only its scheme counts; nothing is opened
     */
    public static List<String> schemaScripts(String url) {
        return Providers.forScheme(StorageUrl.scheme(InputRules.given("url", url)))
                .schemaScripts();
    }

    /** {@return the name of the provider, such as {@code sqlite} or {@code postgresql}} */
    public String provider() {
        return provider;
    }

    /** {@return what the provider supports} */
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** {@return the limits in force} */
    public Limits limits() {
        return config.limits();
    }

    @Override
    public Users users() {
        return supported(Capability.USERS, users);
    }

    @Override
    public Sessions sessions() {
        return supported(Capability.SESSIONS, sessions);
    }

    @Override
    public Tokens tokens() {
        return supported(Capability.TOKENS, tokens);
    }

    @Override
    public KeyValues keyValues() {
        return supported(Capability.KEY_VALUES, keyValues);
    }

    /**
     * {@return the audit log, if it is switched on; see {@link StorageConfig.Builder#audit}}
     *
     * @throws Unsupported without {@link Capability#AUDIT}
     */
    public Audit audit() {
        return supported(Capability.AUDIT, audit);
    }

    /**
     * A view of this storage, all of whose changes the audit log records as those of an actor: by itself, and in the transactions that are
     * begun through it. What is done through the storage itself, or another view, is not.
     *
     * @param actor who makes the changes, and for which request
     * @return the view, for as long as the storage is open
     * @throws Unsupported without {@link Capability#AUDIT}
     */
    public StorageView as(Actor actor) {
        supported(Capability.AUDIT, calls);
        return view(new Acting(Optional.of(InputRules.given("actor", actor)), Optional.empty()));
    }

    /**
     * A view of this storage in which the database itself shows and lets change the rows of one user alone, in transactions of their own
     * and in those that are begun through it: the user, with sessions and tokens, and the record of this id in the namespaces of key-values
     * that {@link RowLevelSecurity} marks. Signing up, signing in and all that needs to see more goes through the storage itself.
     *
     * <p>Everything else is absent: it is not found, listed or counted; to change it is {@link NotFound} and to end or delete it does
     * nothing, as if there were none. What would make a row that is not the user's is {@link AccessDenied} with {@link AccessDenied#isOfUser()},
     * in the same words whether such a row exists or not: a session, token or key-value of another, a user, an address other than the present
     * one. So {@link Users#findOrCreate} finds the user's own address and is denied any other; and {@link Duplicate} is never thrown, which would
     * tell one user of another. After it a transaction can only roll back.
     *
     * <p>A user may delete itself, sessions and tokens going along, and the view is then of nobody. Nobody has no rows and makes none: to
     * issue something for the id of nobody is {@link AccessDenied} or {@link MissingReference}. The keys of {@link StorageView#applyOnce} are
     * each user's own, so one user's never keeps another's work from being applied.
     *
     * @param userId whose rows; if there is no such user, there are none
     * @return the view, for as long as the storage is open
     * @throws Unsupported without {@link Capability#ROW_LEVEL_SECURITY}
     */
    public StorageView actingAs(UUID userId) {
        supported(Capability.ROW_LEVEL_SECURITY, calls);
        return view(new Acting(Optional.empty(), Optional.of(InputRules.given("userId", userId))));
    }

    StorageView view(Acting name) {
        return new StorageView(this, context, calls, name);
    }

    @Override
    public <X extends Exception> void inTransaction(TransactionWork<X> work) throws X {
        inTransaction(TransactionOptions.defaults(), work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callInTransaction(TransactionFunction<T, X> work)
            throws X {
        return callInTransaction(TransactionOptions.defaults(), work);
    }

    /**
     * As {@link #inTransaction(TransactionWork)}, with options.
     *
     * @param <X> what the work may throw
     * @param options isolation, and whether it only reads
     * @param work uses the handle it is given, and not this storage
     * @throws X as the work does
     */
    public <X extends Exception> void inTransaction(TransactionOptions options, TransactionWork<X> work) throws X {
        InputRules.given("work", work);
        callInTransaction(options, tx -> {
            work.run(tx);
            return tx;
        });
    }

    /**
     * As {@link #inTransaction(TransactionOptions, TransactionWork)}, with a result.
     *
     * @param <T> what the work returns
     * @param <X> what the work may throw
     * @param options isolation, and whether it only reads
     * @param work uses the handle it is given, and not this storage
     * @return what the work returned
     * @throws Unsupported without {@link Capability#TRANSACTIONS}, or {@link Capability#READ_ONLY_SNAPSHOT} if asked
     *     for
     * @throws X as the work does
     */
    public <T extends @Nullable Object, X extends Exception> T callInTransaction(
            TransactionOptions options, TransactionFunction<T, X> work) throws X {
        return callInTransaction(options, Acting.NOBODY, work);
    }

    <T extends @Nullable Object, X extends Exception> T callInTransaction(
            TransactionOptions options, Acting name, TransactionFunction<T, X> work) throws X {
        InputRules.given("work", work);
        supported(Capability.TRANSACTIONS, calls);
        if (InputRules.given("options", options).readOnly()) {
            supported(Capability.READ_ONLY_SNAPSHOT, calls);
        }
        return calls.transaction(options, name, work);
    }

    /**
     * Runs work in a transaction, unless one with the same key has committed. The key is the first thing the
     * transaction writes, so of several attempts at once one applies the work and the others wait for it. A lost
     * answer, a conflict or a rollback by the database is retried here, up to 5 times: the key makes that safe. What took
     * longer than a second to fail is not, unless it is a conflict: it has met a time limit. So the work may run more than
     * once and should change nothing outside the storage.
     *
     * @param <X> what the work may throw
     * @param key one for each piece of work, the same at each try of it
     * @param work uses the handle it is given, and not this storage
     * @return whether this call or an earlier one applied the work
     * @throws InvalidInput {@code idempotencyKey} if it was made more than 24 hours ago
     * @throws Unsupported without {@link Capability#APPLY_ONCE}
     * @throws X as the work does
     */
    public <X extends Exception> ApplyOutcome applyOnce(IdempotencyKey key, TransactionWork<X> work) throws X {
        return applyOnce(key, Acting.NOBODY, work);
    }

    <X extends Exception> ApplyOutcome applyOnce(IdempotencyKey key, Acting name, TransactionWork<X> work) throws X {
        InputRules.given("idempotencyKey", key);
        InputRules.given("work", work);
        supported(Capability.APPLY_ONCE, calls);
        key.checkAge(context.now());
        String stored = name.stored(key, capabilities.contains(Capability.ROW_LEVEL_SECURITY));
        Doubt doubt = new Doubt();
        return calls.<ApplyOutcome, X>repeatable(doubt, name, tx -> {
            boolean first = tx.record(stored, key.keptUntil());
            doubt.settle();
            if (!first) {
                tx.confirm();
                return ApplyOutcome.ALREADY_APPLIED;
            }
            work.run(tx);
            return ApplyOutcome.APPLIED;
        });
    }

    /**
     * Deletes keys of {@link #applyOnce} that are past their use, in batches of 1,000; may run on many nodes.
     *
     * @return how many keys it deleted
     */
    public long purgeAppliedKeys() {
        return purgeAppliedKeys(Purge.TO_THE_END);
    }

    long purgeAppliedKeys(BooleanSupplier goOn) {
        supported(Capability.APPLY_ONCE, calls);
        Instant before = context.purgeBefore();
        return Purge.all(
                calls,
                Operation.Name.APPLIED_KEYS_PURGE,
                goOn,
                (storage, limit) -> storage.appliedKeys().purge(before, limit));
    }

    /**
     * Returns if the storage answers a read of its own tables.
     *
     * @throws StorageException the reason why it does not
     */
    public void ping() {
        calls.ping();
    }

    /**
     * How the storage fares: whether it answers, whether this role may still read and write its tables, and what will soon go
     * wrong. For the probes of an orchestrator, and for operators.
     *
     * <p>Never fails, and answers within 2 seconds, also while the database does not. However many ask, one check runs at a
     * time, on one connection, and what it has found is told for a second. It may be called within a transaction. A closed
     * storage is {@link Health.Status#DOWN}.
     *
     * @return what was found; {@link Health.Status#DOWN} if there was no answer in time, and {@link Health.Status#DEGRADED} if
     *     that was only because all connections are in use
     */
    public Health health() {
        return healthChecks.health();
    }

    /**
     * Refuses new calls, lets running ones finish for up to {@link StorageConfig#closeTimeout()}, then gives everything
     * back: what still runs then fails. Does nothing the second time.
     */
    @Override
    public void close() {
        maintenance.forEach(Maintenance::close);
        if (calls.close(config.closeTimeout())) {
            healthChecks.forget();
            context.listening().closed(this);
        }
    }

    /** How long the audit log is kept, if not for ever. */
    Optional<Duration> auditRetention() {
        return config.audit().flatMap(AuditSettings::retention);
    }

    <T> T demand(Capability capability, T part) {
        return supported(capability, part);
    }

    Instant now() {
        return context.now();
    }

    boolean isClosed() {
        return calls.isClosed();
    }

    /** Is to be closed before this. */
    void beforeClosing(Maintenance begun) {
        maintenance.add(begun);
    }

    void forgetClosing(Maintenance ended) {
        maintenance.remove(ended);
    }

    /** The URL without password and parameters. */
    @Override
    public String toString() {
        return "Storage[" + StorageUrl.redacted(config.url()) + "]";
    }

    private <T> T supported(Capability capability, T part) {
        if (!capabilities.contains(capability)) {
            throw new Unsupported(capability);
        }
        return part;
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Capability;
import dev.coffer.storage.Health;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.UserStorage;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** An open PostgreSQL database. */
final class PostgresBackend extends PostgresOperations implements StorageBackend {
    static final String PING = "SELECT last_value FROM coffer_versions";

    private final PooledDatabase database;
    private final PooledDatabase snapshots;
    private final SearchIndex index;
    private final StorageConfig config;
    private final PostgresHealth health;
    private final Runnable close;

    /**
     * On connections that it closes at its end.
     *
     * @param database for all calls and transactions
     * @param snapshots for transactions that only read; may be the same
     * @param index of a search in it
     * @param config what is switched on
     * @param health looks after it
     * @param close gives back what else was opened, when no connection is left
     */
    PostgresBackend(
            PooledDatabase database,
            PooledDatabase snapshots,
            SearchIndex index,
            StorageConfig config,
            PostgresHealth health,
            Runnable close) {
        super(database, index);
        this.database = database;
        this.snapshots = snapshots;
        this.index = index;
        this.config = config;
        this.health = health;
        this.close = close;
    }

    private PostgresBackend(
            Batching batching,
            PooledDatabase snapshots,
            SearchIndex index,
            StorageConfig config,
            PostgresHealth health,
            Runnable close) {
        super(batching, index);
        database = batching.database();
        this.snapshots = snapshots;
        this.index = index;
        this.config = config;
        this.health = health;
        this.close = close;
    }

    /** As the configuration says, those that wait together are served together. */
    static PostgresBackend of(
            StorageConfig config,
            RoundTrip roundTrip,
            PooledDatabase database,
            PooledDatabase snapshots,
            PostgresHealth health,
            Runnable close) {
        SearchIndex index = index(database, config);
        return config.naturalBatching()
                ? new PostgresBackend(
                        new Batching(database, config, roundTrip), snapshots, index, config, health, close)
                : new PostgresBackend(database, snapshots, index, config, health, close);
    }

    /** Made or looked at as the configuration says, as is the audit log; and whether users are confined. */
    static SearchIndex index(PooledDatabase database, StorageConfig config) {
        PostgresUserTerms terms = new PostgresUserTerms(OwnerRole.of(config));
        try {
            SchemaMode mode = SchemaOpening.mode(config);
            RowSecurity.demand(database, config);
            openAudit(database, config, mode);
            return SearchIndex.open(database, terms, config, mode);
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static void openAudit(PooledDatabase database, StorageConfig config, SchemaMode mode) {
        try {
            AuditLog.open(database, new PostgresAuditTriggers(OwnerRole.of(config)), config, mode);
        } catch (AccessDenied refusal) {
            throw config.rowLevelSecurity().isEmpty()
                    ? refusal
                    : new AccessDenied(
                            "the audit log is switched on by who owns the tables: run coffer row-level-security set-up with --audit,"
                                    + " and with the namespaces of key-values that are to be recorded",
                            refusal);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> capabilities = index.capabilities(config);
        if (config.rowLevelSecurity().isPresent()) {
            capabilities.add(Capability.ROW_LEVEL_SECURITY);
        }
        return capabilities;
    }

    @Override
    public AuditStorage audit() {
        return new PostgresAudit(database, OwnerRole.of(config));
    }

    @Override
    public StorageOperations as(AuditContext context) {
        return new PostgresOperations(new ActingDatabase(database, PostgresAuditTriggers.telling(context)), index);
    }

    @Override
    public StorageOperations actingAs(UUID userId, Optional<AuditContext> context) {
        return new PostgresOperations(
                new Confinement(database, index, config.rowLevelSecurity(), userId, context), index) {
            @Override
            public UserStorage users() {
                return new OwnUsers(super.users());
            }
        };
    }

    @Override
    public StorageTransaction begin(TransactionOptions options) {
        return (options.readOnly() ? snapshots : database).begin(options, index, config.rowLevelSecurity());
    }

    @Override
    public void ping() {
        database.read(connection ->
                connection.handle().createQuery(PING).mapTo(Long.class).one());
    }

    @Override
    public void health(Health.Builder findings) {
        health.check(findings);
    }

    @Override
    public void healthWithoutAnswer(Health.Builder findings) {
        health.withoutAnswer(findings);
    }

    @Override
    public void close() {
        try {
            snapshots.close();
            database.close();
        } finally {
            close.run();
        }
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Actor;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.ConnectionHandles;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JoinedTransaction;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.AuditContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * For hosts with PostgreSQL connections of their own: a storage on the host's pool, and the host's own transaction
 * joined. To open a storage by a URL, see {@link Storage#open(String)}.
 */
public final class PostgresStorage {
    private static final ConnectionHandles HANDLES = new ConnectionHandles(PostgresTypes::jdbi);

    private PostgresStorage() {}

    /**
     * Opens a storage on the host's own pool, with the default configuration. See
     * {@link #open(DataSource, StorageConfig)}.
     *
     * @param dataSource the pool, with connections of the PostgreSQL driver
     * @return the open storage, for the caller to close
     */
    public static Storage open(DataSource dataSource) {
        return open(dataSource, StorageConfig.builder().build());
    }

    /**
     * Opens a storage on the host's own pool. Each call and each transaction takes a connection out of it and gives it
     * back as it was; closing the storage leaves the pool open. Connections may come without auto-commit or with
     * another isolation than read committed, at the cost of some round trips to change that and to put it back.
     *
     * <p>How to connect, how many connections there are, how long to wait for one and whether it still lives is for the
     * pool to say. Give the driver a {@code socketTimeout} longer than the read timeout: without one a stalled network
     * is waited for without end. Behind a pooler in transaction mode it needs {@code prepareThreshold=0} too. The lock timeout holds in transactions only: a single call waits for a lock as long
     * as the role's {@code lock_timeout} says; if it has none, opening says so in the log.
     *
     * <p>A data source that gives the connection of a transaction that is running, such as Spring's
     * {@code TransactionAwareDataSourceProxy}, is not for this: see {@link #on(Connection)}.
     *
     * @param dataSource the pool, with connections of the PostgreSQL driver
     * @param config how to connect is passed over: URL, credentials, pool size, standby reads
     * @return the open storage, for the caller to close
     * @throws dev.coffer.storage.InvalidInput {@code dataSource} if its connections are of another driver, or one comes
     *     in a running transaction
     * @throws dev.coffer.storage.SchemaMismatch if the tables are not the ones needed
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    public static Storage open(DataSource dataSource, StorageConfig config) {
        return Storage.open(config, new DataSourceProvider(dataSource));
    }

    /**
     * Joins the host's transaction, with the default configuration. See {@link #on(Connection, StorageConfig)}.
     *
     * @param connection of the PostgreSQL driver or a pool's proxy of one, in a transaction
     * @return for the calling thread, as long as the transaction runs
     */
    public static StorageAccess on(Connection connection) {
        return on(connection, StorageConfig.builder().build());
    }

    /**
     * Joins the transaction that the host has begun on its own connection, so that what is done here and what the host
     * does by itself take effect together:
     *
     * <pre>{@code
     * connection.setAutoCommit(false);
     * insertOrder(connection, order);
     * PostgresStorage.on(connection).users().create(newUser);
     * connection.commit();
     * }</pre>
     *
     * <p>The host commits or rolls back and closes the connection; nothing of that is done here, and no setting of the
     * connection is changed. The handle is for one transaction: ask for a new one after a commit. It keeps the rules of
     * a {@link Transaction}: nothing is retried, and after a {@link dev.coffer.storage.StorageException} other than
     * {@link dev.coffer.storage.InvalidInput}, {@link dev.coffer.storage.NotFound},
     * {@link dev.coffer.storage.VersionConflict} and {@link dev.coffer.storage.Unsupported} every further call is
     * {@link dev.coffer.storage.TransactionRolledBack}. The host must then roll back: PostgreSQL has given the
     * transaction up, and a commit would lose all of it.
     *
     * <p>The tables must be there, made by opening a storage on the database or by
     * {@link dev.coffer.storage.Storage#schemaScripts}: without them a call is
     * {@link dev.coffer.storage.SchemaMismatch}. Isolation, and how long to wait for a lock, are those of the host's
     * transaction.
     *
     * @param connection of the PostgreSQL driver or a pool's proxy of one, in a transaction
     * @param config its schema, clock, limits, cost of passwords, search of users, read timeout and read-only mode count; all else is
     *     the connection's. Without a schema, that is the connection's current one, which takes a round trip to learn; so does, with
     *     row-level security, that it has taken the system role on
     * @return for the calling thread, as long as the transaction runs; a use after the connection was closed is an
     *     {@link IllegalStateException}
     * @throws IllegalStateException if the connection is closed, or in auto-commit mode and no distributed transaction
     * @throws dev.coffer.storage.InvalidInput {@code connection} if it is of another driver
     * @throws dev.coffer.storage.SchemaMismatch if no schema is named and the connection has no current one, or row-level security is
     *     configured and its role is another than the system's
     * @throws dev.coffer.storage.TransactionRolledBack if an earlier statement of the host has failed in the transaction
     */
    public static StorageAccess on(Connection connection, StorageConfig config) {
        return on(connection, config, database -> database);
    }

    /**
     * As {@link #on(Connection, StorageConfig)}, with what is changed through the handle recorded as the actor's, where the {@linkplain
     * dev.coffer.storage.Storage#audit audit log} is switched on. So is what the host then changes by itself in the same transaction.
     *
     * @param connection of the PostgreSQL driver or a pool's proxy of one, in a transaction
     * @param config as for {@link #on(Connection, StorageConfig)}
     * @param actor who makes the changes
     * @return for the calling thread, as long as the transaction runs
     */
    public static StorageAccess on(Connection connection, StorageConfig config, Actor actor) {
        AuditContext context = AuditContext.of(actor, config);
        return on(connection, config, database -> new ActingDatabase(database, PostgresAuditTriggers.telling(context)));
    }

    /**
     * Sets the database up for {@link Storage#actingAs}: makes the tables where they are missing, the two roles, what they may do, and the
     * policies by which the database confines users. May be done again, as with one more namespace, with a new role that logs in, or after
     * an upgrade: what was set up before stays. It takes a lock on the tables for a moment. A storage that is open without row-level
     * security then fails, and has to be opened with it.
     *
     * @param config how the owner of the tables logs in, who must be allowed to make and grant roles (a superuser, or {@code CREATEROLE});
     *     schema, schema owner and audit log count. It is not the one that the application opens the storage with
     * @param confinement what is to be confined, by which roles
     * @param loginRole which the application logs in as, and which must exist: it owns nothing, has no rights of the owner's, and becomes
     *     the others. On a server before PostgreSQL 16 it is made {@code NOINHERIT}, and must inherit no other rights before
     * @throws InvalidInput {@code config} if row-level security is switched on in it, {@code loginRole} if the server has no such
     *     role, or one that would lose rights
     * @throws dev.coffer.storage.SchemaMismatch if that role would get around it all; nothing is then changed but tables made
     * @throws AccessDenied if who logs in does not own the tables, or may not make roles
     */
    public static void setUpRowLevelSecurity(StorageConfig config, RowLevelSecurity confinement, String loginRole) {
        given("confinement", confinement);
        given("loginRole", loginRole);
        setUp(config, owner -> owner.on(confinement, loginRole));
    }

    /**
     * Takes away what {@link #setUpRowLevelSecurity} made, but for the roles, and the rights of the system's: whoever has rights on the
     * tables then sees all rows. In a storage that is still open with row-level security all is {@link AccessDenied} in the name of a user,
     * until it is opened anew.
     *
     * @param config as for {@link #setUpRowLevelSecurity}
     * @return whether there was anything to take away
     */
    public static boolean removeRowLevelSecurity(StorageConfig config) {
        return setUp(config, RowSecuritySetUp::off);
    }

    private static <T> T setUp(StorageConfig config, Function<RowSecuritySetUp, Function<SqlConnection, T>> work) {
        given("config", config);
        if (config.rowLevelSecurity().isPresent()) {
            throw new InvalidInput("config", "must be that of the owner of the tables, without row-level security");
        }
        try {
            return new Opening(PostgresSchema.migrations(), config)
                    .setUp(work.apply(new RowSecuritySetUp(OwnerRole.of(config))));
        } catch (AccessDenied e) {
            throw RowSecuritySetUp.denied(e);
        }
    }

    private static void given(String field, @Nullable Object argument) {
        if (argument == null) {
            throw new InvalidInput(field, "must not be null");
        }
    }

    private static StorageAccess on(Connection connection, StorageConfig config, UnaryOperator<Database> acting) {
        DriverLog.leaveOutValues();
        JoinedTransaction.demand(connection, PgConnection.class, PostgresStorage::inTransaction, config);
        SchemaNames names = names(connection, config);
        Handle handle = HANDLES.on(connection);
        handle.getConfig(SqlStatements.class).setTemplateEngine(names);
        TransactionDatabase database = new TransactionDatabase(
                handle,
                new PostgresConnection.Use(names, HANDLES, ReadLimit.NONE, false),
                SessionSettings.of(config).readTimeoutSeconds(),
                () -> {},
                UnaryOperator.identity(),
                () -> {});
        SearchIndex index = SearchIndex.joined(new PostgresUserTerms(OwnerRole.of(config)), config);
        return Transaction.joining(
                new PostgresOperations(
                        acting.apply(
                                new JoinedTransaction(connection, PostgresStorage::inTransaction, database, config)),
                        index),
                index.capabilities(config),
                config,
                PostgresStorageProvider.NAME);
    }

    /** Also if it was not JDBC that began it, as in a distributed transaction. */
    private static boolean inTransaction(Connection connection) throws SQLException {
        return !connection.getAutoCommit()
                || connection.unwrap(PgConnection.class).getTransactionState() != TransactionState.IDLE;
    }

    private static SchemaNames names(Connection connection, StorageConfig config) {
        try {
            RowSecurity.demandRole(connection, config); // any other would find no rows, and no fault
            return SchemaNames.of(config, connection);
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }
}

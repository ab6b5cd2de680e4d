package dev.coffer.storage.sqlite;

import dev.coffer.storage.Actor;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JoinedTransaction;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.spi.AuditContext;
import java.sql.Connection;
import java.util.function.UnaryOperator;
import org.sqlite.SQLiteConnection;

/**
 * Joins transactions that a host runs on SQLite connections of its own. To open a storage, see {@link
 * dev.coffer.storage.Storage#open(String)}.
 */
public final class SqliteStorage {
    private static final JoinedTransaction.Probe NOT_AUTO_COMMIT = connection -> !connection.getAutoCommit();

    private SqliteStorage() {}

    /**
     * Joins the host's transaction, with the default configuration. See {@link #on(Connection, StorageConfig)}.
     *
     * @param connection of sqlite-jdbc or a pool's proxy of one, in a transaction and with foreign keys on
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
     * SqliteStorage.on(connection).users().create(newUser);
     * connection.commit();
     * }</pre>
     *
     * <p>The host commits or rolls back and closes the connection; nothing of that is done here, and no setting of the
     * connection is changed. The handle is for one transaction: ask for a new one after a commit. It keeps the rules of
     * a {@link Transaction}: nothing is retried, and after a {@link dev.coffer.storage.StorageException} other than
     * {@link dev.coffer.storage.InvalidInput}, {@link dev.coffer.storage.NotFound},
     * {@link dev.coffer.storage.VersionConflict} and {@link dev.coffer.storage.Unsupported} every further call is
     * {@link dev.coffer.storage.TransactionRolledBack}. The host must then roll back: SQLite itself would commit what
     * came before.
     *
     * <p>The tables must be there, made by opening a storage on the file or by
     * {@link dev.coffer.storage.Storage#schemaScripts}: without them a call is
     * {@link dev.coffer.storage.SchemaMismatch}.
     *
     * <p>The transaction holds the lock of the file from its first write to its end. A storage that is open on the same
     * file waits for it like another process: a write there is {@link dev.coffer.storage.Busy} after its lock timeout,
     * always if it is made by the thread that holds the lock. A transaction that reads before it writes may find that
     * another one wrote in between, which is {@link dev.coffer.storage.SerializationConflict}; with
     * {@code transaction_mode=IMMEDIATE} among the properties of the connection it cannot. Waits for locks are as long
     * as the connection's {@code busy_timeout} says, and reads have no time limit.
     *
     * @param connection of sqlite-jdbc or a pool's proxy of one, in a transaction and with foreign keys on
     * @param config its clock, limits, cost of passwords, search of users and read-only mode count; all else is the connection's
     * @return for the calling thread, as long as the transaction runs; a use after the connection was closed is an
     *     {@link IllegalStateException}
     * @throws IllegalStateException if the connection is closed, in auto-commit mode, does not enforce foreign keys
     *     (which cannot be switched on in a transaction), or has the pragma {@code count_changes}
     * @throws dev.coffer.storage.InvalidInput {@code connection} if it is of another driver
     * @throws dev.coffer.storage.SchemaMismatch if the database is not encoded in UTF-8
     */
    public static StorageAccess on(Connection connection, StorageConfig config) {
        return on(connection, config, database -> database);
    }

    /**
     * As {@link #on(Connection, StorageConfig)}, with what is changed through the handle recorded as the actor's, where the {@linkplain
     * dev.coffer.storage.Storage#audit audit log} is switched on. Who changes rows by itself is not known.
     *
     * @param connection of sqlite-jdbc or a pool's proxy of one, in a transaction and with foreign keys on
     * @param config as for {@link #on(Connection, StorageConfig)}
     * @param actor who makes the changes
     * @return for the calling thread, as long as the transaction runs
     */
    public static StorageAccess on(Connection connection, StorageConfig config, Actor actor) {
        AuditContext context = AuditContext.of(actor, config);
        return on(connection, config, database -> new ActingDatabase(database, SqliteAuditTriggers.telling(context)));
    }

    private static StorageAccess on(Connection connection, StorageConfig config, UnaryOperator<Database> acting) {
        JoinedTransaction.demand(connection, SQLiteConnection.class, NOT_AUTO_COMMIT, config);
        HostConnection database = new HostConnection(connection, new HostStatements(connection));
        demand(database, "foreign_keys", "1");
        demand(database, "count_changes", "0"); // the driver takes the count for a row
        Opening.demandUtf8(pragma(database, "encoding"));
        SearchIndex index = SearchIndex.joined(new SqliteUserTerms(), config);
        return Transaction.joining(
                new SqliteOperations(
                        acting.apply(new JoinedTransaction(connection, NOT_AUTO_COMMIT, database, config)), index),
                index.capabilities(config),
                config,
                SqliteStorageProvider.NAME);
    }

    private static void demand(HostConnection database, String pragma, String value) {
        if (!pragma(database, pragma).equals(value)) {
            throw new IllegalStateException("the connection must be opened with " + pragma + "=" + value
                    + ": in a transaction that cannot be set");
        }
    }

    private static String pragma(HostConnection database, String name) {
        return database.read(statements -> statements
                .handle()
                .createQuery("PRAGMA " + name)
                .mapTo(String.class)
                .one());
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.AuditContext;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A database whose every call is a transaction in which there are the rows of one user only.
 *
 * @param database of all rows
 * @param index of a search in it
 * @param confined which role a user works as
 * @param userId whose rows
 * @param context what the audit log is to say of the changes
 */
record Confinement(
        PooledDatabase database,
        SearchIndex index,
        Optional<RowLevelSecurity> confined,
        UUID userId,
        Optional<AuditContext> context)
        implements Database {
    private static final String CONFINE = "SELECT set_config('role', ?, true), set_config('coffer.user_id', ?, true)";

    /** Takes the role on, for that user, until the transaction ends: by a setting, as a name is no value that a statement takes. */
    static void begin(SqlConnection connection, RowLevelSecurity confined, UUID userId) {
        connection.findOne(
                CONFINE, arguments -> arguments.text(confined.userRole()).text(userId.toString()), row -> row.text(1));
    }

    /** A second time as any read. What it was told at the end of its transaction does not matter: there was nothing to commit. */
    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        try {
            return database.twice(Confinement::undone, () -> run(Database::read, work));
        } catch (TransactionRolledBack | UnknownOutcome e) {
            throw new Unavailable("the connection to the server was lost", e);
        }
    }

    private static boolean undone(RuntimeException failure) {
        return failure instanceof TransactionRolledBack || PostgresErrors.connectionLost(failure);
    }

    /** A second time if the server has undone it, as what is atomic without a user. */
    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        return database.twice(TransactionRolledBack.class::isInstance, () -> run(Database::write, work));
    }

    /** Not in a savepoint: the transaction is the work's own. */
    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        return write(work);
    }

    private <T> T run(BiFunction<Database, Function<SqlConnection, T>, T> way, Function<SqlConnection, T> work) {
        try (PostgresTransaction transaction = database.begin(TransactionOptions.defaults(), index, confined)) {
            context.ifPresent(transaction::actAs);
            transaction.confineTo(userId);
            T result = way.apply(transaction.database(), work);
            transaction.commit();
            return result;
        }
    }
}

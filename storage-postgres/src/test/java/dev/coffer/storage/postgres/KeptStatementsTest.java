package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Timeout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool of one connection. */
class KeptStatementsTest {
    private static final String SQL = "SELECT pg_backend_pid(), count(*) FROM coffer_users WHERE id = ?::uuid";
    private static final String SLEEP = "SELECT pg_sleep(20)";

    private final String url = TestServer.NEWEST.freshUrl();
    private final SchemaNames names =
            new SchemaNames(PostgresUrl.parse(url).user().orElseThrow());
    private final WatchedPool watched = WatchedPool.open(StorageConfig.forUrl(url)
            .poolSize(1)
            .readTimeout(Duration.ofSeconds(1))
            .build());
    private final ConnectionPool pool = watched.pool();
    private final PooledDatabase database = watched.database();

    @AfterEach
    void close() {
        watched.storage().close();
    }

    private long backend() {
        return database.read(connection -> connection
                .findOne("SELECT pg_backend_pid()", arguments -> {}, row -> row.number(1))
                .orElseThrow());
    }

    private PreparedStatement used(String sql) throws SQLException {
        try (Connection connection = pool.lease(false)) {
            StatementSource statements = pool.statements(connection);
            PreparedStatement statement = statements.take(sql, names);
            statements.giveBack(sql, statement);
            return statement;
        }
    }

    @Test
    void aStatement_staysOpen_fromOneBorrowerToTheNext() throws SQLException {
        PreparedStatement statement = used(SQL);
        assertThat(statement.isClosed()).isFalse();
        assertThat(used(SQL)).isSameAs(statement);
    }

    @Test
    void oneTextTwiceAtOnce_isTwoStatements_ofWhichOneIsKept() throws SQLException {
        try (Connection connection = pool.lease(false)) {
            StatementSource statements = pool.statements(connection);
            PreparedStatement outer = statements.take(SQL, names);
            PreparedStatement inner = statements.take(SQL, names);
            assertThat(inner).isNotSameAs(outer);
            statements.giveBack(SQL, inner);
            statements.giveBack(SQL, outer);
            assertThat(inner.isClosed()).isTrue();
            assertThat(statements.take(SQL, names)).isSameAs(outer);
        }
    }

    @Test
    void aStatementThatWasCancelled_isNotUsedAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(Timeout.class)
                    .isThrownBy(() -> database.read(
                            connection -> connection.findOne(SLEEP, arguments -> {}, row -> row.text(1))));
            assertThat(backend()).isPositive();
        }
        assertThat(deadlineOf(Duration.ofNanos(1))).isFalse();
        assertThat(deadlineOf(Duration.ofHours(1))).isTrue();
    }

    /** Whether a statement that ends at once may be used again. */
    private boolean deadlineOf(Duration time) {
        try (ReadDeadlines deadlines = new ReadDeadlines(time);
                Connection connection = pool.lease(false);
                PreparedStatement statement = connection.prepareStatement(SLEEP)) {
            deadlines.begin(statement);
            return deadlines.end(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConnectionThatIsLost_isLeftForAnother() {
        long lost = backend();
        TestServer.NEWEST.execute("SELECT pg_terminate_backend(" + lost + ")");
        assertThat(backend()).isNotEqualTo(lost);
    }

    @Test
    void anErrorInTheMidstOfACall_costsTheConnection() {
        long broken = backend();
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> database.read(connection -> {
                    throw new StackOverflowError("planted");
                }));
        assertThat(backend()).isNotEqualTo(broken);
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.UserUpdate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.xa.PGXADataSource;

/** What is PostgreSQL's own in a transaction of the host. */
class PostgresStorageTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");
    private static final NewUser BOB = NewUser.withEmail("bob@example.org");

    private final String url = TestServer.NEWEST.freshUrl();
    private Storage storage;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        storage = Storage.open(url);
        connection = DriverManager.getConnection(TestServer.jdbcUrl(url));
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        storage.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private StorageConfig.Builder schema() {
        return StorageConfig.builder().schema(PostgresUrl.parse(url).user().orElseThrow());
    }

    @Test
    void theSchema_isTheConfiguredOne_elseTheCurrentOne() throws Exception {
        execute("SET search_path = ''");
        PostgresStorage.on(connection, schema().build()).users().create(ADA);
        assertThatThrownBy(() -> PostgresStorage.on(connection)).isInstanceOf(SchemaMismatch.class);
        connection.commit();
        execute("RESET search_path");
        assertThat(PostgresStorage.on(connection).users().count()).isEqualTo(1);

        StorageConfig missing = StorageConfig.builder().schema("missing").build();
        assertThatThrownBy(() -> PostgresStorage.on(connection, missing)
                        .keyValues()
                        .namespace("profiles")
                        .record("ada")
                        .put("theme", "dark"))
                .isInstanceOf(SchemaMismatch.class);
    }

    @Test
    void afterAnErrorOfTheHosts_itIsRolledBack() throws Exception {
        StorageAccess joined = PostgresStorage.on(connection);
        assertThatThrownBy(() -> execute("SELECT 1 / 0")).isInstanceOf(SQLException.class);

        assertThatThrownBy(() -> PostgresStorage.on(connection)).isInstanceOf(TransactionRolledBack.class);
        assertThatThrownBy(() -> joined.users().count()).isInstanceOf(TransactionRolledBack.class);
        connection.rollback();
        assertThat(PostgresStorage.on(connection).users().count()).isZero();
    }

    @Test
    void aConnectionThatIsLost_isTransactionRolledBack_alsoForAWrite() throws Exception {
        StorageAccess joined = PostgresStorage.on(connection);
        joined.users().create(ADA);
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        TestServer.NEWEST.execute("SELECT pg_terminate_backend(" + pid + ", 5000)");

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(TransactionRolledBack.class)
                    .isThrownBy(() -> joined.users().create(BOB))
                    .satisfies(e -> assertThat(e.retry()).isEqualTo(Retry.TRANSACTION));
        }
    }

    @Test
    void theHostsIsolation_isTheTransactions() throws Exception {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        StorageAccess joined = PostgresStorage.on(connection);
        assertThat(joined.users().count()).isZero();
        storage.users().create(ADA);
        assertThat(joined.users().count()).isZero();

        assertThatThrownBy(() -> joined.users().findOrCreate(ADA)).isInstanceOf(SerializationConflict.class);
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> joined.users().count())
                .satisfies(e -> assertThat(e.retry()).isEqualTo(Retry.TRANSACTION));
    }

    @Test
    void aReadOnlyTransaction_refusesWrites() throws Exception {
        connection.setReadOnly(true);
        StorageAccess joined = PostgresStorage.on(connection);
        assertThat(joined.users().count()).isZero();
        assertThatThrownBy(() -> joined.users().create(ADA)).isInstanceOf(ReadOnly.class);
    }

    @Test
    void aDistributedTransaction_isJoinedAsWell() throws Exception {
        PGXADataSource source = new PGXADataSource();
        source.setUrl(TestServer.jdbcUrl(url));
        XAConnection distributed = source.getXAConnection();
        Connection part = distributed.getConnection();
        Xid branch = branch();
        distributed.getXAResource().start(branch, XAResource.TMNOFLAGS);
        StorageAccess joined = PostgresStorage.on(part);
        joined.users().createAll(List.of(ADA, BOB));
        assertThatThrownBy(() -> joined.users().update(new UUID(0x7000, 1), UserUpdate.emailUnverified()))
                .isInstanceOf(NotFound.class);
        distributed.getXAResource().end(branch, XAResource.TMSUCCESS);
        assertThat(storage.users().count()).isZero();
        distributed.getXAResource().commit(branch, true);
        distributed.close();

        assertThat(storage.users().count()).isEqualTo(2);
    }

    private static Xid branch() {
        return new Xid() {
            @Override
            public int getFormatId() {
                return 1;
            }

            @Override
            public byte[] getGlobalTransactionId() {
                return new byte[] {1};
            }

            @Override
            public byte[] getBranchQualifier() {
                return new byte[] {1};
            }
        };
    }

    @Test
    void aReadThatTakesTooLong_isATimeout() throws Exception {
        StorageAccess joined = PostgresStorage.on(
                connection, schema().readTimeout(Duration.ofSeconds(1)).build());
        try (Connection other = DriverManager.getConnection(TestServer.jdbcUrl(url));
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE coffer_users IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> joined.users().count()).isInstanceOf(Timeout.class);
        }
    }
}

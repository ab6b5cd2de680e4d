package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unavailable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage on the host's own pool. */
class HostDataSourceTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private final String url = TestServer.NEWEST.freshUrl();
    private final HikariDataSource pool = new HikariDataSource(settings(TestServer.jdbcUrl(url)));

    @TempDir
    private Path directory;

    private static HikariConfig settings(String jdbcUrl) {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(jdbcUrl);
        settings.setMaximumPoolSize(1);
        settings.setConnectionTimeout(Duration.ofSeconds(3).toMillis());
        return settings;
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static StorageConfig.Builder config() {
        return StorageConfig.builder().passwordCost(4);
    }

    @Test
    void closingTheStorage_leavesThePoolOpen() throws Exception {
        try (Storage storage = PostgresStorage.open(pool)) {
            storage.users().create(ADA);
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM coffer_users")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void theSchemaMode_isTheConfigurations() {
        assertThatThrownBy(() -> PostgresStorage.open(
                        pool, config().schemaMode(SchemaMode.VALIDATE).build()))
                .isInstanceOf(SchemaMismatch.class);
        PostgresStorage.open(pool).close();
        try (Storage storage =
                PostgresStorage.open(pool, config().readOnly(true).build())) {
            assertThatThrownBy(() -> storage.users().create(ADA)).isInstanceOf(ReadOnly.class);
            assertThat(storage.users().count()).isZero();
        }
    }

    @Test
    void aPoolWithNoConnectionLeft_isUnavailable() throws Exception {
        try (Storage storage = PostgresStorage.open(pool);
                Connection taken = pool.getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            assertThatThrownBy(() -> storage.users().count()).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aTransaction_waitsForALockAsLongAsItIsTold() throws Exception {
        StorageConfig impatient = config().lockTimeout(Duration.ofMillis(200)).build();
        try (Storage storage = PostgresStorage.open(pool, impatient);
                Connection other = TestServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE coffer_users IN SHARE MODE");
            assertThatThrownBy(() -> storage.inTransaction(tx -> tx.users().create(ADA)))
                    .isInstanceOf(Busy.class);
        }
    }

    @Test
    void eachConnection_goesBackAsItCame() throws Exception {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = ''");
            statement.execute("SET lock_timeout = '7s'");
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            PlainPool plain = new PlainPool(connection);
            Map<String, String> state = plain.state();
            StorageConfig inSchema =
                    config().schema(PostgresUrl.parse(url).user().orElseThrow()).build();

            try (Storage storage = PostgresStorage.open(plain.dataSource(), inSchema)) {
                doEverything(storage);
            }
            assertThat(plain.returned()).hasSizeGreaterThan(10).containsOnly(state);
        }
    }

    /** A call of each kind, and each end of a transaction. */
    private static void doEverything(Storage storage) {
        storage.ping();
        storage.users().create(ADA);
        assertThatThrownBy(() -> storage.users().create(ADA)).isInstanceOf(Duplicate.class);
        storage.users().createAll(List.of(NewUser.withEmail("bob@example.org"), NewUser.withEmail("eve@example.org")));
        storage.inTransaction(tx -> tx.users().findOrCreate(ADA));
        assertThatThrownBy(() -> storage.inTransaction(tx -> tx.users().create(ADA)))
                .isInstanceOf(Duplicate.class);
        storage.inTransaction(
                TransactionOptions.serializable(), tx -> tx.users().count());
        storage.inTransaction(
                TransactionOptions.readOnlySnapshot(), tx -> tx.users().count());
        assertThatThrownBy(() -> storage.inTransaction(
                        TransactionOptions.readOnlySnapshot(), tx -> tx.users().create(ADA)))
                .isInstanceOf(ReadOnly.class);
        storage.applyOnce(
                new IdempotencyKey("key", Instant.now()),
                tx -> tx.keyValues().namespace("n").record("i").increment("k"));
        assertThat(storage.keyValues().purge()).isZero();
        assertThat(storage.users().count()).isEqualTo(3);
    }

    @Test
    void aConnectionInATransaction_isRefused_andNotCommitted() throws Exception {
        PostgresStorage.open(pool).close();
        try (Connection connection = TestServer.connect(url)) {
            connection.setAutoCommit(false);
            PostgresStorage.on(connection).users().create(ADA);
            assertRefused(new PlainPool(connection).dataSource());
            connection.rollback();
        }
        try (Storage storage = PostgresStorage.open(pool)) {
            assertThat(storage.users().count()).isZero();
        }
    }

    @Test
    void connectionsOfAnotherDriver_areRefused() {
        try (HikariDataSource other = new HikariDataSource(settings("jdbc:sqlite:" + directory.resolve("other.db")))) {
            assertRefused(other);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what it is about
    void whatIsNull_isRefused() {
        assertRefused(null);
        assertThatThrownBy(() -> PostgresStorage.open(pool, null)).isInstanceOf(InvalidInput.class);
    }

    private static void assertRefused(DataSource dataSource) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> PostgresStorage.open(dataSource))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("dataSource"));
    }
}

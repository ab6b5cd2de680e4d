package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Limits;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.VersionConflict;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a host may expect that joins its own transaction, on each database. */
abstract class JoinedTransactionRules {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");
    private static final NewUser BOB = NewUser.withEmail("bob@example.org");
    private static final StorageConfig CONFIG =
            StorageConfig.builder().passwordCost(4).build();

    private Storage storage;
    private Connection connection;

    /** Of an empty database, another one at each call. */
    abstract String freshUrl();

    /** The same database, for JDBC. */
    abstract String jdbcUrl(String url);

    abstract StorageAccess on(Connection connection, StorageConfig config);

    abstract StorageAccess on(Connection connection);

    /** A connection of the other driver. */
    abstract Connection foreignConnection() throws SQLException;

    /** All that a session can set, of which nothing may change. */
    abstract Map<String, String> settings(Connection connection) throws SQLException;

    private String url;

    @BeforeEach
    void begin() throws SQLException {
        url = freshUrl();
        storage = Storage.open(StorageConfig.forUrl(url).passwordCost(4).build());
        connection = connect(url);
        execute("CREATE TABLE orders (item text PRIMARY KEY)");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
        storage.close();
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(url));
    }

    private StorageAccess joined() {
        return on(connection, CONFIG);
    }

    private static KeyValueRecord profile(StorageAccess access) {
        return access.keyValues().namespace("profiles").record("ada");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void order(String item) throws SQLException {
        execute("INSERT INTO orders (item) VALUES ('" + item + "')");
    }

    private int orders() throws SQLException {
        try (Connection other = connect(url);
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void theHostsCommit_makesBothVisible() throws Exception {
        order("tea");
        on(connection).users().create(ADA);
        assertThat(storage.users().count()).isZero();
        connection.commit();

        assertThat(storage.users().findByEmail("ada@example.org")).isPresent();
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void theHostsRollback_undoesBoth() throws Exception {
        User ada = joined().users().create(ADA);
        order("tea");
        profile(joined()).put("theme", "dark");
        assertThat(joined().users().find(ada.id())).contains(ada);
        connection.rollback();

        assertThat(storage.users().count()).isZero();
        assertThat(profile(storage).count()).isZero();
        assertThat(orders()).isZero();
    }

    @Test
    void theHostsSavepoint_isAsGoodAsEver() throws Exception {
        joined().users().create(ADA);
        Savepoint savepoint = connection.setSavepoint();
        joined().users().createAll(List.of(BOB, NewUser.withEmail("eve@example.org")));
        connection.rollback(savepoint);
        order("tea");
        connection.commit();

        assertThat(storage.users().list(PageRequest.first(10)).items())
                .extracting(User::email)
                .containsExactly("ada@example.org");
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void everyOperation_leavesTransactionAndConnectionAsTheyWere() throws Exception {
        WatchedConnection watched = new WatchedConnection(connection);
        Map<String, String> settings = settings(connection);

        doEverything(on(watched.proxy(), CONFIG));

        assertThat(watched.calls())
                .isSubsetOf(
                        "isClosed()",
                        "getAutoCommit()",
                        "isWrapperFor",
                        "getSchema()",
                        "createStatement()",
                        "prepareStatement",
                        "createArrayOf");
        assertThat(settings(connection)).isEqualTo(settings);
        assertThat((Object) connection.getWarnings()).isNull();
        assertNoSavepointIsLeft();
        assertThat(storage.users().count()).isZero();
        connection.commit();
        assertThat(storage.users().count()).isEqualTo(3);
    }

    private void assertNoSavepointIsLeft() throws SQLException {
        Savepoint hosts = connection.setSavepoint();
        assertThatThrownBy(() -> execute("RELEASE SAVEPOINT coffer")).isInstanceOf(SQLException.class);
        connection.rollback(hosts);
    }

    /** One of each kind: read, one statement, several, and a refused one after which the transaction goes on. */
    private static void doEverything(StorageAccess access) {
        User ada = access.users().create(ADA.password("correct horse battery"));
        access.users().createAll(List.of(BOB, NewUser.withEmail("eve@example.org")));
        assertThat(access.users().authenticate("ada@example.org", "correct horse battery"))
                .isPresent();
        assertThat(access.users().findOrCreate(BOB).created()).isFalse();
        assertThat(access.users().findAll(List.of(ada.id(), new UUID(0x7000, 1))))
                .hasSize(1);
        assertThatThrownBy(() -> access.users().update(new UUID(0x7000, 1), UserUpdate.emailUnverified()))
                .isInstanceOf(NotFound.class);
        IssuedSession session = access.sessions().issue(NewSession.forUser(ada.id()));
        assertThat(access.sessions().authenticate(session.token())).isPresent();
        assertThat(access.sessions().touch(session.token())).isPresent();
        assertThat(access.sessions().purge()).isZero();
        String token =
                access.tokens().issue(NewToken.forUser(ada.id(), "reset")).token();
        assertThat(access.tokens().consume("reset", token)).isPresent();
        KeyValueRecord profile = profile(access);
        profile.putAll(Map.of("theme", new byte[] {1}, "lang", new byte[] {2}));
        assertThat(profile.increment("visits")).isEqualTo(1);
        assertThatThrownBy(() -> profile.put("theme", "dark", PutOptions.ifAbsent()))
                .isInstanceOf(VersionConflict.class);
        assertThat(profile.getAll()).hasSize(3);
        access.users().setPassword(ada.id(), "battery staple");
    }

    @Test
    void aRefusedBatch_isUndoneAlone() throws Exception {
        StorageAccess joined = joined();
        profile(joined).put("taken", "1");
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(() -> joined.keyValues()
                        .apply(List.of(
                                Mutation.put(profile(joined).item("free"), new byte[] {1}),
                                Mutation.put(profile(joined).item("taken"), new byte[] {1}, PutOptions.ifAbsent()))));
        order("tea");
        connection.commit();

        assertThat(profile(storage).getAll()).containsOnlyKeys("taken");
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void afterAnError_nothingButTheHostsRollbackHelps() throws Exception {
        StorageAccess joined = joined();
        joined.users().create(ADA);
        assertThatThrownBy(() -> joined.users().create(ADA)).isInstanceOf(Duplicate.class);
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> joined.users().count())
                .withCauseInstanceOf(Duplicate.class);
        assertThatThrownBy(() -> joined.inTransaction(tx -> {})).isInstanceOf(TransactionRolledBack.class);

        connection.rollback();
        assertThat(joined().users().create(BOB).email()).isEqualTo("bob@example.org");
        connection.commit();
        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void errors_showNothingOfWhatIsStored() {
        joined().users().create(ADA);
        assertThatThrownBy(() -> joined().users().create(ADA)).satisfies(error -> {
            for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("ada@");
            }
        });
    }

    @Test
    void aUserThatIsNotThere_isAMissingReference() {
        assertThatThrownBy(() -> joined().sessions().issue(NewSession.forUser(new UUID(0x7000, 1))))
                .isInstanceOf(MissingReference.class);
    }

    @Test
    void inTransaction_joinsTheHosts() throws Exception {
        StorageAccess joined = joined();
        User ada = joined.callInTransaction(tx -> tx.users().create(ADA));
        joined.inTransaction(tx -> assertThat(tx.users().find(ada.id())).contains(ada));
        assertThatThrownBy(() -> joined.inTransaction(tx -> {
                    throw new IllegalArgumentException("mine");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> joined.users().count()).isInstanceOf(TransactionRolledBack.class);
        connection.rollback();

        assertThat(storage.users().count()).isZero();
    }

    @Test
    void aConnectionInAutoCommitMode_isRefused_alsoLater() throws Exception {
        StorageAccess joined = joined();
        connection.setAutoCommit(true);

        assertIllegal("auto-commit", this::joined);
        assertIllegal("auto-commit", () -> joined.users().count());
        assertIllegal("auto-commit", () -> profile(joined()).put("theme", "dark"));
        assertThat(profile(storage).count()).isZero();
    }

    @Test
    void aConnectionThatIsClosed_isRefused_alsoLater() throws Exception {
        StorageAccess joined = joined();
        StorageAccess writing = joined();
        connection.rollback();
        connection.close();

        assertIllegal("connection is closed", this::joined);
        assertIllegal("connection is closed", () -> joined.users().count());
        assertIllegal("connection is closed", () -> writing.users().create(ADA));
    }

    private static void assertIllegal(String message, ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call).withMessageContaining(message);
    }

    @Test
    void anotherThread_isRefused() {
        StorageAccess joined = joined();
        CompletableFuture.runAsync(() -> assertIllegal("thread", joined::users)).join();
        assertThat(joined.users().count()).isZero();
    }

    @Test
    void aConnectionOfAnotherDriver_isRefused() throws Exception {
        try (Connection foreign = foreignConnection()) {
            foreign.setAutoCommit(false);
            assertRefused("connection", () -> on(foreign));
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what it is about
    void whatIsNull_isRefused() {
        assertRefused("connection", () -> on(null));
        assertRefused("config", () -> on(connection, null));
    }

    private static void assertRefused(String field, ThrowingCallable call) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(call)
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void tablesThatAreMissing_areASchemaMismatch() throws Exception {
        try (Connection empty = connect(freshUrl())) {
            empty.setAutoCommit(false);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> on(empty).users().count(),
                    () -> on(empty).users().create(ADA),
                    () -> profile(on(empty)).put("theme", "dark"))) {
                assertThatThrownBy(call).isInstanceOf(SchemaMismatch.class);
                empty.rollback();
            }
        }
    }

    @Test
    void clockLimitsAndReadOnly_areThoseOfTheConfiguration() {
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        StorageConfig.Builder config = CONFIG.toBuilder().clock(() -> then);
        StorageAccess limited = on(
                connection, config.limits(Limits.defaults().withValueBytes(4)).build());
        StorageAccess readOnly = on(connection, config.readOnly(true).build());

        assertThat(limited.users().create(ADA).createdAt()).isEqualTo(then);
        assertRefused("value", () -> profile(limited).put("theme", "light"));
        assertThat(readOnly.users().count()).isEqualTo(1);
        assertThatThrownBy(() -> readOnly.users().create(BOB)).isInstanceOf(ReadOnly.class);
    }

    @Test
    void aPoolsConnection_isAsGood() throws Exception {
        connection.rollback(); // it may hold a lock
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(jdbcUrl(url));
        settings.setAutoCommit(false);
        settings.setMaximumPoolSize(1);
        settings.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        StorageAccess kept;
        try (HikariDataSource pool = new HikariDataSource(settings)) {
            try (Connection pooled = pool.getConnection()) {
                kept = on(pooled, CONFIG);
                doEverything(kept);
                pooled.commit();
            }
            assertIllegal("connection is closed", () -> kept.users().count());
            try (Connection pooled = pool.getConnection()) {
                on(pooled, CONFIG).users().create(NewUser.withEmail("joe@example.org"));
            }
        }
        assertThat(storage.users().count()).isEqualTo(3);
    }
}

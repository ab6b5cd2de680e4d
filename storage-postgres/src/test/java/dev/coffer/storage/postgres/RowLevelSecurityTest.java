package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.Users;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server itself shows to whom, whatever the library asks it for. */
class RowLevelSecurityTest {
    private static Stream<TestServer> servers() {
        return Stream.of(TestServer.OLDEST, TestServer.NEWEST);
    }

    /** A user with rows of each kind. */
    private static User inhabit(Storage storage, String email) {
        User user = storage.users().create(NewUser.withEmail(email).password("correct horse"));
        storage.sessions().issue(NewSession.forUser(user.id()).lasting(Duration.ofDays(1)));
        storage.tokens().issue(NewToken.forUser(user.id(), "reset").lasting(Duration.ofDays(1)));
        profile(storage, user.id()).put("theme", "dark");
        storage.actingAs(user.id()).applyOnce(new IdempotencyKey("key", Instant.now()), tx -> {});
        return user;
    }

    private static KeyValueRecord profile(StorageAccess storage, UUID id) {
        return storage.keyValues().namespace(ConfinedPlace.NAMESPACE).record(id.toString());
    }

    private static Storage open(ConfinedPlace place) {
        return Storage.open(place.config().userSearch(UserSearch.ofAll()).build());
    }

    private static long count(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void assertDenied(Statement statement, String sql) {
        assertThatThrownBy(() -> statement.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whoeverHasNoContext_seesNothing_andChangesNothing(TestServer server) throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(server.url());
        try (Storage storage = open(place)) {
            inhabit(storage, "ada@example.org");
            String userRole = place.confinement().userRole();
            try (Connection connection = TestServer.connect(place.applicationUrl());
                    Statement statement = connection.createStatement()) {
                for (String table : ConfinedPlace.TABLES) {
                    assertDenied(
                            statement,
                            "SELECT count(*) FROM " + place.owner() + "." + table); // by the login role itself
                }
                statement.execute("SET ROLE " + userRole);
                for (String context : List.of(
                        "SELECT 1", "SET coffer.user_id = ''", "SET coffer.user_id = '" + new UUID(7, 7) + "'")) {
                    statement.execute(context);
                    for (String table : ConfinedPlace.TABLES) {
                        assertThat(count(statement, table))
                                .as("%s after %s", table, context)
                                .isZero();
                    }
                    assertThat(statement.executeUpdate("UPDATE coffer_users SET version = 9"))
                            .isZero();
                    assertThat(statement.executeUpdate("DELETE FROM coffer_sessions"))
                            .isZero();
                    assertThat(statement.executeUpdate("UPDATE coffer_key_values SET version = 9"))
                            .isZero();
                }
            }
            try (Connection connection = TestServer.connect(place.ownerUrl());
                    Statement statement = connection.createStatement()) {
                for (String table : ConfinedPlace.TABLES) {
                    assertThat(count(statement, table))
                            .as("%s to its owner", table)
                            .isZero();
                }
            }
            assertThat(storage.users().count()).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aUsersContext_showsTheUsersRows_whateverTheStatement(TestServer server) throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(server.url());
        try (Storage storage = open(place)) {
            User ada = inhabit(storage, "ada@example.org");
            User eve = inhabit(storage, "eve@example.org");
            storage.keyValues()
                    .namespace("unmarked")
                    .record(ada.id().toString())
                    .put("a", "b");
            try (Connection connection = TestServer.connect(place.applicationUrl());
                    Statement statement = connection.createStatement()) {
                statement.execute("SET ROLE " + place.confinement().userRole());
                statement.execute("SET coffer.user_id = '" + ada.id() + "'");
                for (String table : ConfinedPlace.TABLES) {
                    assertThat(count(statement, table)).as(table).isPositive();
                }
                assertThat(count(statement, "coffer_users WHERE id <> '" + ada.id() + "'"))
                        .isZero();
                assertThat(count(statement, "coffer_key_values WHERE namespace = 'unmarked'"))
                        .isZero();
                assertThat(count(statement, "coffer_sessions s JOIN coffer_users u ON u.id = s.user_id"))
                        .isOne();
                assertThat(statement.executeUpdate("DELETE FROM coffer_tokens")).isOne();
                assertDenied(statement, "UPDATE coffer_sessions SET user_id = '" + eve.id() + "'");
                assertDenied(statement, "UPDATE coffer_users SET id = '" + new UUID(1, 1) + "'");
                assertDenied(statement, "UPDATE coffer_users SET canonical_email = 'eve@example.org'");
                assertDenied(statement, "UPDATE coffer_users SET canonical_email = 'free@example.org'");
                assertDenied(statement, "INSERT INTO coffer_users SELECT * FROM coffer_users");
                assertDenied(statement, "UPDATE coffer_key_values SET namespace = 'unmarked'");
                assertDenied(statement, "TRUNCATE coffer_key_values");
                assertDenied(statement, "INSERT INTO coffer_user_namespaces VALUES ('unmarked')");
                assertDenied(statement, "SELECT * FROM coffer_audit");
                assertDenied(statement, "ALTER TABLE coffer_users DISABLE ROW LEVEL SECURITY");
            }
            assertThat(storage.tokens().revokeAll(eve.id(), "reset")).isOne();
        }
    }

    @Test
    void anOwnDelete_takesTheRowsOfTheSearchAlong() throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = open(place)) {
            User ada = inhabit(storage, "ada@example.org");
            assertThat(storage.actingAs(ada.id()).users().delete(ada.id())).isTrue();
        }
        try (Connection connection = TestServer.connect(place.server());
                Statement statement = connection.createStatement()) {
            assertThat(count(statement, place.owner() + ".coffer_user_terms")).isZero();
            assertThat(count(statement, place.owner() + ".coffer_sessions")).isZero();
        }
    }

    @Test
    void whoIsNobodyOrGone_makesNoRows() {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = open(place)) {
            User ada = inhabit(storage, "ada@example.org");
            storage.actingAs(ada.id()).users().delete(ada.id());
            for (UUID nobody : List.of(ada.id(), new UUID(7, 7))) {
                assertThatExceptionOfType(AccessDenied.class)
                        .isThrownBy(
                                () -> profile(storage.actingAs(nobody), nobody).put("theme", "dark"));
                assertThatExceptionOfType(AccessDenied.class)
                        .isThrownBy(() -> storage.actingAs(nobody)
                                .applyOnce(new IdempotencyKey("another", Instant.now()), tx -> {}));
                assertThat(profile(storage.actingAs(nobody), nobody).getAll()).isEmpty();
            }
        }
    }

    @Test
    void aConnectionGoesBackAsItCame_alsoAfterAnException() throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (HikariDataSource pool = pool(place, 1);
                Storage storage = PostgresStorage.open(pool, place.config().build())) {
            User ada = inhabit(storage, "ada@example.org");
            User eve = inhabit(storage, "eve@example.org");
            String system = place.confinement().systemRole();
            assertThat(storage.actingAs(ada.id()).users().find(eve.id())).isEmpty();
            assertThat(state(pool)).isEqualTo(system + "/");

            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.actingAs(ada.id())
                            .sessions()
                            .issue(NewSession.forUser(eve.id()).lasting(Duration.ofDays(1))));
            assertThat(state(pool)).isEqualTo(system + "/");

            assertThatThrownBy(() -> storage.actingAs(ada.id()).inTransaction(tx -> {
                        assertThat(tx.users().count()).isOne();
                        tx.inTransaction(joined ->
                                assertThat(joined.users().find(eve.id())).isEmpty());
                        throw new IllegalArgumentException("the host's own");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(state(pool)).isEqualTo(system + "/");
            assertThat(storage.users().count()).isEqualTo(2);
            assertThat(storage.actingAs(eve.id()).users().find(eve.id())).contains(eve);
        }
    }

    /** The role at work and the user that is shown, where nothing is going on. */
    private static String state(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_user || '/' || coalesce(current_setting('coffer.user_id', true), '')")) {
            row.next();
            return row.getString(1);
        }
    }

    private static HikariDataSource pool(ConfinedPlace place, int size) {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(TestServer.jdbcUrl(place.applicationUrl()));
        settings.setMaximumPoolSize(size);
        settings.setConnectionInitSql("SET ROLE " + place.confinement().systemRole());
        return new HikariDataSource(settings);
    }

    @Test
    void aHostsPool_whoseConnectionsBeginAsSomebodyElse_isRefused() {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(TestServer.jdbcUrl(place.applicationUrl()));
        try (HikariDataSource pool = new HikariDataSource(settings)) {
            assertThatExceptionOfType(SchemaMismatch.class)
                    .isThrownBy(() -> PostgresStorage.open(pool, place.config().build()))
                    .withMessageContaining("connections must begin as the role "
                            + place.confinement().systemRole())
                    .withMessageContaining("connectionInitSql");
        }
    }

    @Test
    void statementsThatArePreparedOnce_serveEachUserWithTheOwnRows() {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(place.config().poolSize(1).build())) {
            List<User> users = Stream.of("a@x.y", "b@x.y", "c@x.y")
                    .map(email -> inhabit(storage, email))
                    .toList();
            for (int i = 0; i < 60; i++) { // the driver prepares on the server after a few
                User me = users.get(i % 3);
                User other = users.get((i + 1) % 3);
                StorageAccess mine = i % 2 == 0 ? storage.actingAs(me.id()) : storage;
                assertThat(mine.users().find(me.id())).contains(me);
                assertThat(mine.users().find(other.id()).isPresent()).isEqualTo(mine == storage);
                assertThat(mine.users().findByEmail(other.email()).isPresent()).isEqualTo(mine == storage);
                assertThat(profile(mine, other.id()).get("theme").isPresent()).isEqualTo(mine == storage);
                assertThat(mine.sessions()
                                .list(other.id(), PageRequest.first(9))
                                .items()
                                .isEmpty())
                        .isEqualTo(mine != storage);
            }
        }
    }

    @Test
    void eightThreads_thatSwitchUsers_neverSeeAnothersRow() throws InterruptedException {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(place.config().poolSize(4).build())) {
            assertThat(new SwitchingUsers(storage, Duration.ofSeconds(30)).strangersSeen())
                    .isEmpty();
        }
    }

    @Test
    void throughPgBouncer_eightThreads_neverSeeAnothersRow() throws InterruptedException {
        try (OwnServer server = new OwnServer(18).start()) {
            ConfinedPlace direct = ConfinedPlace.setUp(server.url());
            String database =
                    "[databases]\npostgres = host=127.0.0.1 port=%d user=%s password=test connect_query='SET ROLE %s'"
                            .formatted(
                                    server.port(),
                                    direct.application(),
                                    direct.confinement().systemRole());
            try (PgBouncer pooler = new PgBouncer(server, "auth_type = any", database);
                    Storage storage = Storage.open(direct.config(pooler.url(direct.applicationUrl()))
                            .transactionPooling(true)
                            .build())) {
                assertThat(new SwitchingUsers(storage, Duration.ofSeconds(10)).strangersSeen())
                        .isEmpty();
            }
        }
    }

    /** The statement in which it is found is the first of its kind on a new connection, so that its text is in the request. */
    @ParameterizedTest
    @EnumSource(
            value = FaultProxy.Fault.class,
            names = {"CUT_REQUEST", "CUT_ANSWER", "CUT_IN_RESULT"})
    void aLostConnection_isToARead_asWithoutAView_andToAWrite_asInATransaction(FaultProxy.Fault cut) {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        UUID id;
        try (Storage storage = open(place)) {
            id = inhabit(storage, "ada@example.org").id();
        }
        for (String lost : List.of("set_config", "FROM", "COMMIT")) {
            try (FaultProxy proxy = new FaultProxy(place.server());
                    Storage storage = Storage.open(place.config(proxy.through(place.applicationUrl()))
                            .poolSize(1)
                            .build())) {
                proxy.inject(cut, lost);
                assertThat(storage.actingAs(id).users().find(id)).as(lost).isPresent();
                assertThat(proxy.injected()).as(lost).isOne();
            }
        }
        for (String lost : List.of("set_config", "UPDATE", "COMMIT")) {
            try (FaultProxy proxy = new FaultProxy(place.server());
                    Storage storage = Storage.open(place.config(proxy.through(place.applicationUrl()))
                            .poolSize(1)
                            .build())) {
                proxy.inject(cut, lost);
                Users mine = storage.actingAs(id).users();
                if (lost.equals("COMMIT")) {
                    assertThatExceptionOfType(UnknownOutcome.class).isThrownBy(() -> mine.lock(id));
                } else {
                    assertThat(mine.lock(id).locked()).as(lost).isTrue();
                }
                assertThat(proxy.injected()).as(lost).isOne();
                mine.unlock(id);
            }
        }
    }

    @Test
    void aHostsTransaction_thatHasNotBecomeTheSystem_isRefused() throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        place.execute("GRANT USAGE ON SCHEMA %1$s TO %2$s; GRANT SELECT ON ALL TABLES IN SCHEMA %1$s TO %2$s"
                .formatted(place.owner(), place.application()));
        StorageConfig config = place.config().schema(place.owner()).build();
        try (Storage storage = Storage.open(config);
                Connection connection = TestServer.connect(place.applicationUrl());
                Statement statement = connection.createStatement()) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
            connection.setAutoCommit(false);

            assertThatExceptionOfType(SchemaMismatch.class)
                    .isThrownBy(() -> PostgresStorage.on(connection, config))
                    .withMessageContaining(place.confinement().systemRole());

            statement.execute("SET LOCAL ROLE " + place.confinement().systemRole());
            assertThat(PostgresStorage.on(connection, config).users().find(ada.id()))
                    .contains(ada);
        }
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.DatabaseCredentials;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row-level security is set up where people have schemas, roles and rights as they like them. */
class RowLevelSecuritySetUpTest {
    private static Stream<TestServer> servers() {
        return Stream.of(TestServer.OLDEST, TestServer.NEWEST);
    }

    private static void assertConfines(StorageConfig.Builder config) {
        try (Storage storage = Storage.open(config.build())) {
            User ada = storage.users().create(NewUser.withEmail("ada@x.y"));
            storage.users().create(NewUser.withEmail("eve@x.y"));
            assertThat(storage.actingAs(ada.id()).users().count()).isOne();
        }
    }

    /** A second role of a place, with a name that is made of the owner's. */
    private static String another(ConfinedPlace place, String suffix, String attributes) {
        String name = place.owner() + suffix;
        place.execute("CREATE ROLE " + name + " " + attributes);
        return name;
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffer", "n", "u", "user", "coffer_users"})
    void aSchema_mayHaveAnyName(String schema) {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());
        place.execute("CREATE SCHEMA \"" + schema + "\" AUTHORIZATION " + place.owner());
        PostgresStorage.setUpRowLevelSecurity(
                StorageConfig.forUrl(place.ownerUrl()).schema(schema).build(),
                place.confinement(),
                place.application());
        assertConfines(place.config().schema(schema));
    }

    /** The schema is the login role's by its name, and the role at work is another. */
    @Test
    void aSchemaThatIsFoundByTheRole_hasToBeNamed() {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());
        String schema = place.application();
        place.execute("CREATE SCHEMA %1$s AUTHORIZATION %2$s; ALTER ROLE %1$s RESET search_path"
                .formatted(schema, place.owner()));
        PostgresStorage.setUpRowLevelSecurity(
                StorageConfig.forUrl(place.ownerUrl()).schema(schema).build(),
                place.confinement(),
                place.application());
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(place.config().build()))
                .withMessageContaining("not set up in the current schema, but in " + schema)
                .withMessageContaining("$user");
        assertConfines(place.config().schema(schema));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theDoctor_tellsHowItsRoleGetsToSeeOthersSessions(TestServer server) throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(server.url());
        StorageConfig config = StorageConfig.forUrl(place.applicationUrl())
                .schema(place.owner())
                .build();
        try (Connection somebody = TestServer.connect(server.url())) {
            somebody.setReadOnly(true); // connected is all that it is to be
            Finding hidden = longTransactions(config);
            assertThat(hidden.observed()).contains("of other roles cannot be seen");
            TestServer.execute(server.url(), hidden.advice().orElseThrow());
            assertThat(longTransactions(config).observed()).doesNotContain("cannot be seen");
        }
    }

    private static Finding longTransactions(StorageConfig config) {
        return new PostgresStorageProvider()
                .diagnose(config).stream()
                        .filter(finding -> finding.check().equals("long-transactions"))
                        .findFirst()
                        .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aLoginRole_mayHaveAnyName(TestServer server) {
        ConfinedPlace place = ConfinedPlace.fresh(server.url());
        String login = "My-App %I \"'\\ " + place.owner();
        String quoted = "\"" + login.replace("\"", "\"\"") + "\"";
        place.execute("CREATE ROLE " + quoted + " LOGIN PASSWORD 'test'; GRANT " + quoted + " TO " + place.owner()
                + " WITH ADMIN OPTION");
        PostgresStorage.setUpRowLevelSecurity(
                StorageConfig.forUrl(place.ownerUrl()).build(), place.confinement(), login);
        assertConfines(place.config().schema(place.owner()).credentials(() -> new DatabaseCredentials(login, "test")));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rolesThatSomebodyElseHasMade_andGranted_areTaken(TestServer server) {
        ConfinedPlace place = ConfinedPlace.fresh(server.url());
        RowLevelSecurity wanted = place.confinement();
        place.execute(
                "REVOKE %1$s FROM %2$s; ALTER ROLE %2$s NOCREATEROLE; ALTER ROLE %1$s NOINHERIT; CREATE ROLE %3$s; CREATE ROLE %4$s"
                        .formatted(place.application(), place.owner(), wanted.systemRole(), wanted.userRole()));
        place.execute("GRANT %s, %s TO %s".formatted(wanted.systemRole(), wanted.userRole(), place.application()));
        place.setUp(wanted);
        assertConfines(place.config());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void tablesOfASchemaOwner_areSetUpByWhoMayMakeRoles(TestServer server) {
        ConfinedPlace place = ConfinedPlace.fresh(server.url());
        String admin = another(place, "_admin", "LOGIN PASSWORD 'test' CREATEROLE");
        place.execute(
                "REVOKE %1$s FROM %2$s; ALTER ROLE %2$s NOCREATEROLE; GRANT %1$s TO %3$s WITH ADMIN OPTION; GRANT %2$s TO %3$s"
                        .formatted(place.application(), place.owner(), admin));
        StorageConfig config = StorageConfig.forUrl(place.ownerUrl().replaceFirst("//[^:]*:", "//" + admin + ":"))
                .schema(place.owner())
                .schemaOwner(place.owner())
                .build();
        for (int i = 0; i < 2; i++) {
            PostgresStorage.setUpRowLevelSecurity(config, place.confinement(), place.application());
        }
        assertConfines(place.config());
    }

    @Test
    void otherRolesThanBefore_leaveTheFormerWithNothing_alsoWhenAllIsTakenAway() throws SQLException {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());
        Storage.open(StorageConfig.forUrl(place.ownerUrl())
                        .audit(AuditSettings.ofAll())
                        .build())
                .close();
        place.setUp(place.confinement());
        place.execute("GRANT EXECUTE ON FUNCTION coffer_audit_prune(timestamptz, integer) TO "
                + place.confinement().systemRole());
        RowLevelSecurity others = place.confinement().roles(place.owner() + "_other_sys", place.owner() + "_other_usr");
        try (Storage former = Storage.open(place.config().build())) {
            User ada = former.users().create(NewUser.withEmail("ada@x.y"));
            place.setUp(others);
            assertNothing(former, ada);
            assertThat(rights(place, place.confinement().systemRole())).isEmpty();
            assertThat(rights(place, place.confinement().userRole())).isEmpty();
            assertThat(rights(place, others.userRole())).isNotEmpty();
            PostgresStorage.removeRowLevelSecurity(
                    StorageConfig.forUrl(place.ownerUrl()).build());
            assertNothing(former, ada);
            assertThat(rights(place, others.userRole())).isEmpty();
        }
        place.setUp(others);
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().build())) {
            assertThat(storage.users().count()).isOne();
        }
    }

    @Test
    void auditLog_isPrunedByTheSystemRole_onceThatWasGranted_andByNoFormerOne() {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());
        AuditSettings recorded = AuditSettings.ofAll();
        Storage.open(StorageConfig.forUrl(place.ownerUrl()).audit(recorded).build())
                .close();
        place.setUp(place.confinement());
        StorageConfig config = place.config().audit(recorded).build();
        String systemRole = place.confinement().systemRole();
        try (Storage storage = Storage.open(config)) {
            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.audit().prune(Instant.now()))
                    .withMessageContaining("GRANT EXECUTE ON FUNCTION coffer_audit_prune(timestamptz, integer)")
                    .withMessageContaining("the system role");
            place.execute("GRANT EXECUTE ON FUNCTION coffer_audit_prune(timestamptz, integer) TO " + systemRole);
            storage.users().create(NewUser.withEmail("ada@x.y"));
            storage.audit().seal();
            assertThat(storage.audit().prune(Instant.now().plusSeconds(60))).isOne();
            place.setUp(place.confinement());
            assertThat(storage.audit().prune(Instant.now())).isZero();
            place.setUp(place.confinement().roles(place.owner() + "_other_sys", place.owner() + "_other_usr"));
            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.audit().prune(Instant.now()));
        }
    }

    /** All that a role was granted itself, on whatever there is in the schema and on the schema. */
    private static List<String> rights(ConfinedPlace place, String role) throws SQLException {
        try (Connection connection = TestServer.connect(place.server());
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT a.privilege_type || ' on ' || o.name
                        FROM pg_namespace n, LATERAL (
                            SELECT n.nspname AS name, n.nspacl AS acl
                            UNION ALL SELECT c.relname, c.relacl FROM pg_class c WHERE c.relnamespace = n.oid
                            UNION ALL SELECT p.proname, p.proacl FROM pg_proc p WHERE p.pronamespace = n.oid) AS o,
                          LATERAL aclexplode(o.acl) AS a
                        WHERE n.nspname = ? AND a.grantee = CAST(CAST(? AS regrole) AS oid)
                        """)) {
            statement.setString(1, place.owner());
            statement.setString(2, role);
            List<String> rights = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rights.add(rows.getString(1));
                }
            }
            return rights;
        }
    }

    private static void assertNothing(Storage storage, User user) {
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> storage.users().count());
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> storage.actingAs(user.id()).users().count());
    }

    @Test
    void rightsThatALoginRoleHasByOthers_areNotTakenAway() {
        ConfinedPlace older = ConfinedPlace.fresh(TestServer.OLDEST.url());
        ConfinedPlace newer = ConfinedPlace.fresh(TestServer.NEWEST.url());
        for (ConfinedPlace place : List.of(older, newer)) {
            String group = another(place, "_group", "NOLOGIN");
            place.execute(
                    "CREATE TABLE orders (id int); GRANT USAGE ON SCHEMA %1$s TO %2$s; GRANT SELECT ON orders TO %2$s; GRANT %2$s TO %3$s"
                            .formatted(place.owner(), group, place.application()));
        }

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> older.setUp(older.confinement()))
                .satisfies(e -> assertThat(e.field()).isEqualTo("loginRole"));
        newer.setUp(newer.confinement());

        for (ConfinedPlace place : List.of(older, newer)) {
            TestServer.execute(place.applicationUrl(), "SELECT * FROM orders");
        }
        assertConfines(newer.config());
        older.execute("ALTER ROLE " + older.application() + " NOINHERIT");
        older.setUp(older.confinement());
        assertConfines(older.config());
    }

    @Test
    void whoMayBecomeAnyRole_isRefused() {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.OLDEST.url());
        place.setUp(place.confinement());
        place.execute("ALTER ROLE " + place.application() + " CREATEROLE");
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(place.config().build()).close())
                .withMessageContaining("can become any role");
    }

    @Test
    void severalAtOnce_setUpTheSame() throws InterruptedException, ExecutionException {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = Stream.generate(() -> pool.submit(() -> place.setUp(place.confinement())))
                    .limit(4)
                    .<Future<?>>map(one -> one)
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertConfines(place.config());
    }

    @Test
    void otherTablesOfTheSameLogin_areReadAsItself() throws Exception {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        String own = place.application();
        place.execute("CREATE SCHEMA %1$s AUTHORIZATION %1$s; ALTER ROLE %1$s SET search_path = %1$s".formatted(own));
        try (Storage storage = Storage.open(place.applicationUrl())) {
            storage.users().create(NewUser.withEmail("ada@x.y"));
        }
        try (RecordSource source = new PostgresStorageProvider()
                .openSource(StorageConfig.forUrl(place.applicationUrl()).build())) {
            assertThat(source.count(RecordKind.USER)).isOne();
        }
        try (RecordSource source = new PostgresStorageProvider()
                .openSource(StorageConfig.forUrl(place.applicationUrl())
                        .schema(place.owner())
                        .build())) {
            assertThat(source.count(RecordKind.USER)).isZero();
        }
    }
}

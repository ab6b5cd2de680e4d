package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Capability;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Setting row-level security up, and what a storage does not open with because it would be none. */
class RowLevelSecurityBypassTest {
    private ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());

    @BeforeEach
    void setUp() {
        place.setUp(place.confinement());
    }

    /** The names of the owner, the application and the two roles, for what is done to them. */
    private void assertRefused(StorageConfig.Builder config, String reason) {
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(config.build()).close())
                .withMessageContaining("row-level security: ")
                .withMessageContaining(place.named(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ALTER ROLE {app} SUPERUSER                              | {app} sees all rows: it is, or can become, {app}
            ALTER ROLE {app} BYPASSRLS                              | {app} sees all rows: it is, or can become, {app}
            ALTER ROLE {sys} BYPASSRLS                              | {sys} sees all rows: it is, or can become, {sys}
            ALTER ROLE {usr} BYPASSRLS                              | {usr} sees all rows: it is, or can become, {usr}
            REVOKE {app} FROM {owner}; GRANT {owner} TO {app}       | {app} can switch it off: it is, or can become, {owner}
            REVOKE {app} FROM {owner}; REVOKE {usr} FROM {owner} CASCADE; GRANT {owner} TO {usr}; GRANT {usr} TO {app} WITH INHERIT FALSE | {usr} can switch it off
            ALTER TABLE coffer_users OWNER TO {app}                 | {app} can switch it off: it is, or can become, {app}
            GRANT {sys} TO {app} WITH INHERIT TRUE                  | {app} has the rights of {sys} without becoming it
            GRANT {usr} TO {app} WITH INHERIT TRUE                  | {app} has the rights of {usr} without becoming it
            GRANT {sys} TO {usr}                                    | {usr} is a member of {sys}
            ALTER TABLE coffer_sessions NO FORCE ROW LEVEL SECURITY | is not forced for coffer_sessions
            ALTER TABLE coffer_tokens DISABLE ROW LEVEL SECURITY    | is off for coffer_tokens
            ALTER TABLE coffer_user_terms DISABLE ROW LEVEL SECURITY | is off for coffer_user_terms
            CREATE POLICY more ON coffer_key_values USING (true)    | the policies of coffer_key_values are others
            DROP POLICY own_rows ON coffer_applied                  | the policies of coffer_applied are others
            ALTER POLICY own_rows ON coffer_users USING (true)      | the policies of coffer_users are others
            ALTER POLICY own_rows ON coffer_tokens WITH CHECK (true) | the policies of coffer_tokens are others
            ALTER POLICY all_rows ON coffer_users TO PUBLIC         | with the roles unknown
            DROP TRIGGER coffer_own_address ON coffer_users         | no trigger keeps a user from changing an address
            ALTER TABLE coffer_users DISABLE TRIGGER ALL            | no trigger keeps a user from changing an address
            GRANT TRUNCATE ON coffer_sessions TO PUBLIC             | has TRUNCATE on coffer_sessions
            GRANT REFERENCES ON coffer_users TO {usr}               | {usr} has REFERENCES on coffer_users
            GRANT INSERT (id) ON coffer_users TO {usr}              | {usr} may add users
            CREATE VIEW seen AS SELECT email FROM coffer_users; GRANT SELECT ON seen TO {usr} | through the view seen, which lacks security_invoker
            CREATE VIEW seen AS SELECT email FROM coffer_users; GRANT DELETE ON seen TO PUBLIC | through the view seen
            CREATE VIEW inner_view AS SELECT * FROM coffer_users; CREATE VIEW outer_view AS SELECT * FROM inner_view; GRANT SELECT ON outer_view TO {app} | {app} sees all rows through the view outer_view
            CREATE MATERIALIZED VIEW stock AS SELECT id FROM coffer_sessions; GRANT SELECT ON stock TO {usr} | stock, which is materialized
            CREATE TABLE every (LIKE coffer_sessions); ALTER TABLE coffer_sessions INHERIT every; GRANT SELECT ON every TO {usr} | {usr} sees all rows through the table every
            CREATE TABLE every (LIKE coffer_tokens); ALTER TABLE coffer_tokens INHERIT every; CREATE VIEW seen AS SELECT * FROM every; GRANT DELETE ON seen TO {usr} | through the view seen
            CREATE TABLE more () INHERITS (coffer_users); GRANT UPDATE (email) ON more TO PUBLIC | {usr} sees all rows through the table more
            CREATE RULE twice AS ON INSERT TO coffer_tokens DO ALSO NOTIFY added | coffer_tokens has the rule twice
            CREATE TABLE notes (id int); CREATE RULE sweep AS ON INSERT TO notes DO ALSO DELETE FROM coffer_sessions; GRANT INSERT ON notes TO {usr} | {usr} changes all rows through the rule sweep of notes
            CREATE VIEW seen WITH (security_invoker = true) AS SELECT id FROM coffer_users; CREATE RULE sweep AS ON DELETE TO seen DO INSTEAD DELETE FROM coffer_users; GRANT DELETE ON seen TO {usr} | {usr} changes all rows through the rule sweep of seen
            CREATE TABLE more () INHERITS (coffer_users); CREATE TABLE every (LIKE coffer_users); ALTER TABLE more INHERIT every; GRANT SELECT ON every TO {usr} | {usr} sees all rows through the table every
            GRANT SELECT ON coffer_audit TO {usr}                   | {usr} has rights on coffer_audit
            CREATE VIEW seen AS SELECT change FROM coffer_audit; GRANT SELECT ON seen TO {usr} | {usr} has rights on seen, which tells of all users
            CREATE VIEW inner_view AS SELECT * FROM coffer_audit_pending; CREATE VIEW outer_view AS SELECT * FROM inner_view; GRANT SELECT ON outer_view TO PUBLIC | {usr} has rights on outer_view
            CREATE MATERIALIZED VIEW stock AS SELECT id FROM coffer_audit; GRANT SELECT ON stock TO {usr} | {usr} has rights on stock
            GRANT SELECT ON ALL TABLES IN SCHEMA {owner} TO PUBLIC  | {usr} has rights on coffer_audit_head
            """)
    void whatGetsAroundIt_isRefused(String change, String reason) {
        Storage.open(place.config().build()).close();
        place.execute(place.named(change));
        assertRefused(place.config(), reason);
        place.execute("ALTER ROLE " + place.application() + " NOSUPERUSER");
    }

    @Test
    void viewsOfTheInvoker_andViewsThatNobodyOfUsMayRead_areFine() {
        place.execute(place.named("""
                CREATE VIEW seen WITH (security_invoker = true) AS SELECT id, email FROM coffer_users;
                GRANT SELECT ON seen TO {usr};
                CREATE VIEW reports AS SELECT count(*) FROM coffer_users;
                CREATE VIEW reporting AS SELECT email FROM coffer_users;
                CREATE MATERIALIZED VIEW stock AS SELECT email FROM reporting;
                GRANT SELECT ON reporting, stock TO {sys};
                CREATE VIEW recorded WITH (security_invoker) AS SELECT change FROM coffer_audit;
                GRANT SELECT ON recorded TO {usr};
                CREATE VIEW all_recorded AS SELECT change FROM coffer_audit;
                GRANT SELECT ON all_recorded TO {sys};
                CREATE TABLE every (LIKE coffer_sessions);
                ALTER TABLE coffer_sessions INHERIT every;
                CREATE TABLE sibling () INHERITS (every);
                GRANT SELECT, INSERT ON sibling TO {usr};
                CREATE TABLE archive () INHERITS (coffer_sessions);
                CREATE TABLE notes (id int);
                CREATE RULE sweep AS ON DELETE TO notes DO ALSO DELETE FROM coffer_sessions;
                GRANT SELECT ON notes TO {usr};
                CREATE RULE keep AS ON DELETE TO seen DO INSTEAD DELETE FROM notes
                """));
        Storage.open(place.config().build()).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{usr}", "PUBLIC"})
    void aUser_whoMayPruneTheAuditLog_isRefused(String grantee) {
        ConfinedPlace recorded = ConfinedPlace.fresh(TestServer.NEWEST.url());
        Storage.open(StorageConfig.forUrl(recorded.ownerUrl())
                        .audit(AuditSettings.ofAll())
                        .build())
                .close();
        recorded.setUp(recorded.confinement());
        place = recorded;
        Storage.open(place.config().build()).close();
        place.execute(place.named("GRANT EXECUTE ON FUNCTION coffer_audit_prune(timestamptz, integer) TO " + grantee));
        assertRefused(place.config(), "the role {usr} may remove records of the audit log by coffer_audit_prune");
    }

    @Test
    void theOwner_orASuperuser_doesNotOpenIt() {
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() ->
                        Storage.open(StorageConfig.forUrl(place.ownerUrl()).build()))
                .withMessageContaining("it is on in the database, and rowLevelSecurity not in the configuration");
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(StorageConfig.forUrl(place.server())
                        .schema(place.owner())
                        .build()))
                .withMessageContaining("it is on in the database, and rowLevelSecurity not in the configuration");
        assertRefused(
                StorageConfig.forUrl(place.server()).schema(place.owner()).rowLevelSecurity(place.confinement()),
                "postgres sees all rows");
    }

    @Test
    void whatIsNotSetUpAsTheConfigurationSays_isRefused() {
        ConfinedPlace other = ConfinedPlace.fresh(TestServer.NEWEST.url());
        Storage.open(other.ownerUrl()).close();
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> Storage.open(other.config().build()))
                .withMessageContaining("must be the one that it was set up for")
                .withMessageContaining("run coffer row-level-security set-up");
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() ->
                        Storage.open(place.config().audit(AuditSettings.ofAll()).build()))
                .withMessageContaining("run coffer row-level-security set-up with --audit");
        assertRefused(
                place.config().rowLevelSecurity(place.confinement().userNamespace("carts")),
                "the namespace carts is not set up in the database");
        assertRefused(
                place.config()
                        .rowLevelSecurity(RowLevelSecurity.ofAll()
                                .roles(place.confinement().systemRole(), place.owner() + "_else")),
                "it is set up in the database with the roles {sys} and {usr}");
    }

    @Test
    void settingUp_mayBeDoneAgain_mendsWhatWasChanged_andTakesMoreNamespacesAndRoles() {
        place.execute("DROP TRIGGER coffer_own_address ON coffer_users");
        place.execute("DROP POLICY own_rows ON coffer_users; ALTER TABLE coffer_users DISABLE ROW LEVEL SECURITY");
        RowLevelSecurity more = place.confinement().userNamespace("carts");
        RowLevelSecurity carts =
                RowLevelSecurity.ofAll().userNamespace("carts").roles(more.systemRole(), more.userRole());
        place.setUp(carts); // beside those of before
        place.setUp(carts);
        try (Storage storage =
                        Storage.open(place.config().rowLevelSecurity(more).build());
                Storage older = Storage.open(place.config().build())) {
            User ada = storage.users().create(NewUser.withEmail("ada@x.y"));
            storage.actingAs(ada.id())
                    .keyValues()
                    .namespace("carts")
                    .record(ada.id().toString())
                    .put("a", "b");
            assertThat(older.actingAs(ada.id()).users().count()).isOne();
            assertThat(storage.capabilities()).contains(Capability.ROW_LEVEL_SECURITY);
        }
    }

    /** What the database does not tell, as it does not look into functions: the README says so. */
    @Test
    void aFunctionOfTheOwners_seesNothing_andOneOfTheSystemRole_everything() throws SQLException {
        place.execute(place.named("""
                CREATE FUNCTION of_owner() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM coffer_users';
                CREATE FUNCTION of_system() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM coffer_users';
                ALTER FUNCTION of_owner() OWNER TO {owner};
                ALTER FUNCTION of_system() OWNER TO {sys}
                """));
        try (Storage storage = Storage.open(place.config().build());
                Connection connection = TestServer.connect(place.applicationUrl());
                Statement statement = connection.createStatement()) {
            User ada = storage.users().create(NewUser.withEmail("ada@x.y"));
            storage.users().create(NewUser.withEmail("eve@x.y"));
            statement.execute("SET ROLE " + place.confinement().userRole());
            statement.execute("SET coffer.user_id = '" + ada.id() + "'");
            try (ResultSet row = statement.executeQuery("SELECT of_owner(), of_system()")) {
                row.next();
                assertThat(row.getLong(1)).isZero();
                assertThat(row.getLong(2)).isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsOpenAsTheOwner_whenItIsSetUp_failsFromThenOn() {
        ConfinedPlace before = ConfinedPlace.fresh(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(before.ownerUrl())) {
            storage.users().create(NewUser.withEmail("ada@x.y"));
            before.setUp(before.confinement());
            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.users().count());
            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.users().findByEmail("ada@x.y"));
        }
    }

    @Test
    void removing_letsItBeOpenedWithout_andLeavesAnOpenViewWithNothing() {
        try (Storage storage = Storage.open(place.config().build())) {
            User ada = storage.users().create(NewUser.withEmail("ada@x.y"));
            storage.users().create(NewUser.withEmail("eve@x.y"));

            PostgresStorage.removeRowLevelSecurity(
                    StorageConfig.forUrl(place.ownerUrl()).build());

            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.actingAs(ada.id()).users().count());
            try (Storage owners = Storage.open(place.ownerUrl())) {
                assertThat(owners.users().count()).isEqualTo(2);
                assertThat(owners.capabilities()).doesNotContain(Capability.ROW_LEVEL_SECURITY);
            }
        }
        assertThatCode(() -> PostgresStorage.removeRowLevelSecurity(
                        StorageConfig.forUrl(place.ownerUrl()).build()))
                .doesNotThrowAnyException();
    }

    @Test
    void settingUp_byTheWrongRole_orForTheWrongRole_changesNothing() {
        ConfinedPlace fresh = ConfinedPlace.fresh(TestServer.NEWEST.url());
        StorageConfig owner = StorageConfig.forUrl(fresh.ownerUrl()).build();

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> PostgresStorage.setUpRowLevelSecurity(owner, fresh.confinement(), "nobody_at_all"))
                .satisfies(e -> assertThat(e.field()).isEqualTo("loginRole"));
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> PostgresStorage.setUpRowLevelSecurity(
                        fresh.config().build(), fresh.confinement(), fresh.application()))
                .satisfies(e -> assertThat(e.field()).isEqualTo("config"));
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> PostgresStorage.setUpRowLevelSecurity(owner, fresh.confinement(), fresh.owner()))
                .withMessageContaining(fresh.owner() + " can switch it off");
        TestServer.execute(fresh.server(), "ALTER ROLE " + fresh.owner() + " NOCREATEROLE");
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> fresh.setUp(fresh.confinement()))
                .withMessageContaining("CREATEROLE");

        try (Storage storage = Storage.open(owner)) { // as before
            assertThat(storage.users().count()).isZero();
        }
    }
}

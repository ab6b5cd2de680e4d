package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Health;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What health tells of isolation that is no more what it was when the storage was opened. */
class RowLevelSecurityHealthTest {
    private final ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());

    private static void assertHealth(Storage storage, Health.Status status, String reason) {
        Health health = storage.health();
        assertThat(health.status()).as("%s", health).isEqualTo(status);
        assertThat(health.reasons()).singleElement().asString().contains(reason);
    }

    private static void assertUp(Storage storage) {
        assertThat(storage.health().reasons()).isEmpty();
    }

    /** So that who probes is told what all calls meet. */
    @Test
    void itIsSetUpUnderAnOpenStorage_isDown() {
        try (Storage storage = Storage.open(place.ownerUrl())) {
            place.setUp(place.confinement());
            assertHealth(storage, Health.Status.DOWN, "rowLevelSecurity");
        }
    }

    @Test
    void itIsTakenAwayUnderAnOpenStorage_isDown() {
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().build())) {
            PostgresStorage.removeRowLevelSecurity(
                    StorageConfig.forUrl(place.ownerUrl()).build());
            assertHealth(storage, Health.Status.DOWN, "row-level security");
        }
    }

    @Test
    void itIsSetUpWithOtherRolesUnderAnOpenStorage_isDown() {
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().build())) {
            place.setUp(RowLevelSecurity.ofAll().roles(place.owner() + "_other_sys", place.owner() + "_other_usr"));
            assertThat(storage.health().status()).isEqualTo(Health.Status.DOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE %s DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE %s NO FORCE ROW LEVEL SECURITY",
                "DROP POLICY all_rows ON %s",
                "DROP POLICY own_rows ON %s",
                "ALTER POLICY own_rows ON %s TO PUBLIC",
                "CREATE POLICY more ON %s USING (true)"
            })
    void itIsSwitchedOffForATable_isDown(String change) {
        for (String table : ConfinedPlace.TABLES) {
            place.setUp(place.confinement());
            try (Storage storage = Storage.open(place.config().build())) {
                place.execute(change.formatted(table));
                assertHealth(storage, Health.Status.DOWN, "row-level security is not on any more");
            }
            place.execute("DROP POLICY IF EXISTS more ON " + table);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ON coffer_users",
                "UPDATE ON coffer_sessions",
                "INSERT ON coffer_applied",
                "SELECT ON coffer_search",
                "SELECT ON coffer_user_namespaces",
                "USAGE ON coffer_versions"
            })
    void theUsersRoleHasLostARight_isDegraded(String right) {
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().build())) {
            place.execute("REVOKE " + right + " FROM " + place.confinement().userRole());
            assertHealth(
                    storage,
                    Health.Status.DEGRADED,
                    "the role of a user lacks a right to " + right.substring(right.indexOf("coffer_")));
        }
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().build())) {
            assertUp(storage);
        }
    }

    /** Nothing is written in anybody's name. */
    @Test
    void theUsersRoleMayNotWrite_whereNobodyDoes_isUp() {
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().readOnly(true).build())) {
            place.execute("REVOKE UPDATE ON coffer_sessions FROM "
                    + place.confinement().userRole());
            assertUp(storage);
        }
    }

    @Test
    void itIsAsItWasSetUp_isUp() {
        place.setUp(place.confinement());
        try (Storage storage = Storage.open(place.config().build())) {
            assertUp(storage);
        }
    }
}

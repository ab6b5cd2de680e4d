package dev.coffer.storage.postgres;

import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.StorageConfig;

/**
 * Tables whose owner has confined users, and an application that logs in as somebody else.
 *
 * @param server of both, its superuser's URL
 * @param ownerUrl of who owns the tables
 * @param applicationUrl of who is no more than a member of the two roles
 * @param confinement by roles of its own, as roles are those of the whole server
 */
record ConfinedPlace(String server, String ownerUrl, String applicationUrl, RowLevelSecurity confinement) {
    static final String NAMESPACE = "profiles";

    /** In a new schema of a server; nothing is set up. */
    static ConfinedPlace fresh(String server) {
        String ownerUrl = TestServer.freshUrl(server);
        String owner = PostgresUrl.parse(ownerUrl).user().orElseThrow();
        TestServer.execute(server, """
                ALTER ROLE %1$s CREATEROLE;
                CREATE ROLE %1$s_app LOGIN PASSWORD 'test';
                ALTER ROLE %1$s_app SET search_path = %1$s;
                GRANT %1$s_app TO %1$s WITH ADMIN OPTION
                """.formatted(owner));
        return new ConfinedPlace(
                server,
                ownerUrl,
                ownerUrl.replaceFirst("//[^:]*:", "//" + owner + "_app:"),
                RowLevelSecurity.ofAll().userNamespace(NAMESPACE).roles(owner + "_sys", owner + "_usr"));
    }

    /** The same, set up. */
    static ConfinedPlace setUp(String server) {
        ConfinedPlace place = fresh(server);
        place.setUp(place.confinement());
        return place;
    }

    void setUp(RowLevelSecurity wanted) {
        PostgresStorage.setUpRowLevelSecurity(StorageConfig.forUrl(ownerUrl).build(), wanted, application());
    }

    String owner() {
        return PostgresUrl.parse(ownerUrl).user().orElseThrow();
    }

    String application() {
        return PostgresUrl.parse(applicationUrl).user().orElseThrow();
    }

    /** How the application opens it. */
    StorageConfig.Builder config() {
        return StorageConfig.forUrl(applicationUrl)
                .rowLevelSecurity(confinement)
                .passwordCost(4);
    }

    /** Runs a statement as the superuser, with the schema of the tables in the path. */
    void execute(String sql) {
        TestServer.execute(server, "SET search_path = " + owner() + "; " + sql);
    }
}

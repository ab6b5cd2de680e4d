package dev.coffer.storage.postgres;

import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.util.List;

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

    /** That have a policy. */
    static final List<String> TABLES = List.of(
            "coffer_users",
            "coffer_sessions",
            "coffer_tokens",
            "coffer_key_values",
            "coffer_applied",
            "coffer_user_terms");

    /** In a new schema of a server; nothing is set up. */
    static ConfinedPlace fresh(String server) {
        return of(server, TestServer.freshUrl(server), RowLevelSecurity.ofAll().userNamespace(NAMESPACE));
    }

    /** The same, set up. */
    static ConfinedPlace setUp(String server) {
        ConfinedPlace place = fresh(server);
        place.setUp(place.confinement());
        return place;
    }

    /** Of who owns the tables, or is going to. */
    private static ConfinedPlace of(String server, String ownerUrl, RowLevelSecurity wanted) {
        String owner = PostgresUrl.parse(ownerUrl).user().orElseThrow();
        TestServer.execute(server, """
                ALTER ROLE %1$s CREATEROLE;
                DO $$ BEGIN
                  IF to_regrole('%1$s_app') IS NULL THEN
                    CREATE ROLE %1$s_app LOGIN PASSWORD 'test';
                    ALTER ROLE %1$s_app SET search_path = %1$s;
                    GRANT %1$s_app TO %1$s WITH ADMIN OPTION;
                  END IF;
                END $$
                """.formatted(owner));
        return new ConfinedPlace(
                server,
                ownerUrl,
                ownerUrl.replaceFirst("//[^:]*:", "//" + owner + "_app:"),
                wanted.roles(owner + "_sys", owner + "_usr"));
    }

    /**
     * For the contract: sets up what is to be opened with row-level security by the owner of the tables, and lets the application open it.
     *
     * @param server its superuser's URL
     * @param config with the URL of the owner
     */
    static StorageConfig.Builder setUp(String server, StorageConfig.Builder config) {
        StorageConfig asked = config.build();
        RowLevelSecurity wanted = asked.rowLevelSecurity().orElseThrow();
        ConfinedPlace place = of(server, asked.url(), wanted);
        StorageConfig.Builder owner = StorageConfig.forUrl(asked.url()).transactionPooling(asked.transactionPooling());
        asked.audit().ifPresent(owner::audit);
        PostgresStorage.setUpRowLevelSecurity(owner.build(), place.confinement(), place.application());
        if (asked.transactionPooling()) { // the pooler's connections begin as the server lets them begin
            TestServer.execute(
                    server,
                    "ALTER ROLE " + place.application() + " SET role = "
                            + place.confinement().systemRole() + "; ALTER ROLE " + place.application()
                            + " SET lock_timeout = '5s'");
        }
        DatabaseCredentials application = new DatabaseCredentials(place.application(), "test");
        return config.credentials(() -> application).rowLevelSecurity(place.confinement());
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

    /** A text with these names for {@code {owner}}, {@code {app}}, {@code {sys}} and {@code {usr}}. */
    String named(String text) {
        return text.replace("{owner}", owner())
                .replace("{app}", application())
                .replace("{sys}", confinement.systemRole())
                .replace("{usr}", confinement.userRole());
    }

    /** How the application opens it. */
    StorageConfig.Builder config() {
        return config(applicationUrl);
    }

    /** The same by another way. */
    StorageConfig.Builder config(String url) {
        return StorageConfig.forUrl(url).rowLevelSecurity(confinement).passwordCost(4);
    }

    /** Runs a statement as the superuser, with the schema of the tables in the path. */
    void execute(String sql) {
        TestServer.execute(server, "SET search_path = " + owner() + "; " + sql);
    }
}

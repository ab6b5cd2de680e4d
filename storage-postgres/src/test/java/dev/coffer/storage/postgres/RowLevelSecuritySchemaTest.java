package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who owns the tables, and opens no storage, is told why the application could not either. */
class RowLevelSecuritySchemaTest {
    private final ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());

    private static void apply(String ownerUrl, SchemaMode mode) {
        new PostgresStorageProvider()
                .applySchemaMode(StorageConfig.forUrl(ownerUrl).schemaMode(mode).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ALTER TABLE coffer_sessions NO FORCE ROW LEVEL SECURITY | is not forced for coffer_sessions
            ALTER TABLE coffer_tokens DISABLE ROW LEVEL SECURITY    | is off for coffer_tokens
            DROP TABLE coffer_user_namespaces CASCADE               | the policies of coffer_key_values are others than ours
            REVOKE {usr} FROM {app} GRANTED BY {owner}              | the role {app} is no member of {usr}
            REVOKE {sys} FROM {app} GRANTED BY {owner}              | nobody who may log in is a member of {sys}
            REVOKE {sys} FROM {app} GRANTED BY {owner}; ALTER TABLE coffer_tokens DISABLE ROW LEVEL SECURITY | is off for coffer_tokens
            CREATE TABLE more () INHERITS (coffer_users); GRANT SELECT ON more TO PUBLIC | sees all rows through the table more
            GRANT {sys} TO {app} WITH INHERIT TRUE                  | {app} has the rights of {sys} without becoming it
            DROP POLICY own_rows ON coffer_users                    | it is set up in part
            DROP POLICY all_rows ON coffer_users; DROP POLICY own_rows ON coffer_users; DROP TRIGGER coffer_own_address ON coffer_users | it is set up in part
            """)
    void whatKeepsItFromBeingOpened_isSaidToTheOwner(String change, String reason) {
        for (SchemaMode mode : new SchemaMode[] {SchemaMode.VALIDATE, SchemaMode.MIGRATE}) {
            apply(place.ownerUrl(), mode);
        }
        place.execute(place.named(change));
        for (SchemaMode mode : new SchemaMode[] {SchemaMode.VALIDATE, SchemaMode.MIGRATE}) {
            assertThatExceptionOfType(SchemaMismatch.class)
                    .isThrownBy(() -> apply(place.ownerUrl(), mode))
                    .withMessageContaining("row-level security: ")
                    .withMessageContaining(place.named(reason))
                    .withMessageContaining("coffer row-level-security set-up");
        }
    }

    @Test
    void whoLogsInByAGroup_isFound() {
        place.execute(place.named("""
                CREATE ROLE {owner}_group NOLOGIN;
                REVOKE {sys}, {usr} FROM {app} GRANTED BY {owner};
                GRANT {sys}, {usr} TO {owner}_group WITH INHERIT FALSE;
                GRANT {owner}_group TO {app}
                """));
        Storage.open(place.config().build()).close();
        apply(place.ownerUrl(), SchemaMode.VALIDATE);
    }

    /** As by createrole_self_grant. */
    @Test
    void theOwner_whoGrantedTheRolesToItself_isNoneWhoLogsIn() {
        place.execute(place.named("GRANT {sys}, {usr} TO {owner} WITH INHERIT FALSE GRANTED BY {owner}"));
        Storage.open(place.config().build()).close();
        apply(place.ownerUrl(), SchemaMode.VALIDATE);
    }

    @Test
    void policiesOfTheHosts_areTheHostsToKnow() {
        String url = TestServer.NEWEST.freshUrl();
        Storage.open(url).close();
        TestServer.execute(
                url,
                "ALTER TABLE coffer_users ENABLE ROW LEVEL SECURITY; CREATE POLICY theirs ON coffer_users USING (true)");
        apply(url, SchemaMode.VALIDATE);
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who owns what the migrations make. */
class SchemaOwnerTest {
    private static final OwnServer SERVER = new OwnServer(18);

    @BeforeAll
    static void start() {
        SERVER.start();
        SERVER.execute("CREATE ROLE tables NOLOGIN");
        SERVER.execute("GRANT CREATE ON DATABASE postgres TO tables");
        SERVER.execute("CREATE ROLE stranger LOGIN");
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static StorageConfig.Builder config(String user, String schema) {
        return StorageConfig.forUrl("postgresql://" + user + "@127.0.0.1:" + SERVER.port() + "/postgres")
                .schema(schema)
                .schemaOwner("tables");
    }

    private static List<String> owners(String schema) throws SQLException {
        try (Connection connection = TestServer.connect(SERVER.url());
                PreparedStatement query = connection.prepareStatement("""
                        SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE relnamespace = ?::regnamespace
                        UNION SELECT pg_get_userbyid(nspowner)::text FROM pg_namespace WHERE oid = ?::regnamespace
                        """)) {
            query.setString(1, schema);
            query.setString(2, schema);
            List<String> owners = new ArrayList<>();
            for (ResultSet found = query.executeQuery(); found.next(); ) {
                owners.add(found.getString(1));
            }
            return owners;
        }
    }

    @Test
    void whatAMemberMakes_isTheOwners_andTheMemberCanBeDropped() throws SQLException {
        SERVER.execute("CREATE ROLE lease_1 LOGIN IN ROLE tables");
        SERVER.execute("CREATE ROLE lease_2 LOGIN IN ROLE tables");
        try (Storage storage = Storage.open(config("lease_1", "opened").build())) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        assertThat(owners("opened")).containsExactly("tables");

        SERVER.execute("DROP ROLE lease_1");
        try (Storage storage = Storage.open(config("lease_2", "opened").build())) {
            assertThat(storage.users().count()).isOne();
        }
    }

    @Test
    void aTargetOfAMigration_isTheOwnersToo() throws SQLException {
        SERVER.execute("CREATE ROLE lease_3 LOGIN IN ROLE tables");
        try (RecordTarget target = new PostgresStorageProvider()
                .openTarget(config("lease_3", "filled").build())) {
            target.begin("nothing");
            target.complete();
            target.finish();
        }
        assertThat(owners("filled")).containsExactly("tables");
        SERVER.execute("DROP ROLE lease_3");
    }

    @Test
    void whoIsGivenTheRowsAlone_worksOnTablesThatAreThere() {
        Storage.open(config("postgres", "rows").build()).close();
        SERVER.execute("GRANT USAGE ON SCHEMA rows TO stranger");
        SERVER.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA rows TO stranger");
        SERVER.execute("GRANT USAGE, SELECT ON rows.coffer_versions TO stranger");
        StorageConfig config = StorageConfig.forUrl("postgresql://stranger@127.0.0.1:" + SERVER.port() + "/postgres")
                .schema("rows")
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        try (Storage storage = Storage.open(config)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.keyValues().namespace("notes").record("ada").put("key", new byte[] {1});
            storage.inTransaction(tx -> tx.sessions().purge());
            assertThat(storage.users().count()).isOne();
        }
    }

    @Test
    void whoIsNoMember_isDenied_andAnOwnerThatIsNotThereIsInvalid() {
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> Storage.open(config("stranger", "denied").build()))
                .withMessageContaining("schemaOwner");
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Storage.open(
                        config("postgres", "nobodys").schemaOwner("nobody").build()))
                .matches(refusal -> refusal.field().equals("schemaOwner"));
    }
}

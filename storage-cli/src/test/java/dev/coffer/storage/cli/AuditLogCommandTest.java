package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the commands say of an audit log, which goes along with all that they move. */
class AuditLogCommandTest {
    private static final AuditSettings SETTINGS = AuditSettings.ofAll().namespaceWithValues("settings");

    private final Cli cli = new Cli();

    private static Storage open(String url) {
        return Storage.open(
                StorageConfig.forUrl(url).passwordCost(4).audit(SETTINGS).build());
    }

    /** With seven records that are sealed, and two that are not: its head. */
    private static AuditHead fill(String url) {
        try (Storage storage = open(url)) {
            storage.as(Actor.of("admin"))
                    .users()
                    .createAll(IntStream.range(0, 7)
                            .mapToObj(i -> NewUser.withEmail("user" + i + "@example.org"))
                            .toList());
            storage.audit().seal();
            storage.keyValues().namespace("settings").record("r").put("k", "v");
            storage.keyValues().namespace("settings").record("r").put("k", "w");
            return storage.audit().verify().end();
        }
    }

    private static void assertKept(String url, AuditHead head) {
        try (Storage storage = open(url)) {
            assertThat(storage.audit().verify(head).fault()).isEmpty();
            assertThat(storage.audit().verify().unsealed()).isEqualTo(2);
            assertThat(storage.audit().verify().end()).isEqualTo(head);
        }
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void migrateAndVerify_countIt_andNameWhatIsWrong() throws SQLException {
        String source = Samples.freshSqlite();
        AuditHead head = fill(source);
        String target = TestServer.NEWEST.freshUrl();
        Path report = Scratchpad.directory().resolve("report.json");

        Result moved = cli.run("migrate", "--from", source, "--to", target, "--report", report.toString());

        assertThat(moved.code()).as(moved.all()).isZero();
        assertThat(moved.out())
                .contains("audit records                      7             7             0\n")
                .contains("unsealed audit records             2             2             0\n")
                .endsWith("Verified: 17 records are the same on both sides.\n");
        assertThat(Scratchpad.read(report).replaceAll("\\s+", ""))
                .contains("\"kind\":\"auditRecord\",\"read\":7,\"arrived\":7,\"rejected\":0")
                .contains("\"kind\":\"unsealedAuditRecord\",\"read\":2,\"arrived\":2,\"rejected\":0")
                .contains("\"leftBehind\":0")
                .contains("\"auditLogKept\":true");
        assertKept(target, head);

        run(source, "UPDATE coffer_audit SET actor = 'nobody' WHERE position = 4");
        run(source, "UPDATE coffer_audit_head SET last_digest = 'x'");
        Result verified = cli.run("verify", "--from", source, "--to", target, "--report", report.toString());
        assertThat(verified.code()).isOne();
        assertThat(verified.out())
                .contains("changed: auditRecord position=\"4\": actor\n")
                .contains("The target's audit log does not go on where the source's has stopped,");
        assertThat(Scratchpad.read(report).replaceAll("\\s+", ""))
                .contains("\"position\":\"4\"")
                .contains("\"auditLogKept\":false");
    }

    @Test
    void backup_hasIt_andRestoreBringsItBack() {
        for (String source : List.of(Samples.freshSqlite(), TestServer.OLDEST.freshUrl())) {
            AuditHead head = fill(source);
            Path directory = Scratchpad.directory();

            Result backup = cli.run("backup", "--quiet", "--from", source, "--to", directory.toString());
            assertThat(backup.code()).as(backup.all()).isZero();
            assertThat(backup.out())
                    .startsWith("Verified: 7 users, 0 sessions, 0 tokens, 1 key-value, 7 audit records,"
                            + " 2 unsealed audit records\n");
            Result check = cli.run("backup", "--check", Backed.only(directory).toString());
            assertThat(check.out()).contains("1 key-value, 7 audit records, 2 unsealed audit records\n");

            for (String target : List.of(Samples.freshSqlite(), TestServer.NEWEST.freshUrl())) {
                Result restored = cli.run("restore", "--quiet", "--from", directory.toString(), "--to", target);
                assertThat(restored.code()).as(restored.all()).isZero();
                assertKept(target, head);
            }
        }
    }
}

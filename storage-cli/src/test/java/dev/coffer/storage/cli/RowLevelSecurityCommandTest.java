package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.OwnServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From tables of one owner to users that the server confines, and what the other commands make of that. */
class RowLevelSecurityCommandTest {
    private static final OwnServer SERVER = new OwnServer(18);

    private final Cli cli = new Cli();

    @BeforeAll
    static void start() {
        SERVER.start();
        SERVER.execute("CREATE ROLE owner LOGIN CREATEROLE; CREATE SCHEMA AUTHORIZATION owner; CREATE ROLE app LOGIN");
        SERVER.execute("CREATE ROLE plain LOGIN; CREATE SCHEMA AUTHORIZATION plain");
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static String url(String role) {
        return "postgresql://" + role + "@127.0.0.1:" + SERVER.port() + "/postgres";
    }

    private Result rowLevelSecurity(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "row-level-security";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return cli.run(all);
    }

    @Test
    void setUp_confinesUsers_forTheOtherCommandsAsWell() {
        Path scratch = Scratchpad.directory();
        String[] setUp = {
            "set-up",
            "--at",
            url("owner"),
            "--at-schema",
            "owner",
            "--login-role",
            "app",
            "--user-namespace",
            "profiles",
            "--audit",
            "--audit-namespace",
            "profiles",
            "--audit-namespace-with-values",
            "settings"
        };
        Result first = rowLevelSecurity(setUp);
        assertThat(first.code()).as(first.all()).isZero();
        assertThat(first.out()).isEqualTo("Users are confined for app.\n");
        SERVER.execute("GRANT coffer_system TO app WITH INHERIT FALSE"); // by a second grantor
        assertThat(rowLevelSecurity(setUp).code()).isZero();

        StorageConfig config = StorageConfig.forUrl(url("app"))
                .schema("owner")
                .rowLevelSecurity(RowLevelSecurity.ofAll().userNamespace("profiles"))
                .audit(AuditSettings.ofAll().namespace("profiles").namespaceWithValues("settings"))
                .build();
        try (Storage storage = Storage.open(config)) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.users().create(NewUser.withEmail("eve@example.org"));
            assertThat(storage.actingAs(ada.id()).users().count()).isOne();
        }

        Result doctor = cli.run("doctor", "--at", url("app"), "--at-schema", "owner");
        assertThat(doctor.out())
                .containsPattern("OK +row-level-security +users are confined for app\\R")
                .doesNotContain("could not be looked at");
        assertThat(cli.run("doctor", "--at", url("owner"), "--at-schema", "owner")
                        .out())
                .containsPattern("WARN +row-level-security +it hides the rows")
                .containsPattern("WARN +orphans +could not be looked at"); // to its role it looks as if there were none

        for (String role : new String[] {"app", "postgres"}) {
            String dump = "ndjson:" + scratch.resolve(role + ".ndjson");
            Result copied = cli.run("migrate", "--from", url(role), "--from-schema", "owner", "--to", dump);
            assertThat(copied.code()).as(copied.all()).isZero();
            assertThat(cli.run("verify", "--from", url("app"), "--from-schema", "owner", "--to", dump)
                            .code())
                    .isZero();
        }
        Result hidden = cli.run(
                "migrate",
                "--from",
                url("owner"),
                "--from-schema",
                "owner",
                "--to",
                "ndjson:" + scratch.resolve("none"));
        assertThat(hidden.code()).isEqualTo(3);
        assertThat(hidden.err()).contains("row-level security is on for this role");

        for (String role : new String[] {"owner", "app", "postgres"}) {
            Result valid = schema("validate", role);
            assertThat(valid.code()).as(role + valid.all()).isZero();
        }
        Result migrated = schema("migrate", "owner");
        assertThat(migrated.code()).as(migrated.all()).isZero();
        SERVER.execute("REVOKE SELECT ON owner.coffer_search FROM coffer_system");
        assertThat(schema("validate", "owner").err())
                .contains("row-level security has to be set up again: coffer_system lacks SELECT on coffer_search");

        Result removed = rowLevelSecurity("remove", "--at", url("owner"), "--at-schema", "owner");
        assertThat(removed.code()).isZero();
        assertThat(removed.out()).isEqualTo("Users are confined no more.\n");
        assertThat(schema("validate", "owner").code()).isZero();
        Result nothing = rowLevelSecurity("remove", "--at", url("owner"), "--at-schema", "owner");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.out()).isEqualTo("Users were not confined: there was nothing to remove.\n");
    }

    private Result schema(String command, String role) {
        return cli.run("schema", command, "--at", url(role), "--at-schema", "owner");
    }

    @Test
    void setUp_whereItCannotBe_isRefused() {
        Result notAllowed = rowLevelSecurity(
                "set-up",
                "--at",
                url("plain"),
                "--at-schema",
                "plain",
                "--login-role",
                "app",
                "--user-role",
                "plain_user");
        assertThat(notAllowed.code()).isEqualTo(4);
        assertThat(notAllowed.err()).contains("CREATEROLE");
        assertThat(rowLevelSecurity("set-up", "--at", url("plain"), "--at-schema", "plain", "--login-role", "plain")
                        .code())
                .isEqualTo(4);
        Result noRole = rowLevelSecurity("set-up", "--at", url("plain"), "--at-schema", "plain", "--login-role", "who");
        assertThat(noRole.code()).isEqualTo(2);
        assertThat(noRole.err()).contains("loginRole");
        Result sqlite = rowLevelSecurity("set-up", "--at", "sqlite:none.db", "--login-role", "app");
        assertThat(sqlite.code()).isEqualTo(2);
        assertThat(sqlite.err()).contains("row-level security");
        assertThat(rowLevelSecurity("set-up", "--at", url("plain")).code()).isEqualTo(2);
    }
}

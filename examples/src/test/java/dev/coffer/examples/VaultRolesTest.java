package dev.coffer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.OwnServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The SQL of the README's chapter on Vault, with roles that the test makes as Vault would. */
class VaultRolesTest {
    private static final Pattern SQL = Pattern.compile("\n```sql\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern CREATION = Pattern.compile("creation_statements=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern REVOCATION = Pattern.compile("revocation_statements=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static String chapter() {
        String readme = String.join("\n", ProjectFiles.lines(ProjectFiles.readme()));
        String chapter = readme.substring(readme.indexOf("\n### Credentials from Vault\n") + 1);
        return chapter.substring(0, chapter.indexOf("\n### "));
    }

    private static List<String> sql() {
        return SQL.matcher(chapter()).results().map(block -> block.group(1)).toList();
    }

    private static String statement(Pattern pattern, String role) {
        Matcher matcher = pattern.matcher(chapter());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1)
                .replace("\\", "")
                .replace("{{name}}", role)
                .replace("{{password}}", "secret")
                .replace("{{expiration}}", "infinity");
    }

    private static String url(OwnServer server, String role) {
        return server.url().replaceFirst("//[^@]*@", "//" + role + ":secret@");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + url.replaceFirst("//.*@", "//"), user(url), "secret");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String user(String url) {
        return url.replaceFirst("^.*//", "").replaceFirst("[:@].*$", "");
    }

    private static void use(StorageConfig config) {
        try (Storage storage = Storage.open(config)) {
            storage.users()
                    .delete(storage.users()
                            .create(NewUser.withEmail("ada@example.org"))
                            .id());
            storage.keyValues().namespace("n").record("i").put("k", "v");
        }
    }

    @Test
    void rolesMadeAsSaid_haveWhatTheyNeed_andCanBeDropped() throws SQLException {
        for (int version : new int[] {15, 18}) {
            assertRoles(version);
        }
    }

    private static void assertRoles(int version) throws SQLException {
        try (OwnServer server = new OwnServer(version).start()) {
            server.execute(sql().get(0));
            String vault = url(server, "vault");
            execute(vault, statement(CREATION, "owning"));
            use(StorageConfig.forUrl(url(server, "owning"))
                    .schema("coffer")
                    .schemaOwner("coffer_owner")
                    .build());
            execute(vault, statement(REVOCATION, "owning"));

            server.execute(sql().get(1));
            execute(vault, statement(CREATION, "rows").replace("coffer_owner", "coffer_rows"));
            use(StorageConfig.forUrl(url(server, "rows"))
                    .schema("coffer")
                    .schemaMode(SchemaMode.VALIDATE)
                    .build());
            execute(vault, statement(REVOCATION, "rows"));
        }
    }
}

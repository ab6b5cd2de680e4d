package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation of the doctor says what is so. */
class DoctorPageTest {
    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern CHECK = Pattern.compile("\"check\" : \"([a-z-]+)\"");

    private final Cli cli = new Cli();

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /** What is below a heading, up to the next one. */
    private static String chapter(String heading) {
        String page = Scratchpad.read(PROJECT.resolve("docs/doctor.md"));
        String chapter = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
        return chapter.substring(0, Math.max(chapter.indexOf("\n## "), chapter.lastIndexOf('|')));
    }

    private void assertDocumented(String heading, String url) {
        String chapter =
                Stream.of(chapter(heading).split("\n## ", 2)).findFirst().orElseThrow();
        assertThat(names(ROW, chapter))
                .isNotEmpty()
                .containsExactlyElementsOf(
                        names(CHECK, cli.run("doctor", "--at", url, "--json").out()));
    }

    @Test
    void everyCheckOfPostgres_isInTheTable() {
        assertDocumented("PostgreSQL", TestServer.NEWEST.freshUrl());
    }

    @Test
    void everyCheckOfSqlite_isInTheTable() {
        assertDocumented("SQLite", Samples.sqlite(1));
    }

    @Test
    void readme_showsWhatIsPrinted() throws Exception {
        String url = Samples.sqlite(3);
        Scratchpad.permit(Samples.file(url), "rw-r--r--");
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP INDEX coffer_sessions_by_user");
            statement.executeUpdate("UPDATE coffer_sessions SET expires_at = created_at - 8 * 86400000000");
            statement.executeUpdate("PRAGMA journal_mode = DELETE");
        }
        String printed = cli.run("doctor", "--at", url).out();
        String readme = Scratchpad.read(PROJECT.resolve("README.md"));
        String block = readme.substring(readme.indexOf("\nFAIL  file-mode") + 1);
        assertThat(block.substring(0, block.indexOf("\n```")).lines().filter(line -> !line.equals("…")))
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> assertThat(printed.lines()).contains(line));
    }
}

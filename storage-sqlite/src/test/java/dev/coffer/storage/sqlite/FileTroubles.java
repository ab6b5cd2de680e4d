package dev.coffer.storage.sqlite;

import static dev.coffer.storage.sqlite.Trouble.fail;
import static dev.coffer.storage.sqlite.Trouble.warn;

import dev.coffer.storage.spi.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Of where the file lies. */
final class FileTroubles {
    static final List<Trouble> ALL = List.of(
            fail("reachable", "no such file", file -> DiagnosisTest.findings(file.resolveSibling("other.db"))),
            fail("reachable", "no such directory", file -> DiagnosisTest.findings(Path.of(file + "x", "app.db"))),
            fail("reachable", "no database", FileTroubles::text),
            fail("file-mode", "for all to read", file -> permitted(file, file, "rw-r--r--")),
            warn("file-mode", "for a group to read", file -> permitted(file, file, "rw-r-----")),
            fail("directory-mode", "for all to write", file -> permitted(file, file.resolveSibling(""), "rwxrwxrwx")),
            warn(
                    "directory-mode",
                    "for a group to write",
                    file -> permitted(file, file.resolveSibling(""), "rwxrwxr-x")),
            warn("file-system", "in memory", FileTroubles::inMemory),
            fail("disk-space", "little", FileTroubles::inMemory),
            warn("wal-size", "beside a reader that stays", FileTroubles::largeLog));

    private FileTroubles() {}

    private static List<Finding> text(Path file) throws IOException {
        Path text = file.resolveSibling("text.db");
        Files.writeString(text, "no database".repeat(100));
        return DiagnosisTest.findings(text);
    }

    private static List<Finding> permitted(Path file, Path other, String permissions) throws IOException {
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString(permissions));
        return DiagnosisTest.findings(file);
    }

    private static List<Finding> inMemory(Path file) throws Exception {
        Tmpfs tmpfs = Tmpfs.mount(Files.createDirectory(file.resolveSibling("mounted")));
        try {
            Path other = tmpfs.directory().resolve("app.db");
            DiagnosisTest.fill(other);
            return DiagnosisTest.findings(other);
        } finally {
            tmpfs.unmount();
        }
    }

    private static List<Finding> largeLog(Path file) throws SQLException {
        try (Connection connection = PlainSql.connect(file)) {
            PlainSql.run(
                    connection,
                    "PRAGMA wal_autocheckpoint = 0",
                    "CREATE TABLE much (value BLOB)",
                    "INSERT INTO much SELECT zeroblob(1000000) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                            + " FROM n WHERE i < 70) SELECT i FROM n)");
            return DiagnosisTest.findings(file);
        }
    }
}

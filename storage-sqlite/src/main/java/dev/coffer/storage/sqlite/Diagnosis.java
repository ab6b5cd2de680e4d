package dev.coffer.storage.sqlite;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at a database file over a connection that only reads, and changes nothing. */
final class Diagnosis {
    static final List<Check<Examination>> CHECKS = Stream.of(FileChecks.ALL, SettingChecks.ALL, RecordChecks.ALL)
            .flatMap(List::stream)
            .toList();

    static final Check<Verdict> REACHABLE = new Check<>("reachable", verdict -> verdict);

    /** Of each check. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SqliteSchema schema;
    private final StorageConfig config;
    private final Optional<Path> named;

    Diagnosis(SqliteSchema schema, StorageConfig config) {
        this.schema = schema;
        this.config = config;
        named = SqliteUrl.parse(config.url()).file();
    }

    List<Finding> findings() {
        if (named.isEmpty()) {
            return List.of(REACHABLE.finding(Verdict.ok("in memory: always new, and gone when it is closed")));
        }
        try {
            Path file = DatabaseFile.canonical(named.get());
            WriterRegistry.acquire(file, new Opening(schema, config).reading(file));
            try {
                return findings(file);
            } finally {
                WriterRegistry.release(file);
            }
        } catch (InvalidInput e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            return List.of(REACHABLE.finding(Verdict.fail(
                    String.valueOf(SqliteErrors.translate(e, Phase.READ).getMessage()),
                    "look at the path, at the rights of this process, or restore the last backup")));
        }
    }

    private List<Finding> findings(Path file) throws SQLException {
        OpenMode mode = ReadOnlyMedium.modeOf(file, config.lockTimeout());
        try (SqliteConnection connection = SqliteConnection.open(file, mode, config.lockTimeout())) {
            Examination examination = new Examination(config, file, schema, connection, mode);
            List<Finding> findings = new ArrayList<>();
            findings.add(REACHABLE.finding(Verdict.ok("there, and can be read")));
            for (Check<Examination> check : CHECKS) {
                findings.add(connection.limited(
                        PATIENCE, () -> check.of(examination, failure -> SqliteErrors.translate(failure, Phase.READ))));
            }
            return List.copyOf(findings);
        }
    }
}

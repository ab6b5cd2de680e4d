package dev.coffer.storage.sqlite;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Drift;
import dev.coffer.storage.jdbi.Verdict;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether the file is sound, and used as the library needs it. */
final class SettingChecks {
    /** To read all of it takes seconds. */
    private static final long LARGE_FILE = 1L << 30;

    private static final String FINE = "ok";
    private static final String WAL = "wal";
    private static final Duration LOCK_WAIT = Duration.ofSeconds(1);

    /** On each connection of the library. */
    private static final Map<String, String> SETTINGS =
            new TreeMap<>(Map.of("foreign_keys", "1", "synchronous", "2", "trusted_schema", "0"));

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("integrity", SettingChecks::integrity),
            new Check<>("encoding", SettingChecks::encoding),
            new Check<>("journal-mode", SettingChecks::journalMode),
            new Check<>("settings", SettingChecks::settings),
            new Check<>("write-lock", SettingChecks::writeLock),
            new Check<>("schema", SettingChecks::schema),
            new Check<>("schema-drift", SettingChecks::drift));

    private SettingChecks() {}

    private static Verdict integrity(Examination examined) throws SQLException {
        boolean large = examined.file().toFile().length() > LARGE_FILE;
        String look = large ? "quick_check(1)" : "integrity_check(1)";
        Verdict damaged = Verdict.fail(
                "the file is damaged",
                "restore the last backup (coffer restore); without one, sqlite3 FILE .recover tells what can be read as SQL");
        try {
            return FINE.equals(examined.connection().pragma(look))
                    ? Verdict.ok("PRAGMA " + look + " finds nothing")
                    : damaged;
        } catch (SQLException e) {
            RuntimeException failure = SqliteErrors.translate(e, Phase.READ);
            if (failure instanceof Corrupt) {
                return damaged;
            }
            throw failure;
        }
    }

    private static Verdict encoding(Examination examined) throws SQLException {
        try {
            Opening.demandUtf8(examined.connection().pragma("encoding"));
            return Verdict.ok("UTF-8");
        } catch (SchemaMismatch e) {
            return Verdict.fail(
                    String.valueOf(e.getMessage()), "sqlite3 FILE .dump | sqlite3 NEW makes another one that is");
        }
    }

    private static Verdict journalMode(Examination examined) throws SQLException {
        String mode = examined.mode() == OpenMode.READ_IMMUTABLE && DatabaseFile.keepsLog(examined.file())
                ? WAL // which such a connection does not tell
                : String.valueOf(examined.connection().pragma("journal_mode"));
        return mode.equals(WAL) || examined.isReadOnly()
                ? Verdict.ok(mode)
                : Verdict.warn(
                        mode + ": readers and the writer wait for each other",
                        "open it once for writing, which changes it, and keep others from changing it back");
    }

    private static Verdict settings(Examination examined) throws SQLException {
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            String value = examined.connection().pragma(setting.getKey());
            if (!setting.getValue().equals(value)) {
                different.add(setting.getKey() + " = " + value);
            }
        }
        return different.isEmpty()
                ? Verdict.ok("foreign keys on, synchronous full, schema not trusted")
                : Verdict.fail(
                        String.join(", ", different) + ", though the library sets it otherwise",
                        "use the driver that this version was tested with");
    }

    /** Takes the lock for a moment if it can, and writes nothing. */
    private static Verdict writeLock(Examination examined) throws SQLException {
        if (examined.isReadOnly()) {
            return Verdict.ok("not asked for, as it is opened for reading only");
        }
        ReadOnlyMedium.demandOther(examined.file());
        try (SqliteConnection writer = SqliteConnection.open(examined.file(), OpenMode.WRITE, LOCK_WAIT)) {
            writer.run(Writer.BEGIN);
            writer.run(Writer.ROLLBACK);
            return Verdict.ok("free");
        } catch (SQLException e) {
            RuntimeException failure = SqliteErrors.translate(e, Phase.READ);
            if (failure instanceof Busy) {
                return Verdict.warn(
                        "held by somebody else for more than a second",
                        "end the transaction or the process that holds it: fuser FILE names those that have it open");
            }
            throw failure;
        }
    }

    private static Verdict schema(Examination examined) {
        try {
            MigrationFile.demandNone(examined.file());
            SqliteSchema.demandFinished(examined.handle());
            examined.schema().demandCurrent(examined.handle());
            return Verdict.ok("the tables are of this version");
        } catch (SchemaMismatch e) {
            return Verdict.fail(
                    String.valueOf(e.getMessage()),
                    "coffer schema migrate makes or upgrades the tables; newer ones want a newer Coffer");
        }
    }

    private static Verdict drift(Examination examined) {
        if (!SqliteSchema.hasHistory(examined.handle())) {
            throw new SchemaMismatch("there are no tables", null);
        }
        Set<String> missing = examined.schema().missing(examined.handle());
        if (!missing.isEmpty()) {
            return Verdict.fail(
                    "missing or changed: " + String.join(", ", missing),
                    examined.schema().missingTables(examined.handle()).isEmpty() ? Drift.OF_INDEXES : Drift.OF_TABLES);
        }
        Set<String> added = examined.schema().added(examined.handle());
        return added.isEmpty()
                ? Verdict.ok("nothing was changed by hand")
                : Verdict.warn("added by hand: " + String.join(", ", added), Drift.OF_MORE);
    }
}

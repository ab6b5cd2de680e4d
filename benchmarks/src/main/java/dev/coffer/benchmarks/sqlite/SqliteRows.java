package dev.coffer.benchmarks.sqlite;

import dev.coffer.benchmarks.requests.Rows;
import dev.coffer.storage.Authenticated;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Rows of SQLite as the values that Coffer returns. */
final class SqliteRows {
    private static final int USER_BEHIND_SESSION = 10;
    private static final long MICROS = 1_000_000;
    private static final long NANOS_IN_A_MICROSECOND = 1_000;

    private SqliteRows() {}

    static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS + instant.getNano() / NANOS_IN_A_MICROSECOND;
    }

    static Session session(ResultSet row) throws SQLException {
        return new Session(
                UUID.fromString(row.getString(1)),
                UUID.fromString(row.getString(2)),
                instant(row.getLong(3)),
                instant(row.getLong(4)),
                instant(row.getLong(5)),
                maybeInstant(row, 6),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                Rows.metadata(row.getString(9)));
    }

    static Authenticated sessionAndUser(ResultSet row) throws SQLException {
        return new Authenticated(session(row), user(row, USER_BEHIND_SESSION));
    }

    static User user(ResultSet row) throws SQLException {
        return user(row, 1);
    }

    private static User user(ResultSet row, int from) throws SQLException {
        return new User(
                UUID.fromString(row.getString(from)),
                row.getString(from + 1),
                maybeInstant(row, from + 2),
                maybeInstant(row, from + 3),
                Rows.metadata(row.getString(from + 4)),
                instant(row.getLong(from + 5)),
                instant(row.getLong(from + 6)),
                row.getLong(from + 7));
    }

    static KeyValue keyValue(ResultSet row) throws SQLException {
        return new KeyValue(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBytes(4),
                row.getLong(5),
                maybeInstant(row, 6),
                instant(row.getLong(7)),
                instant(row.getLong(8)));
    }

    private static Optional<Instant> maybeInstant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(instant(micros));
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_IN_A_MICROSECOND);
    }
}

package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.requests.Rows;
import dev.coffer.storage.Authenticated;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** Rows of PostgreSQL as the values that Coffer returns. */
final class PostgresRows {
    private static final int USER_BEHIND_SESSION = 10;

    private PostgresRows() {}

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                instant(row, 3),
                instant(row, 4),
                instant(row, 5),
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
                row.getObject(from, UUID.class),
                row.getString(from + 1),
                maybeInstant(row, from + 2),
                maybeInstant(row, from + 3),
                Rows.metadata(row.getString(from + 4)),
                instant(row, from + 5),
                instant(row, from + 6),
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
                instant(row, 7),
                instant(row, 8));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Optional<Instant> maybeInstant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}

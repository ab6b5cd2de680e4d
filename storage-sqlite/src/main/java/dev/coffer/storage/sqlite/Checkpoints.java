package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How far loading is, in {@code coffer_migration}. */
final class Checkpoints {
    private static final String BEGIN = """
            INSERT INTO coffer_migration (kind) VALUES (?) ON CONFLICT (kind) DO UPDATE SET finished_at = NULL
            """;
    private static final String READ =
            "SELECT last_namespace, last_id, last_key FROM coffer_migration WHERE kind = ? AND last_id IS NOT NULL";
    private static final String REACH =
            "UPDATE coffer_migration SET last_namespace = ?, last_id = ?, last_key = ? WHERE kind = ?";
    private static final String CLEAR =
            "UPDATE coffer_migration SET last_namespace = NULL, last_id = NULL, last_key = NULL";
    private static final String FINISH = "UPDATE coffer_migration SET finished_at = ?";

    private final SqliteConnection connection;
    private final Map<RecordKind, RecordKey> reached = new EnumMap<>(RecordKind.class);

    Checkpoints(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Marks the tables as unfinished. */
    void begin() throws SQLException {
        for (RecordKind kind : RecordKind.values()) {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setString(1, kind.label());
                statement.executeUpdate();
            }
            readReached(kind);
        }
    }

    private void readReached(RecordKind kind) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, kind.label());
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    reached.put(kind, new RecordKey(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
    }

    Optional<RecordKey> reached(RecordKind kind) {
        return Optional.ofNullable(reached.get(kind));
    }

    /** Writes how far loading is, in the transaction that loads. */
    void write(RecordKind kind, RecordKey key) throws SQLException {
        PreparedStatement statement = connection.take(REACH);
        try {
            statement.setString(1, key.namespace());
            statement.setString(2, key.id());
            statement.setString(3, key.key());
            statement.setString(4, kind.label());
            statement.executeUpdate();
        } finally {
            connection.giveBack(statement);
        }
    }

    /** After what was written has been committed. */
    void reached(RecordKind kind, RecordKey key) {
        reached.put(kind, key);
    }

    void clear() throws SQLException {
        connection.run(CLEAR);
    }

    /** After clearing has been committed. */
    void cleared() {
        reached.clear();
    }

    void finish(Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FINISH)) {
            statement.setLong(1, SqliteTypes.micros(now));
            statement.executeUpdate();
        }
    }
}

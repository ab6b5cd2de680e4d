package dev.coffer.storage.sqlite;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import dev.coffer.storage.spi.StoredRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes records as they are, in the transaction that is open. */
final class RecordWriter {
    private static final String RAISE =
            "UPDATE coffer_versions SET last_version = max(last_version, ?) WHERE last_version < ?";

    private final SqliteConnection connection;

    RecordWriter(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Writes all of them. */
    void write(RecordKind kind, List<StoredRecord> records) throws SQLException {
        RecordTable table = RecordTable.of(kind);
        PreparedStatement insert = connection.take(table.insert());
        try {
            for (StoredRecord record : records) {
                table.bind(insert, record);
                if (insert.executeUpdate() == 0) {
                    throw new Duplicate(whyNot(table, record).field(), null);
                }
            }
        } finally {
            connection.giveBack(insert);
        }
    }

    /** Writes those that collide with nothing. */
    List<Refusal> add(List<StoredRecord> records) throws SQLException {
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            StoredRecord record = records.get(i);
            Optional<Collision> collision = add(record);
            if (collision.isPresent()) {
                refusals.add(
                        new Refusal(i, collision.get().field(), collision.get().present()));
            }
        }
        return refusals;
    }

    private Optional<Collision> add(StoredRecord record) throws SQLException {
        RecordTable table = RecordTable.of(record.kind());
        Optional<UUID> owner = table.owner(record);
        if (owner.isPresent() && !exists(owner.get())) {
            Collision collision = whyNot(table, record);
            return Optional.of(collision.isOfKey() ? collision : new Collision("userId", false, false));
        }
        PreparedStatement insert = connection.take(table.insert());
        try {
            table.bind(insert, record);
            return insert.executeUpdate() == 0 ? Optional.of(whyNot(table, record)) : Optional.empty();
        } finally {
            connection.giveBack(insert);
        }
    }

    private boolean exists(UUID user) throws SQLException {
        PreparedStatement find = connection.take(UserTable.EXISTS);
        try {
            find.setString(1, user.toString());
            try (ResultSet rows = find.executeQuery()) {
                return rows.next();
            }
        } finally {
            connection.giveBack(find);
        }
    }

    /** What another record has of this one. */
    private Collision whyNot(RecordTable table, StoredRecord record) throws SQLException {
        PreparedStatement find = connection.take(table.selectOne());
        try {
            table.bind(find, record.key());
            try (ResultSet rows = find.executeQuery()) {
                StoredRow row = new StoredRow(rows, table.columns());
                return row.next()
                        ? new Collision(table.keyField(), true, isSame(table, row, record))
                        : new Collision(table.uniqueField(), false, false);
            }
        } finally {
            connection.giveBack(find);
        }
    }

    private static boolean isSame(RecordTable table, StoredRow row, StoredRecord record) throws SQLException {
        try {
            return table.read(row).equals(record);
        } catch (NotReadable e) {
            return false;
        }
    }

    void raiseHighWater(long version) throws SQLException {
        PreparedStatement raise = connection.take(RAISE);
        try {
            raise.setLong(1, version);
            raise.setLong(2, version);
            raise.executeUpdate();
        } finally {
            connection.giveBack(raise);
        }
    }

    /** Demands that every record's user is there. */
    void demandUsers() throws SQLException {
        if (connection.pragma("foreign_key_check") != null) {
            throw new MissingReference("userId", null);
        }
    }

    private record Collision(String field, boolean isOfKey, boolean present) {}
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes records as they are, in the transaction that is open. */
final class RecordWriter {
    private static final String USER_ID = "userId";
    private static final String RAISE =
            "UPDATE coffer_versions SET last_version = max(last_version, ?) WHERE last_version < ?";

    private final SqliteConnection connection;

    RecordWriter(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Writes all of them. */
    void write(RecordRows records) throws SQLException {
        RecordTable table = RecordTable.of(records.kind());
        PreparedStatement insert = connection.take(table.insert());
        try {
            for (int row = 0; row < records.size(); row++) {
                bind(insert, records, row, records.kind().fields().size());
                if (insert.executeUpdate() == 0) {
                    throw new Duplicate(whyNot(table, records, row).field(), null);
                }
            }
        } finally {
            connection.giveBack(insert);
        }
    }

    /** Binds the first fields of a record. */
    private static void bind(PreparedStatement statement, RecordRows records, int row, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            if (records.isAbsent(row, i)) {
                statement.setObject(i + 1, null);
                continue;
            }
            switch (records.kind().fields().get(i).type()) {
                case UUID -> statement.setString(i + 1, records.uuid(row, i).toString());
                case TEXT, JSON -> statement.setString(i + 1, records.text(row, i));
                case BYTES -> statement.setBytes(i + 1, records.bytes(row, i));
                case INSTANT, NUMBER -> statement.setLong(i + 1, records.number(row, i));
            }
        }
    }

    /**
     * Writes those that collide with nothing.
     *
     * @param withUsers whether the user of each must be there
     */
    List<Refusal> add(RecordRows records, boolean withUsers) throws SQLException {
        RecordTable table = RecordTable.of(records.kind());
        List<Refusal> refusals = new ArrayList<>();
        for (int row = 0; row < records.size(); row++) {
            Optional<Collision> collision = add(table, records, row, withUsers);
            if (collision.isPresent()) {
                refusals.add(new Refusal(
                        row, collision.get().field(), collision.get().present()));
            }
        }
        return refusals;
    }

    /** What {@link #add} would not write, with the user of each. */
    List<Refusal> refusals(RecordRows records) throws SQLException {
        RecordTable table = RecordTable.of(records.kind());
        List<Refusal> refusals = new ArrayList<>();
        for (int row = 0; row < records.size(); row++) {
            Collision collision = whyNot(table, records, row);
            if (!collision.isOfKey() && isOrphan(table, records, row)) {
                refusals.add(new Refusal(row, USER_ID, false));
            } else if (collision.isOfKey() || isTaken(table, records, row)) {
                refusals.add(new Refusal(row, collision.field(), collision.present()));
            }
        }
        return refusals;
    }

    /** Whether another record has what no two records may have in common. */
    private boolean isTaken(RecordTable table, RecordRows records, int row) throws SQLException {
        Optional<String> select = table.selectUnique();
        if (select.isEmpty()) {
            return false;
        }
        PreparedStatement find = connection.take(select.get());
        try {
            int field = records.kind().indexOf(table == RecordTable.USERS ? "canonicalEmail" : table.uniqueField());
            find.setObject(
                    1,
                    records.kind().fields().get(field).type() == RecordField.Type.BYTES
                            ? records.bytes(row, field)
                            : records.text(row, field));
            try (ResultSet rows = find.executeQuery()) {
                return rows.next();
            }
        } finally {
            connection.giveBack(find);
        }
    }

    private boolean isOrphan(RecordTable table, RecordRows records, int row) throws SQLException {
        return table.selectOrphan().isPresent()
                && !exists(records.uuid(row, records.kind().indexOf(USER_ID)));
    }

    private Optional<Collision> add(RecordTable table, RecordRows records, int row, boolean withUsers)
            throws SQLException {
        if (withUsers && isOrphan(table, records, row)) {
            Collision collision = whyNot(table, records, row);
            return Optional.of(collision.isOfKey() ? collision : new Collision(USER_ID, false, false));
        }
        PreparedStatement insert = connection.take(table.insert());
        try {
            bind(insert, records, row, records.kind().fields().size());
            return insert.executeUpdate() == 0 ? Optional.of(whyNot(table, records, row)) : Optional.empty();
        } finally {
            connection.giveBack(insert);
        }
    }

    private boolean exists(UUID user) throws SQLException {
        PreparedStatement find = connection.take(RecordTable.FIND_USER);
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
    private Collision whyNot(RecordTable table, RecordRows records, int row) throws SQLException {
        PreparedStatement find = connection.take(table.selectOne());
        try {
            bind(find, records, row, records.kind().keyFields());
            try (ResultSet rows = find.executeQuery()) {
                return rows.next()
                        ? new Collision(table.keyField(), true, isSame(rows, records, row))
                        : new Collision(table.uniqueField(), false, false);
            }
        } finally {
            connection.giveBack(find);
        }
    }

    private static boolean isSame(ResultSet rows, RecordRows records, int row) throws SQLException {
        RecordRows present = new RecordRows(records.kind());
        try {
            new StoredRow(rows, records.kind().fields(), true).addTo(present);
        } catch (NotReadable e) {
            return false;
        }
        for (int i = 0; i < records.kind().fields().size(); i++) {
            boolean same = records.isSame(row, present, 0, i)
                    || (records.kind().fields().get(i).type() == RecordField.Type.JSON
                            && isSameJson(records.text(row, i), present.text(0, i)));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSameJson(String record, String present) {
        try {
            return JsonDocument.parse(record).equals(JsonDocument.parse(present));
        } catch (Corrupt e) { // only what is there can be
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

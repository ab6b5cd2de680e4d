package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.StoredRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table of one kind of records: how they are read from it and written to it, as a whole. */
interface RecordTable {
    /** The table of this kind. */
    static RecordTable of(RecordKind kind) {
        return switch (kind) {
            case USER -> UserTable.INSTANCE;
            case SESSION -> SessionTable.INSTANCE;
            case TOKEN -> TokenTable.INSTANCE;
            case KEY_VALUE -> KeyValueTable.INSTANCE;
        };
    }

    RecordKind kind();

    /** What {@link #read} expects, in its order. */
    List<Column> columns();

    String count();

    /** All rows in the order of their keys. */
    String select();

    /** The row with a key. */
    String selectOne();

    /** Finds a row whose user does not exist; empty if rows of this kind have none. */
    Optional<String> selectOrphan();

    /** Binds a key for {@link #selectOne}. */
    void bind(PreparedStatement statement, RecordKey key) throws SQLException;

    StoredRecord read(StoredRow row) throws SQLException, NotReadable;

    /** Stores a record unless it collides with another. */
    String insert();

    /** Binds a record for {@link #insert}. */
    void bind(PreparedStatement statement, StoredRecord record) throws SQLException;

    /** The user that a record belongs to, if it is of a kind that does. */
    Optional<UUID> owner(StoredRecord record);

    /** What identifies a record, as errors name it. */
    String keyField();

    /** What else no two records may have in common, as errors name it. */
    String uniqueField();
}

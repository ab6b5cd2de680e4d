package dev.coffer.storage.postgres;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, in the order in which {@link RecordTable} copies their columns. */
final class RecordDecoder {
    private final RecordTable table;
    private final BinaryRow row;

    RecordDecoder(RecordTable table, BinaryRow row) {
        this.table = table;
        this.row = row;
    }

    /** Of the row; with something in the place of what {@link BinaryRow#wrongField} names. */
    StoredRecord record() {
        return switch (table) {
            case USERS -> user();
            case SESSIONS -> session();
            case TOKENS -> token();
            case KEY_VALUES -> keyValue();
        };
    }

    private StoredUser user() {
        User user = new User(
                row.uuid("id"),
                row.text("email"),
                row.optionalInstant("emailVerifiedAt"),
                row.optionalInstant("lockedAt"),
                row.json("metadata"),
                row.instant("createdAt"),
                row.instant("updatedAt"),
                row.number("version"));
        return new StoredUser(user, row.text("email"), row.optionalText("passwordHash"));
    }

    private StoredSession session() {
        Session session = new Session(
                row.uuid("id"),
                row.uuid("userId"),
                row.instant("createdAt"),
                row.instant("lastSeenAt"),
                row.instant("expiresAt"),
                row.optionalInstant("absoluteExpiresAt"),
                row.optionalText("userAgent"),
                row.optionalText("ipAddress"),
                row.json("metadata"));
        return new StoredSession(session, row.bytes("tokenHash"));
    }

    private StoredToken token() {
        OneTimeToken token = new OneTimeToken(
                row.uuid("id"),
                row.uuid("userId"),
                row.text("purpose"),
                row.json("payload"),
                row.instant("createdAt"),
                row.instant("expiresAt"));
        return new StoredToken(token, row.bytes("tokenHash"));
    }

    private StoredKeyValue keyValue() {
        return new StoredKeyValue(new KeyValue(
                row.text("namespace"),
                row.text("id"),
                row.text("key"),
                row.bytes("value"),
                row.number("version"),
                row.optionalInstant("expiresAt"),
                row.instant("createdAt"),
                row.instant("updatedAt")));
    }

    /** What the row has, if it is no record. */
    UnreadableRecord unreadable(String field, String problem) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        row.restart();
        for (RecordField column : table.fields()) {
            fields.put(column.name(), row.shown(column));
        }
        fields.remove("canonicalEmail"); // the portable dump does not have it
        return new UnreadableRecord(table.kind(), fields, field, problem);
    }
}

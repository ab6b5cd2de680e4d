package dev.coffer.storage.postgres;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.ItemWrite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Several items put into one record, all with one expiry: less than half to send of what it takes for any writes. */
final class RecordPut {
    private static final String PUT = """
            WITH next AS (SELECT nextval('coffer_versions') AS version, ?::timestamptz AS now),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT ?, ?, w.key, w.value, next.version, ?, next.now, next.now
              FROM next, unnest(?, ?) AS w (key, value)
              ORDER BY w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = excluded.expires_at,
                created_at = CASE WHEN i.expires_at <= excluded.updated_at THEN excluded.created_at ELSE i.created_at END,
                updated_at = excluded.updated_at
            )
            SELECT version FROM next
            """;

    private final ItemKey record;
    private final String[] keys;
    private final byte[][] values;
    private final Optional<Instant> expiresAt;
    private final Instant now;

    private RecordPut(ItemWrite.Put first, int items, Instant now) {
        record = first.item();
        keys = new String[items];
        values = new byte[items][];
        expiresAt = first.expiry().at();
        this.now = now;
    }

    /** None if the writes are anything else. */
    static Optional<RecordPut> of(List<ItemWrite> writes, Instant now) {
        if (!(writes.get(0) instanceof ItemWrite.Put first)) {
            return Optional.empty();
        }
        RecordPut put = new RecordPut(first, writes.size(), now);
        for (int i = 0; i < writes.size(); i++) {
            if (!put.takes(writes.get(i), i)) {
                return Optional.empty();
            }
        }
        return Optional.of(put);
    }

    private boolean takes(ItemWrite write, int index) {
        if (!(write instanceof ItemWrite.Put put)
                || !(put.condition() instanceof Condition.Any)
                || put.expiry().keep()
                || !put.expiry().at().equals(expiresAt)
                || !put.item().id().equals(record.id())
                || !put.item().namespace().equals(record.namespace())) {
            return false;
        }
        keys[index] = put.item().key();
        values[index] = put.value();
        return true;
    }

    /** Returns the version that all have now. */
    long run(SqlConnection connection) {
        return connection
                .findOne(
                        PUT,
                        arguments -> arguments
                                .instant(now)
                                .text(record.namespace())
                                .text(record.id())
                                .instant(expiresAt)
                                .argument(new SqlArray("text", keys))
                                .argument(new SqlArray("bytea", values)),
                        row -> row.number(1))
                .orElseThrow();
    }
}

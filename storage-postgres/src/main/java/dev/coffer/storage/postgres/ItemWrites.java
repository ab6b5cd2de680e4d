package dev.coffer.storage.postgres;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.Stored;
import dev.coffer.storage.spi.ItemWrite;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The writes of one call, whatever their number, in a few statements, each of which locks rows in the order of their keys. */
final class ItemWrites {
    private static final String LOCK_PRESENT = """
            SELECT i.namespace, i.id, i.key, '' ::bytea AS value, i.version, i.expires_at, i.created_at, i.updated_at
            FROM unnest(?, ?, ?) AS wanted (namespace, id, key)
              JOIN coffer_key_values i USING (namespace, id, key)
            ORDER BY i.namespace, i.id, i.key
            FOR UPDATE OF i
            """;
    private static final String PUT = """
            WITH next AS (SELECT coalesce(?, nextval('coffer_versions')) AS version, ?::timestamptz AS now),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, next.version, w.expires_at::timestamptz, next.now, next.now
              FROM next, unnest(?, ?, ?, ?, ?)
                AS w (namespace, id, key, value, expires_at)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = excluded.expires_at,
                created_at = CASE WHEN i.expires_at <= excluded.updated_at THEN excluded.created_at ELSE i.created_at END,
                updated_at = excluded.updated_at
              RETURNING key
            )
            SELECT next.version, (SELECT count(*) FROM written) FROM next
            """;
    private static final String PUT_KEEPING_EXPIRY = """
            WITH next AS (SELECT coalesce(?, nextval('coffer_versions')) AS version, ?::timestamptz AS now),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, next.version, w.expires_at::timestamptz, next.now, next.now
              FROM next, unnest(?, ?, ?, ?, ?)
                AS w (namespace, id, key, value, expires_at)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = CASE WHEN i.expires_at <= excluded.updated_at THEN excluded.expires_at ELSE i.expires_at END,
                created_at = CASE WHEN i.expires_at <= excluded.updated_at THEN excluded.created_at ELSE i.created_at END,
                updated_at = excluded.updated_at
              RETURNING key
            )
            SELECT next.version, (SELECT count(*) FROM written) FROM next
            """;
    private static final String PUT_IF_ABSENT = """
            WITH next AS (SELECT coalesce(?, nextval('coffer_versions')) AS version, ?::timestamptz AS now),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, next.version, w.expires_at::timestamptz, next.now, next.now
              FROM next, unnest(?, ?, ?, ?, ?)
                AS w (namespace, id, key, value, expires_at)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = excluded.expires_at,
                created_at = excluded.created_at,
                updated_at = excluded.updated_at
              WHERE i.expires_at <= excluded.updated_at
              RETURNING key
            )
            SELECT next.version, (SELECT count(*) FROM written) FROM next
            """;
    private static final String DELETE = """
            DELETE FROM coffer_key_values i USING unnest(?, ?, ?) AS wanted (namespace, id, key)
            WHERE (i.namespace, i.id, i.key) = (wanted.namespace, wanted.id, wanted.key)
              AND (i.expires_at IS NULL OR i.expires_at > ?)
            """;

    private final List<ItemWrite> writes;
    private final Instant now;

    ItemWrites(List<ItemWrite> writes, Instant now) {
        this.writes = writes;
        this.now = now;
    }

    /** Binds the keys of items as one array for each part. */
    static Arguments items(Arguments arguments, Collection<ItemKey> items) throws SQLException {
        String[] namespaces = new String[items.size()];
        String[] ids = new String[items.size()];
        String[] keys = new String[items.size()];
        int i = 0;
        for (ItemKey item : items) {
            namespaces[i] = item.namespace();
            ids[i] = item.id();
            keys[i++] = item.key();
        }
        return arguments
                .argument(new SqlArray("text", namespaces))
                .argument(new SqlArray("text", ids))
                .argument(new SqlArray("text", keys));
    }

    /** The one statement that makes all of them; none if it takes several. */
    Optional<String> statement() {
        int keeping = 0;
        for (ItemWrite write : writes) {
            if (!(write instanceof ItemWrite.Put put) || !(put.condition() instanceof Condition.Any)) {
                return Optional.empty();
            }
            keeping += put.expiry().keep() ? 1 : 0;
        }
        if (keeping == 0) {
            return Optional.of(PUT);
        }
        return keeping == writes.size() ? Optional.of(PUT_KEEPING_EXPIRY) : Optional.empty();
    }

    /** Runs {@link #statement}; returns the version that all have now. */
    long run(SqlConnection connection, String statement) {
        return put(connection, statement, puts(put -> true), null).version();
    }

    /** Makes them within a transaction; returns the version that all which were put have now. */
    long apply(SqlConnection connection) {
        demandConditions(connection);
        List<ItemWrite.Put> ifAbsent = puts(put -> put.condition() instanceof Condition.Absent);
        List<ItemWrite.Put> others = puts(put -> !(put.condition() instanceof Condition.Absent));
        Written absent = put(connection, PUT_IF_ABSENT, ifAbsent, null);
        if (absent.items() < ifAbsent.size()) {
            demandConditions(connection); // somebody was faster
            throw new SerializationConflict("an item came and went meanwhile", null);
        }
        put(connection, PUT, keeping(others, false), absent.version());
        put(connection, PUT_KEEPING_EXPIRY, keeping(others, true), absent.version());
        List<ItemKey> deletions = writes.stream()
                .filter(ItemWrite.Delete.class::isInstance)
                .map(ItemWrite::item)
                .toList();
        if (!deletions.isEmpty()) {
            connection.update(DELETE, arguments -> items(arguments, deletions).instant(now));
        }
        return absent.version();
    }

    /**
     * Locks what there is, so that a condition that holds goes on to hold; and that in the order of the keys, before some are put
     * and others deleted, so that of two calls neither waits for the other while that waits for it.
     */
    private void demandConditions(SqlConnection connection) {
        List<ItemKey> items = writes.stream().map(ItemWrite::item).toList();
        Map<ItemKey, KeyValue> present =
                connection.list(LOCK_PRESENT, arguments -> items(arguments, items), Stored::item).stream()
                        .filter(item -> item.expiresAt()
                                .filter(end -> !end.isAfter(now))
                                .isEmpty())
                        .collect(Collectors.toMap(KeyValue::itemKey, Function.identity()));
        ItemWrite.demandConditions(writes, item -> Optional.ofNullable(present.get(item)));
    }

    private List<ItemWrite.Put> puts(Predicate<ItemWrite.Put> which) {
        return writes.stream()
                .filter(ItemWrite.Put.class::isInstance)
                .map(ItemWrite.Put.class::cast)
                .filter(which)
                .toList();
    }

    private static List<ItemWrite.Put> keeping(List<ItemWrite.Put> puts, boolean keep) {
        return puts.stream().filter(put -> put.expiry().keep() == keep).toList();
    }

    private record Written(long version, long items) {}

    private Written put(SqlConnection connection, String statement, List<ItemWrite.Put> puts, @Nullable Long version) {
        List<ItemKey> items = new ArrayList<>(puts.size());
        byte[][] values = new byte[puts.size()][];
        String[] expiresAt = new String[puts.size()];
        for (ItemWrite.Put put : puts) {
            int i = items.size();
            items.add(put.item());
            values[i] = put.value();
            expiresAt[i] = put.expiry().keep()
                    ? null
                    : put.expiry().at().map(Instant::toString).orElse(null);
        }
        return connection
                .findOne(
                        statement,
                        arguments -> items(arguments.nullable(version).instant(now), items)
                                .argument(new SqlArray("bytea", values))
                                .argument(new SqlArray("text", expiresAt)),
                        row -> new Written(row.number(1), row.number(2)))
                .orElseThrow();
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.jdbi.KeyValueMapper;
import dev.coffer.storage.spi.ItemWrite;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The writes of one call, whatever their number, in a few statements, each of which locks rows in the order of their keys. */
final class ItemWrites {
    private static final String LOCK_PRESENT = """
            SELECT i.namespace, i.id, i.key, '' ::bytea AS value, i.version, i.expires_at, i.created_at, i.updated_at
            FROM unnest(:namespaces, :ids, :keys) AS wanted (namespace, id, key)
              JOIN coffer_key_values i USING (namespace, id, key)
            ORDER BY i.namespace, i.id, i.key
            FOR UPDATE OF i
            """;
    private static final String PUT = """
            WITH next AS (SELECT coalesce(:version, nextval('coffer_versions')) AS version),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, next.version, w.expires_at::timestamptz, :now, :now
              FROM next, unnest(:namespaces, :ids, :keys, :values, :expiresAt)
                AS w (namespace, id, key, value, expires_at)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = excluded.expires_at,
                created_at = CASE WHEN i.expires_at <= :now THEN excluded.created_at ELSE i.created_at END,
                updated_at = excluded.updated_at
              RETURNING key
            )
            SELECT next.version, (SELECT count(*) FROM written) FROM next
            """;
    private static final String PUT_KEEPING_EXPIRY = """
            WITH next AS (SELECT coalesce(:version, nextval('coffer_versions')) AS version),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, next.version, w.expires_at::timestamptz, :now, :now
              FROM next, unnest(:namespaces, :ids, :keys, :values, :expiresAt)
                AS w (namespace, id, key, value, expires_at)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = CASE WHEN i.expires_at <= :now THEN excluded.expires_at ELSE i.expires_at END,
                created_at = CASE WHEN i.expires_at <= :now THEN excluded.created_at ELSE i.created_at END,
                updated_at = excluded.updated_at
              RETURNING key
            )
            SELECT next.version, (SELECT count(*) FROM written) FROM next
            """;
    private static final String PUT_IF_ABSENT = """
            WITH next AS (SELECT coalesce(:version, nextval('coffer_versions')) AS version),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, next.version, w.expires_at::timestamptz, :now, :now
              FROM next, unnest(:namespaces, :ids, :keys, :values, :expiresAt)
                AS w (namespace, id, key, value, expires_at)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = excluded.expires_at,
                created_at = excluded.created_at,
                updated_at = excluded.updated_at
              WHERE i.expires_at <= :now
              RETURNING key
            )
            SELECT next.version, (SELECT count(*) FROM written) FROM next
            """;
    private static final String DELETE = """
            DELETE FROM coffer_key_values i USING unnest(:namespaces, :ids, :keys) AS wanted (namespace, id, key)
            WHERE (i.namespace, i.id, i.key) = (wanted.namespace, wanted.id, wanted.key)
              AND (i.expires_at IS NULL OR i.expires_at > :now)
            """;

    private static final KeyValueMapper ITEM = new KeyValueMapper();

    private final List<ItemWrite> writes;
    private final Instant now;

    ItemWrites(List<ItemWrite> writes, Instant now) {
        this.writes = writes;
        this.now = now;
    }

    /** Binds the keys of items as one array for each part. */
    static <S extends SqlStatement<S>> S bindItems(S statement, Collection<ItemKey> items) {
        return statement
                .bind(
                        "namespaces",
                        Columns.texts(items.stream().map(ItemKey::namespace).toList()))
                .bind("ids", Columns.texts(items.stream().map(ItemKey::id).toList()))
                .bind("keys", Columns.texts(items.stream().map(ItemKey::key).toList()));
    }

    /** The one statement that makes all of them; none if it takes several. */
    Optional<String> statement() {
        if (puts(put -> put.condition() instanceof Condition.Any).size() < writes.size()) {
            return Optional.empty();
        }
        List<ItemWrite.Put> keeping = puts(put -> put.expiry().keep());
        if (keeping.isEmpty()) {
            return Optional.of(PUT);
        }
        return keeping.size() == writes.size() ? Optional.of(PUT_KEEPING_EXPIRY) : Optional.empty();
    }

    /** Runs {@link #statement}; returns the version that all have now. */
    long run(Handle handle, String statement) {
        return put(handle, statement, puts(put -> true), null).version();
    }

    /** Makes them within a transaction; returns the version that all which were put have now. */
    long apply(Handle handle) {
        demandConditions(handle);
        List<ItemWrite.Put> ifAbsent = puts(put -> put.condition() instanceof Condition.Absent);
        List<ItemWrite.Put> others = puts(put -> !(put.condition() instanceof Condition.Absent));
        Written absent = put(handle, PUT_IF_ABSENT, ifAbsent, null);
        if (absent.items() < ifAbsent.size()) {
            demandConditions(handle); // somebody was faster
            throw new SerializationConflict("an item came and went meanwhile", null);
        }
        put(handle, PUT, keeping(others, false), absent.version());
        put(handle, PUT_KEEPING_EXPIRY, keeping(others, true), absent.version());
        List<ItemKey> deletions = writes.stream()
                .filter(ItemWrite.Delete.class::isInstance)
                .map(ItemWrite::item)
                .toList();
        if (!deletions.isEmpty()) {
            bindItems(handle.createUpdate(DELETE), deletions).bind("now", now).execute();
        }
        return absent.version();
    }

    /**
     * Locks what there is, so that a condition that holds goes on to hold; and that in the order of the keys, before some are put
     * and others deleted, so that of two calls neither waits for the other while that waits for it.
     */
    private void demandConditions(Handle handle) {
        Query query = bindItems(
                handle.createQuery(LOCK_PRESENT),
                writes.stream().map(ItemWrite::item).toList());
        Map<ItemKey, KeyValue> present = query.map(ITEM).stream()
                .filter(item ->
                        item.expiresAt().filter(end -> !end.isAfter(now)).isEmpty())
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

    private Written put(Handle handle, String statement, List<ItemWrite.Put> puts, @Nullable Long version) {
        return bindItems(
                        handle.createQuery(statement),
                        puts.stream().map(ItemWrite::item).toList())
                .bind(
                        "values",
                        Columns.bytes(puts.stream().map(ItemWrite.Put::value).toList()))
                .bind(
                        "expiresAt",
                        Columns.instants(puts.stream()
                                .map(put -> put.expiry().keep()
                                        ? Optional.<Instant>empty()
                                        : put.expiry().at())
                                .toList()))
                .bind("version", version)
                .bind("now", now)
                .map((row, context) -> new Written(row.getLong(1), row.getLong(2)))
                .one();
    }
}

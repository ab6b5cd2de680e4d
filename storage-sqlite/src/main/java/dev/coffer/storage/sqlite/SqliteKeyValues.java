package dev.coffer.storage.sqlite;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.KeyValueMapper;
import dev.coffer.storage.spi.Counter;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Items in {@code coffer_key_values}. What reads before it writes is safe because there is one writer. */
final class SqliteKeyValues implements KeyValueStorage {
    private static final String FIND = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = :namespace AND id = :id AND key = :key AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String FIND_ALL = """
            SELECT i.namespace, i.id, i.key, i.value, i.version, i.expires_at, i.created_at, i.updated_at
            FROM json_each(:items) wanted CROSS JOIN coffer_key_values i
              ON i.namespace = wanted.value ->> 0 AND i.id = wanted.value ->> 1 AND i.key = wanted.value ->> 2
            WHERE i.expires_at IS NULL OR i.expires_at > :now
            """;
    private static final String FIND_VERSION = """
            SELECT version FROM coffer_key_values
            WHERE namespace = :namespace AND id = :id AND key = :key AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String SCAN = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = :namespace AND (id, key) >= (:lowId, :lowKey) AND (id, key) < (:highId, :highKey)
              AND (expires_at IS NULL OR expires_at > :now)
            ORDER BY id, key LIMIT :limit
            """;
    private static final String SCAN_BACKWARDS = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = :namespace AND (id, key) >= (:lowId, :lowKey) AND (id, key) < (:highId, :highKey)
              AND (expires_at IS NULL OR expires_at > :now)
            ORDER BY id DESC, key DESC LIMIT :limit
            """;
    private static final String COUNT = """
            SELECT count(*) FROM coffer_key_values
            WHERE namespace = :namespace AND (id, key) >= (:lowId, :lowKey) AND (id, key) < (:highId, :highKey)
              AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String NEXT_VERSION =
            "UPDATE coffer_versions SET last_version = last_version + 1 RETURNING last_version";
    private static final String PUT = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (:namespace, :id, :key, :value, :version, :expiresAt, :now, :now)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = excluded.value,
              version = excluded.version,
              expires_at = CASE WHEN :keep AND (expires_at IS NULL OR expires_at > :now)
                THEN expires_at ELSE excluded.expires_at END,
              created_at = CASE WHEN expires_at <= :now THEN excluded.created_at ELSE created_at END,
              updated_at = excluded.updated_at
            """;
    private static final String PUT_IF_ABSENT = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (:namespace, :id, :key, :value, :version, :expiresAt, :now, :now)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = excluded.value,
              version = excluded.version,
              expires_at = excluded.expires_at,
              created_at = excluded.created_at,
              updated_at = excluded.updated_at
            WHERE expires_at <= :now
            """;
    private static final String PUT_IF_VERSION = """
            UPDATE coffer_key_values SET
              value = :value,
              version = :version,
              expires_at = CASE WHEN :keep THEN expires_at ELSE :expiresAt END,
              updated_at = :now
            WHERE namespace = :namespace AND id = :id AND key = :key AND version = :expectedVersion
              AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String DELETE = """
            DELETE FROM coffer_key_values
            WHERE namespace = :namespace AND id = :id AND key = :key AND version = coalesce(:expectedVersion, version)
              AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String DELETE_RANGE = """
            DELETE FROM coffer_key_values
            WHERE namespace = :namespace AND (id, key) >= (:lowId, :lowKey) AND (id, key) < (:highId, :highKey)
              AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String SET_EXPIRY = """
            UPDATE coffer_key_values SET expires_at = :expiresAt, version = :version, updated_at = :now
            WHERE namespace = :namespace AND id = :id AND key = :key AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String PURGE = """
            DELETE FROM coffer_key_values WHERE (namespace, id, key) IN
              (SELECT namespace, id, key FROM coffer_key_values
               WHERE expires_at < :expiredBefore ORDER BY expires_at LIMIT :limit)
            """;

    private static final KeyValueMapper ITEM = new KeyValueMapper();

    private final Database database;

    SqliteKeyValues(Database database) {
        this.database = database;
    }

    @Override
    public Optional<KeyValue> find(ItemKey item, Instant now) {
        return database.read(handle -> find(handle, item, now));
    }

    private static Optional<KeyValue> find(Handle handle, ItemKey item, Instant now) {
        return at(handle.createQuery(FIND), item).bind("now", now).map(ITEM).findOne();
    }

    private static <S extends SqlStatement<S>> S at(S statement, ItemKey item) {
        return statement
                .bind("namespace", item.namespace())
                .bind("id", item.id())
                .bind("key", item.key());
    }

    @Override
    public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
        String wanted = JsonDocument.text(items.stream()
                .map(item -> List.of(item.namespace(), item.id(), item.key()))
                .toList());
        return database.read(handle -> handle.createQuery(FIND_ALL)
                .bind("items", wanted)
                .bind("now", now)
                .map(ITEM)
                .list());
    }

    @Override
    public boolean exists(ItemKey item, Instant now) {
        return database.read(handle -> version(handle, item, now).isPresent());
    }

    private static OptionalLong version(Handle handle, ItemKey item, Instant now) {
        return at(handle.createQuery(FIND_VERSION), item)
                .bind("now", now)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
        return database.read(handle -> {
            try (ResultIterator<KeyValue> rows = KeySpan.of(range, bounds)
                    .bind(handle.createQuery(bounds.descending() ? SCAN_BACKWARDS : SCAN))
                    .bind("now", now)
                    .bind("limit", bounds.maxItems() + 1)
                    .map(ITEM)
                    .iterator()) {
                return ItemSlice.of(rows, bounds);
            }
        });
    }

    @Override
    public long count(ItemRange range, Instant now) {
        return database.read(handle -> KeySpan.of(range)
                .bind(handle.createQuery(COUNT))
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public long apply(List<ItemWrite> writes, Instant now) {
        return database.atomic(handle -> {
            long version = nextVersion(handle);
            for (int i = 0; i < writes.size(); i++) {
                ItemWrite write = writes.get(i);
                if (!apply(handle, write, version, now)) {
                    OptionalLong current = version(handle, write.item(), now);
                    throw writes.size() == 1 ? new VersionConflict(current) : new VersionConflict(current, i);
                }
            }
            return version;
        });
    }

    private static boolean apply(Handle handle, ItemWrite write, long version, Instant now) {
        if (write instanceof ItemWrite.Put put) {
            return put(handle, put, version, now);
        }
        OptionalLong expected = write.condition() instanceof Condition.Version known
                ? OptionalLong.of(known.version())
                : OptionalLong.empty();
        return delete(handle, write.item(), expected, now) || expected.isEmpty();
    }

    private static boolean put(Handle handle, ItemWrite.Put put, long version, Instant now) {
        Update update;
        if (put.condition() instanceof Condition.Absent) {
            update = handle.createUpdate(PUT_IF_ABSENT);
        } else if (put.condition() instanceof Condition.Version known) {
            update = handle.createUpdate(PUT_IF_VERSION)
                    .bind("expectedVersion", known.version())
                    .bind("keep", put.expiry().keep());
        } else {
            update = handle.createUpdate(PUT).bind("keep", put.expiry().keep());
        }
        return at(update, put.item())
                        .bind("value", put.value())
                        .bind("version", version)
                        .bindByType("expiresAt", put.expiry().at().orElse(null), Instant.class)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    private static long nextVersion(Handle handle) {
        return handle.createQuery(NEXT_VERSION).mapTo(Long.class).one();
    }

    @Override
    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
        return database.atomic(handle -> {
            boolean deleted = delete(handle, item, expectedVersion, now);
            if (!deleted && expectedVersion.isPresent()) {
                throw new VersionConflict(version(handle, item, now));
            }
            return deleted;
        });
    }

    private static boolean delete(Handle handle, ItemKey item, OptionalLong expectedVersion, Instant now) {
        return at(handle.createUpdate(DELETE), item)
                        .bind(
                                "expectedVersion",
                                expectedVersion.isPresent() ? (Long) expectedVersion.getAsLong() : null)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    @Override
    public long deleteRange(ItemRange range, Instant now) {
        return database.write(handle -> (long) KeySpan.of(range)
                .bind(handle.createUpdate(DELETE_RANGE))
                .bind("now", now)
                .execute());
    }

    @Override
    public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
        return database.atomic(handle -> {
            Optional<KeyValue> present = find(handle, item, now);
            long sum = Counter.sum(present.map(KeyValue::value), delta);
            ItemWrite.Expiry expiry = new ItemWrite.Expiry(present.isPresent(), Optional.ofNullable(expiresAt));
            put(handle, new ItemWrite.Put(item, Counter.value(sum), expiry, Condition.any()), nextVersion(handle), now);
            return sum;
        });
    }

    @Override
    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
        return database.atomic(handle -> at(handle.createUpdate(SET_EXPIRY), item)
                        .bindByType("expiresAt", expiresAt, Instant.class)
                        .bind("version", nextVersion(handle))
                        .bind("now", now)
                        .execute()
                > 0);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return database.write(handle -> handle.createUpdate(PURGE)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}

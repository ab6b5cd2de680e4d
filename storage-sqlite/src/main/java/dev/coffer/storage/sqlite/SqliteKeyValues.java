package dev.coffer.storage.sqlite;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.Stored;
import dev.coffer.storage.spi.Counter;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Items in {@code coffer_key_values}. What reads before it writes is safe because there is one writer. */
final class SqliteKeyValues implements KeyValueStorage {
    private static final String FIND = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """;
    private static final String FIND_ALL = """
            SELECT i.namespace, i.id, i.key, i.value, i.version, i.expires_at, i.created_at, i.updated_at
            FROM json_each(?) wanted CROSS JOIN coffer_key_values i
              ON i.namespace = wanted.value ->> 0 AND i.id = wanted.value ->> 1 AND i.key = wanted.value ->> 2
            WHERE i.expires_at IS NULL OR i.expires_at > ?
            """;
    private static final String FIND_VERSION = """
            SELECT version FROM coffer_key_values
            WHERE namespace = ? AND id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """;
    private static final String SCAN = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY id, key LIMIT ?
            """;
    private static final String SCAN_BACKWARDS = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY id DESC, key DESC LIMIT ?
            """;
    private static final String COUNT = """
            SELECT count(*) FROM coffer_key_values
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            """;
    private static final String NEXT_VERSION =
            "UPDATE coffer_versions SET last_version = last_version + 1 RETURNING last_version";
    private static final String PUT = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = excluded.value,
              version = excluded.version,
              expires_at = CASE WHEN ? AND (expires_at IS NULL OR expires_at > excluded.updated_at)
                THEN expires_at ELSE excluded.expires_at END,
              created_at = CASE WHEN expires_at <= excluded.updated_at THEN excluded.created_at ELSE created_at END,
              updated_at = excluded.updated_at
            """;
    private static final String PUT_IF_ABSENT = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = excluded.value,
              version = excluded.version,
              expires_at = excluded.expires_at,
              created_at = excluded.created_at,
              updated_at = excluded.updated_at
            WHERE expires_at <= excluded.updated_at
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
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
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

    private final Database database;

    SqliteKeyValues(Database database) {
        this.database = database;
    }

    @Override
    public Optional<KeyValue> find(ItemKey item, Instant now) {
        return database.read(connection -> find(connection, item, now));
    }

    private static Optional<KeyValue> find(SqlConnection connection, ItemKey item, Instant now) {
        return connection.findOne(FIND, arguments -> at(arguments, item).instant(now), Stored::item);
    }

    private static Arguments at(Arguments arguments, ItemKey item) throws SQLException {
        return arguments.text(item.namespace()).text(item.id()).text(item.key());
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
        return database.read(connection ->
                connection.list(FIND_ALL, arguments -> arguments.text(wanted).instant(now), Stored::item));
    }

    @Override
    public boolean exists(ItemKey item, Instant now) {
        return database.read(connection -> version(connection, item, now).isPresent());
    }

    private static OptionalLong version(SqlConnection connection, ItemKey item, Instant now) {
        return connection
                .findOne(FIND_VERSION, arguments -> at(arguments, item).instant(now), row -> row.number(1))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
        KeySpan span = KeySpan.of(range, bounds);
        return database.read(connection -> connection.query(
                bounds.descending() ? SCAN_BACKWARDS : SCAN,
                arguments -> span.bind(arguments).instant(now).number(bounds.maxItems() + 1),
                row -> Stored.item(row, range.namespace()),
                rows -> ItemSlice.of(rows, bounds)));
    }

    @Override
    public long count(ItemRange range, Instant now) {
        KeySpan span = KeySpan.of(range);
        return database.read(connection -> connection
                .findOne(COUNT, arguments -> span.bind(arguments).instant(now), row -> row.number(1))
                .orElseThrow());
    }

    @Override
    public long apply(List<ItemWrite> writes, Instant now) {
        return database.atomic(connection -> {
            long version = nextVersion(connection);
            for (int i = 0; i < writes.size(); i++) {
                ItemWrite write = writes.get(i);
                if (!apply(connection, write, version, now)) {
                    OptionalLong current = version(connection, write.item(), now);
                    throw writes.size() == 1 ? new VersionConflict(current) : new VersionConflict(current, i);
                }
            }
            return version;
        });
    }

    private static boolean apply(SqlConnection connection, ItemWrite write, long version, Instant now) {
        if (write instanceof ItemWrite.Put put) {
            return put(connection, put, version, now);
        }
        OptionalLong expected = write.condition() instanceof Condition.Version known
                ? OptionalLong.of(known.version())
                : OptionalLong.empty();
        return delete(connection, write.item(), expected, now) || expected.isEmpty();
    }

    private static boolean put(SqlConnection connection, ItemWrite.Put put, long version, Instant now) {
        if (put.condition() instanceof Condition.Version known) {
            return putIfVersion(connection, put, known.version(), version, now);
        }
        boolean ifAbsent = put.condition() instanceof Condition.Absent;
        return connection.update(ifAbsent ? PUT_IF_ABSENT : PUT, arguments -> {
                    at(arguments, put.item())
                            .bytes(put.value())
                            .number(version)
                            .instant(put.expiry().at())
                            .instant(now)
                            .instant(now);
                    if (!ifAbsent) {
                        arguments.flag(put.expiry().keep());
                    }
                })
                > 0;
    }

    private static boolean putIfVersion(
            SqlConnection connection, ItemWrite.Put put, long expected, long version, Instant now) {
        return at(connection.handle().createUpdate(PUT_IF_VERSION), put.item())
                        .bind("expectedVersion", expected)
                        .bind("keep", put.expiry().keep())
                        .bind("value", put.value())
                        .bind("version", version)
                        .bindByType("expiresAt", put.expiry().at().orElse(null), Instant.class)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    private static long nextVersion(SqlConnection connection) {
        return connection
                .findOne(NEXT_VERSION, arguments -> {}, row -> row.number(1))
                .orElseThrow();
    }

    @Override
    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
        return database.atomic(connection -> {
            boolean deleted = delete(connection, item, expectedVersion, now);
            if (!deleted && expectedVersion.isPresent()) {
                throw new VersionConflict(version(connection, item, now));
            }
            return deleted;
        });
    }

    private static boolean delete(SqlConnection connection, ItemKey item, OptionalLong expectedVersion, Instant now) {
        return at(connection.handle().createUpdate(DELETE), item)
                        .bind(
                                "expectedVersion",
                                expectedVersion.isPresent() ? (Long) expectedVersion.getAsLong() : null)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    @Override
    public long deleteRange(ItemRange range, Instant now) {
        KeySpan span = KeySpan.of(range);
        return database.write(connection -> (long) connection.update(
                DELETE_RANGE, arguments -> span.bind(arguments).instant(now)));
    }

    @Override
    public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
        return database.atomic(connection -> {
            Optional<KeyValue> present = find(connection, item, now);
            long sum = Counter.sum(present.map(KeyValue::value), delta);
            ItemWrite.Expiry expiry = new ItemWrite.Expiry(present.isPresent(), Optional.ofNullable(expiresAt));
            put(
                    connection,
                    new ItemWrite.Put(item, Counter.value(sum), expiry, Condition.any()),
                    nextVersion(connection),
                    now);
            return sum;
        });
    }

    @Override
    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
        return database.atomic(connection -> at(connection.handle().createUpdate(SET_EXPIRY), item)
                        .bindByType("expiresAt", expiresAt, Instant.class)
                        .bind("version", nextVersion(connection))
                        .bind("now", now)
                        .execute()
                > 0);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return database.write(connection -> connection
                .handle()
                .createUpdate(PURGE)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}

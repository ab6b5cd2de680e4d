package dev.coffer.storage.postgres;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.jdbi.Database;
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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Items in {@code coffer_key_values}. Each operation on one item is one statement. */
class PostgresKeyValues implements KeyValueStorage {
    private static final String FIND = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """;
    private static final String FIND_ALL = """
            SELECT i.namespace, i.id, i.key, i.value, i.version, i.expires_at, i.created_at, i.updated_at
            FROM unnest(?, ?, ?) AS wanted (namespace, id, key)
              JOIN coffer_key_values i USING (namespace, id, key)
            WHERE i.expires_at IS NULL OR i.expires_at > ?
            """;
    private static final String FIND_VERSION = """
            SELECT version FROM coffer_key_values
            WHERE namespace = ? AND id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """;
    private static final String COUNT = """
            SELECT count(*) FROM coffer_key_values
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            """;
    private static final String PUT = """
            INSERT INTO coffer_key_values AS i (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (?, ?, ?, ?, nextval('coffer_versions'), ?, ?, ?)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = excluded.value,
              version = excluded.version,
              expires_at = excluded.expires_at,
              created_at = CASE WHEN i.expires_at <= excluded.updated_at THEN excluded.created_at ELSE i.created_at END,
              updated_at = excluded.updated_at
            RETURNING version
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
    /** A value that is no counter, and a sum that overflows, change nothing and return no row: an error would end the transaction. */
    private static final String INCREMENT = """
            INSERT INTO coffer_key_values AS i (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (:namespace, :id, :key, :value, nextval('coffer_versions'), :expiresAt, :now, :now)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = CASE WHEN i.expires_at <= :now THEN excluded.value
                ELSE convert_to((encode(i.value, 'escape')::bigint + :delta)::text, 'UTF8') END,
              version = excluded.version,
              expires_at = CASE WHEN i.expires_at <= :now THEN excluded.expires_at ELSE i.expires_at END,
              created_at = CASE WHEN i.expires_at <= :now THEN excluded.created_at ELSE i.created_at END,
              updated_at = excluded.updated_at
            WHERE i.expires_at <= :now OR CASE
              WHEN octet_length(i.value) <= 20 AND encode(i.value, 'escape') ~ '^(0|-?[1-9][0-9]{0,18})$'
              THEN encode(i.value, 'escape')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807
                AND encode(i.value, 'escape')::numeric + :delta BETWEEN -9223372036854775808 AND 9223372036854775807
              ELSE false END
            RETURNING encode(value, 'escape')::bigint
            """;

    private static final String SET_EXPIRY = """
            UPDATE coffer_key_values
            SET expires_at = :expiresAt, version = nextval('coffer_versions'), updated_at = :now
            WHERE namespace = :namespace AND id = :id AND key = :key AND (expires_at IS NULL OR expires_at > :now)
            """;
    private static final String PURGE = """
            DELETE FROM coffer_key_values WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM coffer_key_values WHERE expires_at < :expiredBefore
              ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """;

    private final Database database;

    PostgresKeyValues(Database database) {
        this.database = database;
    }

    @Override
    public Optional<KeyValue> find(ItemKey item, Instant now) {
        return database.read(connection ->
                connection.findOne(FIND, arguments -> at(arguments, item).instant(now), Stored::item));
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
        return database.read(connection -> connection.list(
                FIND_ALL, arguments -> ItemWrites.items(arguments, items).instant(now), Stored::item));
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
        ItemScan scan = new ItemScan(KeySpan.of(range, bounds), bounds, now);
        return database.read(scan::run);
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
        if (writes.size() == 1
                && writes.get(0) instanceof ItemWrite.Put put
                && put.condition() instanceof Condition.Any
                && !put.expiry().keep()) {
            return put(put, now);
        }
        Optional<RecordPut> toRecord = RecordPut.of(writes, now);
        if (toRecord.isPresent()) {
            return database.write(toRecord.get()::run);
        }
        ItemWrites all = new ItemWrites(writes, now);
        return all.statement()
                .map(statement -> database.write(connection -> all.run(connection, statement)))
                .orElseGet(() -> database.atomic(all::apply));
    }

    /** Puts one, whatever is there. */
    long put(ItemWrite.Put put, Instant now) {
        return database.write(connection -> connection
                .findOne(
                        PUT,
                        arguments -> at(arguments, put.item())
                                .bytes(put.value())
                                .instant(put.expiry().at())
                                .instant(now)
                                .instant(now),
                        row -> row.number(1))
                .orElseThrow());
    }

    @Override
    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
        if (expectedVersion.isEmpty()) {
            return database.write(connection -> delete(connection.handle(), item, null, now));
        }
        return database.atomic(connection -> {
            if (!delete(connection.handle(), item, expectedVersion.getAsLong(), now)) {
                throw new VersionConflict(version(connection, item, now));
            }
            return true;
        });
    }

    private static boolean delete(Handle handle, ItemKey item, @Nullable Long expectedVersion, Instant now) {
        return at(handle.createUpdate(DELETE), item)
                        .bind("expectedVersion", expectedVersion)
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
        while (true) {
            Optional<Long> sum =
                    database.write(connection -> at(connection.handle().createQuery(INCREMENT), item)
                            .bind("value", Counter.value(delta))
                            .bind("delta", delta)
                            .bindByType("expiresAt", expiresAt, Instant.class)
                            .bind("now", now)
                            .mapTo(Long.class)
                            .findOne());
            if (sum.isPresent()) {
                return sum.get();
            }
            Counter.sum(find(item, now).map(KeyValue::value), delta); // says why, unless it has changed meanwhile
        }
    }

    @Override
    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
        return database.write(connection -> at(connection.handle().createUpdate(SET_EXPIRY), item)
                        .bindByType("expiresAt", expiresAt, Instant.class)
                        .bind("now", now)
                        .execute()
                > 0);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return Purges.run(database, PURGE, expiredBefore, limit);
    }
}

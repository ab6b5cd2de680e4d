package dev.coffer.storage.postgres;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.jdbi.Row;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.Stored;
import dev.coffer.storage.spi.ItemWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Key-values of which those that many ask for or put at once are read and written together. */
final class BatchedKeyValues extends PostgresKeyValues {
    /** Larger ones go alone: a batch of them would take all the memory there is. */
    private static final int LARGEST_VALUE = 64 * 1024;

    /** The element is negative if the value is too large. */
    private static final String FIND = """
            SELECT i.namespace, i.id, i.key,
              CASE WHEN octet_length(i.value) <= ? THEN i.value ELSE '' END,
              i.version, i.expires_at, i.created_at, i.updated_at,
              CASE WHEN octet_length(i.value) <= ? THEN w.element ELSE -w.element END
            FROM unnest(?, ?, ?) WITH ORDINALITY AS w (namespace, id, key, element)
              JOIN coffer_key_values i USING (namespace, id, key)
            """;

    private static final Row.Reader<BatchRow<KeyValue>> ITEM = BatchRow.reader(Stored::item, 9);

    private record Look(ItemKey item, Instant now) {}

    private final BatchQueue<Look, Optional<KeyValue>> finds;
    private final BatchQueue<BatchedPuts.Request, Long> puts;

    BatchedKeyValues(Batching batching) {
        super(batching.database());
        finds = batching.reads(look -> super.find(look.item, look.now), BatchedKeyValues::findAll);
        puts = batching.writes(
                request -> super.put(request.put(), request.now()),
                (connection, requests, lockTimeout) -> new BatchedPuts(requests).run(connection, lockTimeout),
                request -> request.put().item());
    }

    @Override
    public Optional<KeyValue> find(ItemKey item, Instant now) {
        return finds.call(new Look(item, now));
    }

    private static List<@Nullable Optional<KeyValue>> findAll(SqlConnection connection, List<Look> looks) {
        List<@Nullable Optional<KeyValue>> found = new ArrayList<>(Collections.nCopies(looks.size(), Optional.empty()));
        return connection.query(
                FIND,
                arguments -> ItemWrites.items(
                        arguments.number(LARGEST_VALUE).number(LARGEST_VALUE),
                        looks.stream().map(Look::item).toList()),
                ITEM,
                rows -> {
                    rows.forEachRemaining(row -> add(row, looks, found));
                    return found;
                });
    }

    private static void add(BatchRow<KeyValue> row, List<Look> looks, List<@Nullable Optional<KeyValue>> found) {
        if (row.isTooLarge()) {
            found.set(row.index(), null);
        } else if (isPresent(row.value(), looks.get(row.index()).now)) {
            found.set(row.index(), Optional.of(row.value()));
        }
    }

    private static boolean isPresent(KeyValue item, Instant now) {
        return item.expiresAt().isEmpty() || item.expiresAt().get().isAfter(now);
    }

    @Override
    long put(ItemWrite.Put put, Instant now) {
        return put.value().length > LARGEST_VALUE ? super.put(put, now) : puts.call(new BatchedPuts.Request(put, now));
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.ItemWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts of several callers in one statement, as if one were made after the other: each has a version of its own, and of several to one
 * item the last is what is there afterwards.
 */
final class BatchedPuts {
    private static final String PUT = """
            WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true)),
            versions AS MATERIALIZED (
              SELECT element, nextval('coffer_versions') AS version FROM patience, generate_series(1, ?::bigint) AS element
            ),
            written AS (
              INSERT INTO coffer_key_values AS i
                (namespace, id, key, value, version, expires_at, created_at, updated_at)
              SELECT w.namespace, w.id, w.key, w.value, v.version, w.expires_at::timestamptz,
                w.created_at::timestamptz, w.updated_at::timestamptz
              FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
                AS w (namespace, id, key, value, element, expires_at, created_at, updated_at) JOIN versions v USING (element)
              ORDER BY w.namespace COLLATE "C", w.id COLLATE "C", w.key COLLATE "C"
              ON CONFLICT (namespace, id, key) DO UPDATE SET
                value = excluded.value,
                version = excluded.version,
                expires_at = excluded.expires_at,
                created_at = CASE WHEN i.expires_at <= excluded.created_at THEN excluded.created_at ELSE i.created_at END,
                updated_at = excluded.updated_at
            )
            SELECT version FROM versions ORDER BY element
            """;

    private final List<Request> requests;
    private final Map<ItemKey, Write> writes = new LinkedHashMap<>();
    private final Set<Integer> notServed = new HashSet<>();

    /** What a caller wants. */
    record Request(ItemWrite.Put put, Instant now) {
        Optional<Instant> expiresAt() {
            return put.expiry().at();
        }
    }

    /** What is written to an item: it came into being with the first put, if it was not there, and has the last one's value. */
    private record Write(Instant createdAt, Request last, long element) {}

    BatchedPuts(List<Request> requests) {
        this.requests = requests;
        for (int i = 0; i < requests.size(); i++) {
            add(requests.get(i), i);
        }
    }

    /** One that would find that an earlier one has expired already is not served, as it would begin the item anew. */
    private void add(Request request, int index) {
        Write before = writes.get(request.put().item());
        if (before != null
                && before.last
                        .expiresAt()
                        .filter(end -> !end.isAfter(request.now()))
                        .isPresent()) {
            notServed.add(index);
        } else {
            Instant createdAt = before == null ? request.now() : before.createdAt;
            writes.put(request.put().item(), new Write(createdAt, request, index + 1L));
        }
    }

    /** Returns the version that each has written; null for those not served. */
    List<@Nullable Long> run(SqlConnection connection, String lockTimeout) {
        Collection<Write> all = writes.values();
        List<@Nullable Long> versions = new ArrayList<>(connection.list(
                PUT,
                arguments -> ItemWrites.items(
                                arguments.text(lockTimeout).number(requests.size()), List.copyOf(writes.keySet()))
                        .argument(
                                Columns.bytes(of(all, write -> write.last.put().value())))
                        .argument(Columns.longs(of(all, Write::element)))
                        .argument(Columns.instants(of(all, write -> write.last.expiresAt())))
                        .argument(Columns.instants(of(all, write -> Optional.of(write.createdAt))))
                        .argument(Columns.instants(of(all, write -> Optional.of(write.last.now())))),
                row -> row.number(1)));
        notServed.forEach(index -> versions.set(index, null));
        return versions;
    }

    private static <T> List<T> of(Collection<Write> writes, Function<Write, T> column) {
        return writes.stream().map(column).toList();
    }
}

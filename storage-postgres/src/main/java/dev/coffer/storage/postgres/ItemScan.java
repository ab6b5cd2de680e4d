package dev.coffer.storage.postgres;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.jdbi.Row;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.Stored;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.SliceBounds;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A page of items. Most have small values, and are read without a thought about bytes: a value of more than its share of the page's
 * is left out by the server, and then the page is read by a statement that sums them up, which takes the server twice the time.
 */
final class ItemScan {
    private static final String SMALL = """
            SELECT namespace, id, key, CASE WHEN octet_length(value) <= ? THEN value END,
              version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY id, key LIMIT ?
            """;
    private static final String SMALL_AFTER = """
            SELECT namespace, id, key, CASE WHEN octet_length(value) <= ? THEN value END,
              version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND (id, key) > (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY id, key LIMIT ?
            """;
    private static final String SMALL_BACKWARDS = """
            SELECT namespace, id, key, CASE WHEN octet_length(value) <= ? THEN value END,
              version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
              AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY id DESC, key DESC LIMIT ?
            """;
    /** The sum keeps a page of large values from being sent whole: it ends soon behind the first item beyond the bytes. */
    private static final String MEASURED = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM (
              SELECT *, sum(octet_length(value)) OVER (
                ORDER BY id, key ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS bytes_before
              FROM (
                SELECT * FROM coffer_key_values
                WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
                  AND (expires_at IS NULL OR expires_at > ?)
                ORDER BY id, key LIMIT ?
              ) AS page
            ) AS measured
            WHERE coalesce(bytes_before, 0) <= ?
            ORDER BY id, key
            """;

    private static final String MEASURED_AFTER = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM (
              SELECT *, sum(octet_length(value)) OVER (
                ORDER BY id, key ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS bytes_before
              FROM (
                SELECT * FROM coffer_key_values
                WHERE namespace = ? AND (id, key) > (?, ?) AND (id, key) < (?, ?)
                  AND (expires_at IS NULL OR expires_at > ?)
                ORDER BY id, key LIMIT ?
              ) AS page
            ) AS measured
            WHERE coalesce(bytes_before, 0) <= ?
            ORDER BY id, key
            """;
    private static final String MEASURED_BACKWARDS = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM (
              SELECT *, sum(octet_length(value)) OVER (
                ORDER BY id DESC, key DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS bytes_before
              FROM (
                SELECT * FROM coffer_key_values
                WHERE namespace = ? AND (id, key) >= (?, ?) AND (id, key) < (?, ?)
                  AND (expires_at IS NULL OR expires_at > ?)
                ORDER BY id DESC, key DESC LIMIT ?
              ) AS page
            ) AS measured
            WHERE coalesce(bytes_before, 0) <= ?
            ORDER BY id DESC, key DESC
            """;

    private final KeySpan span;
    private final SliceBounds bounds;
    private final Instant now;

    ItemScan(KeySpan span, SliceBounds bounds, Instant now) {
        this.span = span;
        this.bounds = bounds;
        this.now = now;
    }

    ItemSlice run(SqlConnection connection) {
        return small(connection).orElseGet(() -> measured(connection));
    }

    private Optional<ItemSlice> small(SqlConnection connection) {
        long share = bounds.maxBytes() / (bounds.maxItems() + 1);
        return connection.query(
                statement(SMALL, SMALL_AFTER, SMALL_BACKWARDS),
                arguments -> range(arguments.number(share)),
                row -> row.isNull(4) ? Optional.empty() : Optional.of(item(row)),
                this::unlessOneIsLarge);
    }

    private Optional<ItemSlice> unlessOneIsLarge(Iterator<Optional<KeyValue>> rows) {
        List<KeyValue> items = new ArrayList<>();
        while (rows.hasNext()) {
            Optional<KeyValue> item = rows.next();
            if (item.isEmpty()) {
                return Optional.empty();
            }
            items.add(item.get());
        }
        return Optional.of(ItemSlice.of(items.iterator(), bounds));
    }

    private ItemSlice measured(SqlConnection connection) {
        return connection.query(
                statement(MEASURED, MEASURED_AFTER, MEASURED_BACKWARDS),
                arguments -> range(arguments).number(bounds.maxBytes()),
                this::item,
                rows -> ItemSlice.of(rows, bounds));
    }

    private KeyValue item(Row row) throws SQLException {
        return Stored.item(row, span.namespace());
    }

    private String statement(String forwards, String after, String backwards) {
        if (bounds.descending()) {
            return backwards;
        }
        return bounds.after() == null ? forwards : after;
    }

    private Arguments range(Arguments arguments) throws SQLException {
        return span.bind(arguments).instant(now).number(bounds.maxItems() + 1);
    }
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.SliceBounds;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A range as one span of <i>(id, key)</i>, from a low pair (inclusive) to a high one (exclusive), so that the primary key's index
 * gives both ends. A blob sorts behind every text, and the empty text before every name.
 */
record KeySpan(String namespace, Object lowId, Object lowKey, Object highId, Object highKey) {
    private static final byte[] BEHIND_ALL = {};
    private static final String BEFORE_ALL = "";

    static KeySpan of(ItemRange range) {
        Object low = range.from() == null ? BEFORE_ALL : range.from();
        Object high = range.to() == null ? BEHIND_ALL : range.to();
        return range.id() == null
                ? new KeySpan(range.namespace(), low, BEFORE_ALL, high, BEFORE_ALL)
                : new KeySpan(range.namespace(), range.id(), low, range.id(), high);
    }

    /** What is left of the range behind the position. */
    static KeySpan of(ItemRange range, SliceBounds bounds) {
        KeySpan whole = of(range);
        @Nullable ItemKey after = bounds.after();
        if (after == null) {
            return whole;
        }
        return bounds.descending()
                ? new KeySpan(whole.namespace, whole.lowId, whole.lowKey, after.id(), after.key())
                : new KeySpan(whole.namespace, after.id(), next(after.key()), whole.highId, whole.highKey);
    }

    /** The first text behind this one. */
    private static String next(String key) {
        return key + '\0';
    }

    Arguments bind(Arguments arguments) throws SQLException {
        return arguments
                .text(namespace)
                .argument(bound(lowId))
                .argument(bound(lowKey))
                .argument(bound(highId))
                .argument(bound(highKey));
    }

    private static Arguments.Argument bound(Object value) {
        return (statement, position) -> statement.setObject(position, value);
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.SliceBounds;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A range as one span of <i>(id, key)</i>, from a low pair to a high one (exclusive), so that the primary key's index gives both
 * ends. The low pair belongs to it unless reading goes on behind it.
 */
record KeySpan(String namespace, String lowId, String lowKey, String highId, String highKey) {
    private static final String BEFORE_ALL = "";
    private static final int LONGEST_NAME = 255;

    /** The last code point of all, once more than a name can have it. */
    private static final String BEHIND_ALL =
            Character.toString(Character.MAX_CODE_POINT).repeat(LONGEST_NAME + 1);

    static KeySpan of(ItemRange range) {
        String low = range.from() == null ? BEFORE_ALL : range.from();
        String high = range.to() == null ? BEHIND_ALL : range.to();
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
                : new KeySpan(whole.namespace, after.id(), after.key(), whole.highId, whole.highKey);
    }

    Arguments bind(Arguments arguments) throws SQLException {
        return arguments.text(namespace).text(lowId).text(lowKey).text(highId).text(highKey);
    }
}

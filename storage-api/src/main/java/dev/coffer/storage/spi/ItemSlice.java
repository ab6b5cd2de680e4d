package dev.coffer.storage.spi;

import dev.coffer.storage.KeyValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * A part of a range.
 *
 * @param items in order
 * @param more whether the range goes on behind them
 */
public record ItemSlice(List<KeyValue> items, boolean more) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param items in order
     * @param more whether the range goes on behind them
     */
    public ItemSlice {
        Objects.requireNonNull(items, "items");
    }

    /**
     * {@return as many of the items as the bounds allow, and at least one if there is one} Looks at one more than it
     * takes.
     *
     * @param items of the range, from behind {@link SliceBounds#after()} on in the direction of reading
     * @param bounds how many, and how many bytes
     */
    public static ItemSlice of(Iterator<KeyValue> items, SliceBounds bounds) {
        List<KeyValue> taken = new ArrayList<>();
        long bytes = 0;
        while (items.hasNext()) {
            KeyValue next = items.next();
            bytes += next.size();
            if (!taken.isEmpty() && (taken.size() == bounds.maxItems() || bytes > bounds.maxBytes())) {
                return new ItemSlice(taken, true);
            }
            taken.add(next);
        }
        return new ItemSlice(taken, false);
    }
}

package dev.coffer.storage;

import dev.coffer.storage.spi.ItemSlice;
import java.util.Collection;
import java.util.Optional;

/** How many records a result stands for. */
final class Rows {
    private Rows() {}

    static long of(Object result) {
        if (result instanceof Optional<?> found) {
            return found.isPresent() ? 1 : 0;
        }
        if (result instanceof Boolean done) {
            return done ? 1 : 0;
        }
        if (result instanceof Collection<?> all) {
            return all.size();
        }
        return result instanceof ItemSlice slice ? slice.items().size() : 1;
    }

    static long none(Object result) {
        return 0;
    }
}

package dev.coffer.storage.spi;

import dev.coffer.storage.ItemKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Items of one record, by key, or of one namespace, by id and then key.
 *
 * @param namespace of all of them
 * @param id the record; null for the whole namespace
 * @param from the first key, or id without a record; null for no bound
 * @param to the one after the last key, or id without a record; null for no bound
 */
public record ItemRange(
        String namespace,
        @Nullable String id,
        @Nullable String from,
        @Nullable String to) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param namespace of all of them
     * @param id the record; null for the whole namespace
     * @param from the first key, or id without a record; null for no bound
     * @param to the one after the last key, or id without a record; null for no bound
     */
    public ItemRange {
        Objects.requireNonNull(namespace, "namespace");
    }

    /**
     * Whether the item is in the range.
     *
     * @param item anywhere
     * @return whether it is
     */
    public boolean contains(ItemKey item) {
        String name = id == null ? item.id() : item.key();
        return item.namespace().equals(namespace)
                && (id == null || id.equals(item.id()))
                && (from == null || ItemKey.compareNames(from, name) <= 0)
                && (to == null || ItemKey.compareNames(name, to) < 0);
    }
}

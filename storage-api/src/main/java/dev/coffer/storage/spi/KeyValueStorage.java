package dev.coffer.storage.spi;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Items at <i>(namespace, id, key)</i>, ordered by the bytes of their UTF-8. An item with {@code expiresAt <= now} is
 * absent to every operation; a write over it makes a new item. Every write gives the item a version that this key never
 * had.
 */
public interface KeyValueStorage {
    /**
     * {@return the item; empty if it is absent}
     *
     * @param item where
     * @param now the present time, in whole microseconds
     */
    Optional<KeyValue> find(ItemKey item, Instant now);

    /**
     * {@return the items that exist, in any order, each once, seen at one moment, in one round trip}
     *
     * @param items each once
     * @param now the present time, in whole microseconds
     */
    List<KeyValue> findAll(Collection<ItemKey> items, Instant now);

    /**
     * {@return whether the item exists, without reading its value}
     *
     * @param item where
     * @param now the present time, in whole microseconds
     */
    default boolean exists(ItemKey item, Instant now) {
        return find(item, now).isPresent();
    }

    /**
     * {@return items of the range in order, as many as {@code bounds} allows and at least one if there is one, seen at
     * one moment} Ends before the first item that would go beyond the bytes.
     *
     * @param range of one record or one namespace
     * @param bounds where to begin, in which direction, and how much to read
     * @param now the present time, in whole microseconds
     */
    ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now);

    /**
     * {@return how many items the range has}
     *
     * @param range of one record or one namespace
     * @param now the present time, in whole microseconds
     */
    long count(ItemRange range, Instant now);

    /**
     * Makes all the writes, which are to different items, or none.
     *
     * @param writes at least one
     * @param now the present time, in whole microseconds
     * @return the version that the items which were put have now
     * @throws dev.coffer.storage.VersionConflict with the present version and the element whose condition does not
     *     hold, if there are several
     */
    long apply(List<ItemWrite> writes, Instant now);

    /**
     * Deletes the item.
     *
     * @param item where
     * @param expectedVersion empty to delete whatever is there
     * @param now the present time, in whole microseconds
     * @return false if it is absent and no version was expected
     * @throws dev.coffer.storage.VersionConflict if a version was expected and the item has another one or is absent
     */
    boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now);

    /**
     * Deletes the items of the range, all at one moment.
     *
     * @param range of one record or one namespace
     * @param now the present time, in whole microseconds
     * @return how many of them had not expired
     */
    long deleteRange(ItemRange range, Instant now);

    /**
     * Adds {@code delta} to the item's value, a 64-bit integer in ASCII decimal as {@link Long#toString(long)} writes
     * it. An absent item counts as 0, and the new one expires at {@code expiresAt}; a present one keeps its expiry.
     *
     * @param item where
     * @param delta what to add; may be negative
     * @param expiresAt when a new item expires; null for never
     * @param now the present time, in whole microseconds
     * @return the sum
     * @throws dev.coffer.storage.InvalidInput {@code value} if the value is anything else, {@code delta} if the sum
     *     overflows
     */
    long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now);

    /**
     * Sets or drops the item's expiry, which is a write.
     *
     * @param item where
     * @param expiresAt null to drop it
     * @param now the present time, in whole microseconds
     * @return false if the item is absent
     */
    boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now);

    /**
     * Deletes at most {@code limit} items that expired before this instant.
     *
     * @param expiredBefore exclusive: what expired at this instant stays
     * @param limit at least 1
     * @return how many it deleted
     */
    int purge(Instant expiredBefore, int limit);
}

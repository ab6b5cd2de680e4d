package dev.coffer.storage.testkit;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Key-values as they are: a fault overrides what it breaks. */
abstract class ForwardingKeyValues implements KeyValueStorage {
    final KeyValueStorage sound;

    ForwardingKeyValues(KeyValueStorage sound) {
        this.sound = sound;
    }

    @Override
    public Optional<KeyValue> find(ItemKey item, Instant now) {
        return sound.find(item, now);
    }

    @Override
    public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
        return sound.findAll(items, now);
    }

    @Override
    public boolean exists(ItemKey item, Instant now) {
        return sound.exists(item, now);
    }

    @Override
    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
        return sound.scan(range, bounds, now);
    }

    @Override
    public long count(ItemRange range, Instant now) {
        return sound.count(range, now);
    }

    @Override
    public long apply(List<ItemWrite> writes, Instant now) {
        return sound.apply(writes, now);
    }

    @Override
    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
        return sound.delete(item, expectedVersion, now);
    }

    @Override
    public long deleteRange(ItemRange range, Instant now) {
        return sound.deleteRange(range, now);
    }

    @Override
    public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
        return sound.increment(item, delta, expiresAt, now);
    }

    @Override
    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
        return sound.setExpiry(item, expiresAt, now);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return sound.purge(expiredBefore, limit);
    }
}

package dev.coffer.examples;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Condition;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.Counter;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps key-values in memory; all else is Unsupported. {@code memory:} opens a new, empty storage. */
public final class MemoryKeyValueProvider implements StorageProvider {
    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        if (!config.url().matches("(jdbc:)?memory:")) {
            throw new InvalidInput("url", "must be memory: and nothing else");
        }
        if (config.readOnly()) {
            throw new InvalidInput("readOnly", "would leave a new storage empty for ever");
        }
        return new Backend(Set.of(Capability.KEY_VALUES), new Items());
    }

    private record Backend(Set<Capability> capabilities, KeyValueStorage keyValues) implements StorageBackend {
        @Override
        public void ping() {}

        @Override
        public void close() {}
    }

    /** One sorted map under one lock. The library has checked all arguments. */
    private static final class Items implements KeyValueStorage {
        private final NavigableMap<ItemKey, KeyValue> items = new TreeMap<>();
        private long version; // of the last write to any item, so that no key gets one twice

        @Override
        public synchronized Optional<KeyValue> find(ItemKey item, Instant now) {
            return Optional.ofNullable(items.get(item))
                    .filter(found -> now.isBefore(found.expiresAt().orElse(Instant.MAX)));
        }

        @Override
        public synchronized List<KeyValue> findAll(Collection<ItemKey> wanted, Instant now) {
            return wanted.stream().flatMap(item -> find(item, now).stream()).toList();
        }

        @Override
        public synchronized ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
            NavigableMap<ItemKey, KeyValue> all = bounds.descending() ? items.descendingMap() : items;
            NavigableMap<ItemKey, KeyValue> left = bounds.after() == null ? all : all.tailMap(bounds.after(), false);
            return ItemSlice.of(within(range, left, now).iterator(), bounds);
        }

        @Override
        public synchronized long count(ItemRange range, Instant now) {
            return within(range, items, now).count();
        }

        @Override
        public synchronized long apply(List<ItemWrite> writes, Instant now) {
            ItemWrite.demandConditions(writes, item -> find(item, now));
            version++;
            for (ItemWrite write : writes) {
                if (write instanceof ItemWrite.Put put) {
                    items.put(put.item(), put.over(find(put.item(), now), version, now));
                } else {
                    items.remove(write.item());
                }
            }
            return version;
        }

        @Override
        public synchronized boolean delete(ItemKey item, OptionalLong expected, Instant now) {
            boolean present = exists(item, now);
            Condition condition = expected.isPresent() ? Condition.version(expected.getAsLong()) : Condition.any();
            apply(List.of(new ItemWrite.Delete(item, condition)), now);
            return present;
        }

        @Override
        public synchronized long deleteRange(ItemRange range, Instant now) {
            long deleted = count(range, now);
            items.keySet().removeIf(range::contains);
            return deleted;
        }

        @Override
        public synchronized long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
            long sum = Counter.sum(find(item, now).map(KeyValue::value), delta);
            put(item, Counter.value(sum), true, expiresAt, now);
            return sum;
        }

        @Override
        public synchronized boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
            Optional<KeyValue> present = find(item, now);
            present.ifPresent(found -> put(item, found.value(), false, expiresAt, now));
            return present.isPresent();
        }

        @Override
        public synchronized int purge(Instant expiredBefore, int limit) {
            List<KeyValue> expired = items.values().stream()
                    .filter(item -> item.expiresAt().orElse(Instant.MAX).isBefore(expiredBefore))
                    .limit(limit)
                    .toList();
            expired.forEach(item -> items.remove(item.itemKey()));
            return expired.size();
        }

        private void put(ItemKey item, byte[] value, boolean keep, @Nullable Instant expiresAt, Instant now) {
            ItemWrite.Expiry expiry = new ItemWrite.Expiry(keep, Optional.ofNullable(expiresAt));
            apply(List.of(new ItemWrite.Put(item, value, expiry, Condition.any())), now);
        }

        private Stream<KeyValue> within(ItemRange range, NavigableMap<ItemKey, KeyValue> items, Instant now) {
            return items.keySet().stream().filter(range::contains).flatMap(item -> find(item, now).stream());
        }
    }
}

package dev.coffer.storage.memory;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.Counter;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.ItemWrite.Expiry;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Key-values in memory. */
final class MemoryKeyValues implements KeyValueStorage {
    private final MemoryAccess access;

    MemoryKeyValues(MemoryAccess access) {
        this.access = access;
    }

    @Override
    public Optional<KeyValue> find(ItemKey item, Instant now) {
        return access.read(tables -> find(tables, item, now));
    }

    @Override
    public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
        return access.read(tables -> items.stream()
                .distinct()
                .flatMap(item -> find(tables, item, now).stream())
                .toList());
    }

    @Override
    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
        return access.read(tables -> {
            NavigableMap<ItemKey, KeyValue> all =
                    bounds.descending() ? tables.items().descendingMap() : tables.items();
            NavigableMap<ItemKey, KeyValue> left = bounds.after() == null ? all : all.tailMap(bounds.after(), false);
            return ItemSlice.of(within(range, left, now).iterator(), bounds);
        });
    }

    @Override
    public long count(ItemRange range, Instant now) {
        return access.read(tables -> within(range, tables.items(), now).count());
    }

    @Override
    public long apply(List<ItemWrite> writes, Instant now) {
        return access.write(tables -> {
            ItemWrite.demandConditions(writes, item -> find(tables, item, now));
            long version = tables.lastVersion().incrementAndGet();
            for (ItemWrite write : writes) {
                if (write instanceof ItemWrite.Put put) {
                    put(tables, put, version, now);
                } else {
                    tables.items().remove(write.item());
                }
            }
            return version;
        });
    }

    @Override
    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
        return access.write(tables -> {
            OptionalLong current = version(find(tables, item, now));
            if (expectedVersion.isPresent() && !expectedVersion.equals(current)) {
                throw new VersionConflict(current);
            }
            tables.items().remove(item);
            return current.isPresent();
        });
    }

    @Override
    public long deleteRange(ItemRange range, Instant now) {
        return access.write(tables -> {
            long lived = within(range, tables.items(), now).count();
            tables.items().keySet().removeIf(range::contains);
            return lived;
        });
    }

    @Override
    public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
        return access.write(tables -> {
            long sum = Counter.sum(find(tables, item, now).map(KeyValue::value), delta);
            put(tables, item, Counter.value(sum), new Expiry(true, Optional.ofNullable(expiresAt)), now);
            return sum;
        });
    }

    @Override
    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
        return access.write(tables -> {
            Optional<KeyValue> before = find(tables, item, now);
            Expiry expiry = new Expiry(false, Optional.ofNullable(expiresAt));
            before.ifPresent(present -> put(tables, item, present.value(), expiry, now));
            return before.isPresent();
        });
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return access.write(tables -> {
            List<ItemKey> purged = tables.items().values().stream()
                    .filter(item ->
                            item.expiresAt().filter(expiredBefore::isAfter).isPresent())
                    .limit(limit)
                    .map(KeyValue::itemKey)
                    .toList();
            purged.forEach(tables.items()::remove);
            return purged.size();
        });
    }

    private static Optional<KeyValue> find(MemoryTables tables, ItemKey item, Instant now) {
        return Optional.ofNullable(tables.items().get(item)).filter(found -> lives(found, now));
    }

    private static boolean lives(KeyValue item, Instant now) {
        return item.expiresAt().filter(expiry -> !expiry.isAfter(now)).isEmpty();
    }

    private static Stream<KeyValue> within(ItemRange range, NavigableMap<ItemKey, KeyValue> items, Instant now) {
        return items.values().stream().filter(item -> range.contains(item.itemKey()) && lives(item, now));
    }

    private static OptionalLong version(Optional<KeyValue> found) {
        return found.isPresent() ? OptionalLong.of(found.get().version()) : OptionalLong.empty();
    }

    private static void put(MemoryTables tables, ItemKey item, byte[] value, Expiry expiry, Instant now) {
        ItemWrite.Put put = new ItemWrite.Put(item, value, expiry, Condition.any());
        put(tables, put, tables.lastVersion().incrementAndGet(), now);
    }

    private static void put(MemoryTables tables, ItemWrite.Put put, long version, Instant now) {
        tables.items().put(put.item(), put.over(find(tables, put.item(), now), version, now));
    }
}

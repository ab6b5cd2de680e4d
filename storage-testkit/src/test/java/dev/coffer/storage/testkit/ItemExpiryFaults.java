package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;

import dev.coffer.storage.Condition;
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
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One operation each that takes an item which expires now for one that lives. */
final class ItemExpiryFaults {
    private ItemExpiryFaults() {}

    private static Fault fault(String rule, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(
                ItemExpiryRules.class,
                rule,
                "it lives through its last microsecond",
                keyValues(sound -> broken.apply(sound.keyValues())));
    }

    /** Applies late what is such a batch. */
    private static KeyValueStorage applyingLate(KeyValueStorage sound, Predicate<List<ItemWrite>> late) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(writes, late.test(writes) ? now.minus(MICROSECOND) : now);
            }
        };
    }

    private static Predicate<List<ItemWrite>> putsWith(Class<? extends Condition> condition, boolean keep) {
        return writes -> writes.size() == 1
                && writes.get(0) instanceof ItemWrite.Put put
                && condition.isInstance(put.condition())
                && put.expiry().keep() == keep;
    }

    static List<Fault> all() {
        return List.of(
                fault("get_expiredNow_isEmpty", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public Optional<KeyValue> find(ItemKey item, Instant now) {
                        return super.find(item, now.minus(MICROSECOND));
                    }
                }),
                fault("getAll_expiredNow_isLeftOut", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
                        return super.findAll(items, now.minus(MICROSECOND));
                    }
                }),
                fault("getAllOfTheRecord_expiredNow_isLeftOut", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                        return super.scan(range, bounds, bounds.maxItems() > 1_000 ? now.minus(MICROSECOND) : now);
                    }
                }),
                fault("exists_expiredNow_isFalse", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean exists(ItemKey item, Instant now) {
                        return super.exists(item, now.minus(MICROSECOND));
                    }
                }),
                fault("scan_expiredNow_isLeftOut", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                        return super.scan(range, bounds, now.minus(MICROSECOND));
                    }
                }),
                fault("count_expiredNow_isNotCounted", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public long count(ItemRange range, Instant now) {
                        return super.count(range, now.minus(MICROSECOND));
                    }
                }),
                fault(
                        "putIfAbsent_expiredNow_makesANewItem",
                        sound -> applyingLate(sound, putsWith(Condition.Absent.class, false))),
                fault(
                        "putIfVersion_expiredNow_isVersionConflict",
                        sound -> applyingLate(sound, putsWith(Condition.Version.class, false))),
                fault(
                        "put_expiredNow_isCreatedAnew",
                        sound -> applyingLate(sound, putsWith(Condition.Any.class, false))),
                fault(
                        "putKeepingTheLifetime_expiredNow_livesForEver",
                        sound -> applyingLate(sound, putsWith(Condition.Any.class, true))),
                fault("delete_expiredNow_isFalse", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                        return super.delete(item, expectedVersion, now.minus(MICROSECOND));
                    }
                }),
                fault("deleteWithVersion_expiredNow_isVersionConflict", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                        return super.delete(
                                item, expectedVersion, expectedVersion.isPresent() ? now.minus(MICROSECOND) : now);
                    }
                }),
                fault("deleteByPrefix_expiredNow_isNotCounted", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public long deleteRange(ItemRange range, Instant now) {
                        return super.deleteRange(range, range.from() == null ? now : now.minus(MICROSECOND));
                    }
                }),
                fault("clear_expiredNow_isNotCounted", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public long deleteRange(ItemRange range, Instant now) {
                        return super.deleteRange(range, range.from() == null ? now.minus(MICROSECOND) : now);
                    }
                }),
                fault("increment_expiredNow_beginsAtZeroWithANewEnd", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                        return super.increment(item, delta, expiresAt, now.minus(MICROSECOND));
                    }
                }),
                fault("expire_expiredNow_isFalseAndDoesNotReviveIt", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                        return super.setExpiry(item, expiresAt, expiresAt == null ? now : now.minus(MICROSECOND));
                    }
                }),
                fault("persist_expiredNow_isFalseAndDoesNotReviveIt", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                        return super.setExpiry(item, expiresAt, expiresAt == null ? now.minus(MICROSECOND) : now);
                    }
                }),
                fault(
                        "apply_expiredNow_isAbsentToItsConditions",
                        sound -> applyingLate(sound, writes -> writes.size() > 1)));
    }
}

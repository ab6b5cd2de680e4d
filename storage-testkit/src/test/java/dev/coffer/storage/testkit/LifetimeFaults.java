package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;

import dev.coffer.storage.Condition;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in how long items live. */
final class LifetimeFaults {
    private static final ItemWrite.Expiry NEVER = new ItemWrite.Expiry(false, Optional.empty());
    private static final ItemWrite.Expiry KEPT = new ItemWrite.Expiry(true, Optional.empty());

    private LifetimeFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(LifetimeRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    private static KeyValueStorage expiries(KeyValueStorage sound, UnaryOperator<ItemWrite.Expiry> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(
                        writes.stream()
                                .map(write -> Writes.expiry(write, change))
                                .toList(),
                        now);
            }
        };
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "put_withoutLifetime_livesForEver",
                        "for ever is a hundred years",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public Optional<KeyValue> find(ItemKey item, Instant now) {
                                return super.find(item, now)
                                        .filter(found -> found.createdAt()
                                                .plusSeconds(100L * 365 * 24 * 3_600)
                                                .isAfter(now));
                            }
                        }),
                fault(
                        "put_withTtl_expiresThatLongFromNow",
                        "it lives for ever",
                        sound -> expiries(sound, expiry -> expiry.at().isPresent() ? NEVER : expiry)),
                fault(
                        "put_overAnItemWithTtl_dropsIt",
                        "its end is kept",
                        sound -> expiries(sound, expiry -> expiry.at().isPresent() ? expiry : KEPT)),
                fault(
                        "put_overAnItemWithAnotherTtl_replacesIt",
                        "the earlier end counts",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                boolean ends = sound.find(writes.get(0).item(), now)
                                        .flatMap(KeyValue::expiresAt)
                                        .isPresent();
                                return super.apply(
                                        writes.stream()
                                                .map(write -> Writes.expiry(write, given -> ends ? KEPT : given))
                                                .toList(),
                                        now);
                            }
                        }),
                fault(
                        "put_keepingTheLifetime_keepsItsEnd",
                        "its end is dropped",
                        sound -> expiries(sound, expiry -> expiry.keep() ? NEVER : expiry)),
                fault(
                        "put_keepingTheLifetimeOfAnAbsentItem_livesForEver",
                        "it ends at once, as nothing did before",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                return super.apply(
                                        writes.stream()
                                                .map(write -> Writes.expiry(
                                                        write,
                                                        given -> new ItemWrite.Expiry(
                                                                false, Optional.of(now.plusSeconds(1)))))
                                                .toList(),
                                        now);
                            }
                        }),
                fault(
                        "putAll_withTtl_holdsForEachItem",
                        "it holds for the first",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                ItemWrite first = writes.get(0);
                                return super.apply(
                                        writes.stream()
                                                .map(write ->
                                                        Writes.expiry(write, given -> write == first ? given : NEVER))
                                                .toList(),
                                        now);
                            }
                        }),
                fault(
                        "apply_eachPutHasItsOwnLifetime",
                        "all have that of the first",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                ItemWrite.Expiry first =
                                        writes.get(0) instanceof ItemWrite.Put put ? put.expiry() : NEVER;
                                return super.apply(
                                        writes.stream()
                                                .map(write -> Writes.expiry(write, given -> first))
                                                .toList(),
                                        now);
                            }
                        }),
                fault(
                        "expire_setsTheEndAndLeavesTheValue",
                        "the item is created anew",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                                Optional<KeyValue> before = find(item, now);
                                before.ifPresent(found -> {
                                    delete(item, OptionalLong.empty(), now);
                                    increment(item, 0, null, now);
                                });
                                return super.setExpiry(item, expiresAt, now);
                            }
                        }),
                fault("persist_dropsTheEndAndLeavesTheValue", "the end stays", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                        return expiresAt == null ? exists(item, now) : super.setExpiry(item, expiresAt, now);
                    }
                }),
                fault(
                        "expireAndPersist_absentItem_areFalseAndMakeNone",
                        "it is true when nothing is there",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                                return super.setExpiry(item, expiresAt, now) || expiresAt == null;
                            }
                        }),
                fault(
                        "expire_oneItem_leavesTheOthers",
                        "the whole record expires",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                                ItemRange record = new ItemRange(item.namespace(), item.id(), null, null);
                                SliceBounds all = new SliceBounds(null, false, 100, Long.MAX_VALUE);
                                scan(record, all, now)
                                        .items()
                                        .forEach(found -> super.setExpiry(found.itemKey(), expiresAt, now));
                                return exists(item, now);
                            }
                        }),
                fault(
                        "ttl_toTheLastInstantOfTheYear9999_isKept",
                        "times are counted in nanoseconds, which end in 2262",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                if (writes.get(0) instanceof ItemWrite.Put put
                                        && put.expiry()
                                                .at()
                                                .filter(Instant.parse("2262-04-11T00:00:00Z")::isBefore)
                                                .isPresent()) {
                                    throw new InvalidInput("ttl", "is too long");
                                }
                                return super.apply(writes, now);
                            }
                        }),
                fault(
                        "put_conditionAndLifetime_holdTogether",
                        "a put with a condition lives for ever",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                return super.apply(
                                        writes.stream()
                                                .map(write -> write.condition() instanceof Condition.Any
                                                        ? write
                                                        : Writes.expiry(write, given -> NEVER))
                                                .toList(),
                                        now);
                            }
                        }));
    }
}

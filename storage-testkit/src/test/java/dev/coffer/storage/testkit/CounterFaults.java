package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.storage.Condition;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in counting. */
final class CounterFaults {
    private CounterFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(CounterRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    private static void put(KeyValueStorage storage, ItemKey item, byte[] value, Instant now) {
        ItemWrite.Expiry kept = new ItemWrite.Expiry(true, Optional.empty());
        storage.apply(List.of(new ItemWrite.Put(item, value, kept, Condition.any())), now);
    }

    private static void put(KeyValueStorage storage, ItemKey item, long number, Instant now) {
        put(storage, item, Long.toString(number).getBytes(UTF_8), now);
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "increment_absentItem_beginsAtZeroAndLivesForEver",
                        "it lives for a day",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                return super.increment(
                                        item,
                                        delta,
                                        Optional.ofNullable(expiresAt).orElse(now.plus(Duration.ofDays(1))),
                                        now);
                            }
                        }),
                fault(
                        "increment_byAnyDelta_returnsTheSum",
                        "an empty delta makes no counter",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                return delta == 0
                                        ? find(item, now)
                                                .map(found -> Long.parseLong(found.text()))
                                                .orElse(0L)
                                        : super.increment(item, delta, expiresAt, now);
                            }
                        }),
                fault(
                        "increment_overAPutNumber_addsToIt",
                        "counters are kept beside the items",
                        sound -> new ForwardingKeyValues(sound) {
                            private final Map<ItemKey, Long> counters = new HashMap<>();

                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                return counters.merge(item, delta, Long::sum);
                            }
                        }),
                fault(
                        "increment_toTheEndsOf64Bits_isExact",
                        "it counts in floating point",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                double before = find(item, now)
                                        .map(found -> Double.parseDouble(found.text()))
                                        .orElse(0.0);
                                double sum = before + delta;
                                put(sound, item, Double.toString(sum).getBytes(UTF_8), now);
                                return (long) sum;
                            }
                        }),
                fault(
                        "increment_beyond64Bits_isInvalidInputDeltaAndChangesNothing",
                        "it begins again at the other end",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                long sum = find(item, now)
                                                .map(found -> Long.parseLong(found.text()))
                                                .orElse(0L)
                                        + delta;
                                put(sound, item, sum, now);
                                return sum;
                            }
                        }),
                fault(
                        "increment_valueThatIsNoSuchNumber_isInvalidInputValueAndChangesNothing",
                        "whatever Long.parseLong takes is a number",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                try {
                                    find(item, now)
                                            .ifPresent(found -> put(sound, item, Long.parseLong(found.text()), now));
                                } catch (NumberFormatException e) {
                                    throw new InvalidInput("value", "is no number");
                                }
                                return super.increment(item, delta, expiresAt, now);
                            }
                        }),
                fault("increment_isAWrite", "the counter is created anew", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                        Optional<KeyValue> before = find(item, now);
                        delete(item, OptionalLong.empty(), now);
                        long start = before.map(found -> Long.parseLong(found.text()))
                                .orElse(0L);
                        return super.increment(item, start + delta, expiresAt, now);
                    }
                }),
                fault(
                        "increment_absentItemWithTtl_startsTheWindow",
                        "it lives for ever",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                return super.increment(item, delta, null, now);
                            }
                        }),
                fault(
                        "increment_presentItemWithTtl_keepsItsEnd",
                        "each increment moves the end of the window",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                long sum = super.increment(item, delta, expiresAt, now);
                                setExpiry(item, expiresAt, now);
                                return sum;
                            }
                        }),
                fault(
                        "increment_oneCounter_leavesTheOthers",
                        "the id is not looked at",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                return super.increment(
                                        new ItemKey(item.namespace(), "ada", item.key()), delta, expiresAt, now);
                            }
                        }));
    }
}

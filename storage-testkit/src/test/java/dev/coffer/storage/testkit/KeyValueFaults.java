package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Faults in putting and getting items. */
final class KeyValueFaults {
    private KeyValueFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(KeyValueRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    /** Keeps items elsewhere than it is told. */
    private static KeyValueStorage placing(KeyValueStorage sound, UnaryOperator<ItemKey> place) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(
                        writes.stream()
                                .map(write -> Writes.at(write, place.apply(write.item())))
                                .toList(),
                        now);
            }

            @Override
            public Optional<KeyValue> find(ItemKey item, Instant now) {
                return super.find(place.apply(item), now);
            }
        };
    }

    /** Keeps other values than it is told. */
    private static KeyValueStorage changing(KeyValueStorage sound, UnaryOperator<byte[]> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(
                        writes.stream()
                                .map(write -> Writes.value(write, change))
                                .toList(),
                        now);
            }
        };
    }

    private static int bytes(ItemKey item) {
        return (item.namespace() + item.id() + item.key()).getBytes(UTF_8).length;
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "put_value_isReadBackWithAllItsFacts",
                        "when it was written is not kept",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public Optional<KeyValue> find(ItemKey item, Instant now) {
                                return super.find(item, now)
                                        .map(found -> Altered.times(
                                                found, found.expiresAt(), found.createdAt(), Instant.EPOCH));
                            }
                        }),
                fault(
                        "get_absentItem_isEmpty",
                        "the id is not looked at",
                        sound -> placing(sound, item -> new ItemKey(item.namespace(), "any", item.key()))),
                fault(
                        "put_overAnItem_replacesItAndKeepsWhenItWasCreated",
                        "it is deleted and created anew",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                writes.forEach(write -> sound.delete(write.item(), OptionalLong.empty(), now));
                                return super.apply(writes, now);
                            }
                        }),
                fault(
                        "put_afterADelete_isCreatedAnew",
                        "it is as old as the first of its name",
                        sound -> new ForwardingKeyValues(sound) {
                            private final Map<ItemKey, Instant> first = new HashMap<>();

                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                writes.forEach(write -> first.putIfAbsent(write.item(), now));
                                return super.apply(writes, now);
                            }

                            @Override
                            public Optional<KeyValue> find(ItemKey item, Instant now) {
                                return super.find(item, now)
                                        .map(found -> Altered.times(
                                                found,
                                                found.expiresAt(),
                                                first.getOrDefault(item, now),
                                                found.updatedAt()));
                            }
                        }),
                fault(
                        "value_isAnyBytes",
                        "values are texts",
                        sound -> changing(sound, value -> new String(value, UTF_8).getBytes(UTF_8))),
                fault(
                        "value_ofSixteenMebibytes_isKeptAndNotOneMore",
                        "the column has 15 MiB",
                        sound -> changing(sound, value -> Arrays.copyOf(value, Math.min(value.length, 15 << 20)))),
                fault(
                        "text_isUtf8",
                        "texts are in Latin-1",
                        sound -> changing(sound, value -> new String(value, UTF_8).getBytes(ISO_8859_1))),
                fault(
                        "names_thatOnlyLookTheSame_areDifferent",
                        "keys are compared in lower case",
                        sound -> placing(
                                sound,
                                item -> new ItemKey(
                                        item.namespace(), item.id(), item.key().toLowerCase(Locale.ROOT)))),
                fault(
                        "names_areNotJoined",
                        "namespace, id and key are joined",
                        sound -> placing(
                                sound, item -> new ItemKey("all", "all", item.namespace() + item.id() + item.key()))),
                fault(
                        "names_haveAtMost2560BytesTogether",
                        "the index has entries of 2,048 bytes",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                if (writes.stream().anyMatch(write -> bytes(write.item()) > 2048)) {
                                    throw new InvalidInput("row", "is too long for the index");
                                }
                                return super.apply(writes, now);
                            }
                        }),
                fault(
                        "name_has1To255CodePointsAndIsNotBlank",
                        "the column has 255 bytes",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                if (writes.stream()
                                        .anyMatch(write -> write.item().key().getBytes(UTF_8).length > 255)) {
                                    throw new InvalidInput("key", "is too long for the column");
                                }
                                return super.apply(writes, now);
                            }
                        }),
                fault(
                        "getAll_someKeys_areThosePresentInTheOrderAskedFor",
                        "one is left out",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
                                return super.findAll(items, now).stream()
                                        .skip(1)
                                        .toList();
                            }
                        }),
                fault(
                        "getAll_record_isAllItsItemsInOrder",
                        "records whose id begins with this one's are read too",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                return super.scan(
                                        new ItemRange(range.namespace(), null, range.id(), null), bounds, now);
                            }
                        }),
                fault(
                        "getAll_recordBeyondABatch_isInvalidInputRecord",
                        "what is beyond the batch is left out in silence",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                return new ItemSlice(
                                        super.scan(range, bounds, now).items(), false);
                            }
                        }),
                fault(
                        "getAll_acrossRecords_isInTheOrderAskedFor",
                        "all are looked for in the first namespace",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
                                String first = items.iterator().next().namespace();
                                return super.findAll(
                                        items.stream()
                                                .map(item -> new ItemKey(first, item.id(), item.key()))
                                                .toList(),
                                        now);
                            }
                        }),
                fault(
                        "getAll_tenThousandItems_isOneCallAndNotOneMore",
                        "the database takes a thousand parameters",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
                                if (items.size() > 1_000) {
                                    throw new StorageException("too many parameters", "1", Outcome.NOT_APPLIED, null);
                                }
                                return super.findAll(items, now);
                            }
                        }),
                fault(
                        "exists_tellsWhetherAnItemIsPresent",
                        "an empty value counts as absent",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean exists(ItemKey item, Instant now) {
                                return find(item, now)
                                        .filter(found -> found.size() > 0)
                                        .isPresent();
                            }
                        }));
    }
}

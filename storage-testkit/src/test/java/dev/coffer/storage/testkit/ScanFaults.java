package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in the order and the bounds of scans. */
final class ScanFaults {
    private ScanFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(ScanRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    private static List<KeyValue> record(KeyValueStorage storage, ItemRange range, Instant now) {
        ItemRange record = new ItemRange(range.namespace(), range.id(), null, null);
        return storage.scan(record, new SliceBounds(null, false, Integer.MAX_VALUE, Long.MAX_VALUE), now)
                .items();
    }

    private static KeyValueStorage ordering(KeyValueStorage sound, Comparator<KeyValue> order) {
        return new ForwardingKeyValues(sound) {
            @Override
            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                ItemSlice slice = super.scan(range, bounds, now);
                return new ItemSlice(slice.items().stream().sorted(order).toList(), slice.more());
            }
        };
    }

    /** Looks through the record for what it takes to be in the range. */
    private static KeyValueStorage filtering(KeyValueStorage sound, BiPredicate<ItemRange, KeyValue> within) {
        return new ForwardingKeyValues(sound) {
            @Override
            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                List<KeyValue> found = record(sound, range, now).stream()
                        .filter(item -> within.test(range, item))
                        .sorted(Comparator.comparing(
                                KeyValue::key,
                                bounds.descending() ? Utf8Order.ASCENDING.reversed() : Utf8Order.ASCENDING))
                        .limit(bounds.maxItems())
                        .toList();
                return new ItemSlice(found, false);
            }
        };
    }

    private static int compare(String text, @Nullable String bound, int without) {
        return bound == null ? without : Utf8Order.ASCENDING.compare(text, bound);
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "scan_record_isInUtf8ByteOrder",
                        "keys are ordered as Java orders texts",
                        sound -> ordering(sound, Comparator.comparing(KeyValue::key))),
                fault("scan_descending_isTheReverse", "it is ascending", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                        return super.scan(
                                range,
                                new SliceBounds(bounds.after(), false, bounds.maxItems(), bounds.maxBytes()),
                                now);
                    }
                }),
                fault(
                        "scan_anyRange_isFromInclusiveToExclusive",
                        "the end is in the range",
                        sound -> filtering(
                                sound,
                                (range, item) -> compare(item.key(), range.from(), 1) >= 0
                                        && compare(item.key(), range.to(), -1) <= 0)),
                fault(
                        "scan_descendingRange_isFromInclusiveToExclusive",
                        "bounds change places in a descending scan",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemRange turned =
                                        new ItemRange(range.namespace(), range.id(), range.to(), range.from());
                                return super.scan(bounds.descending() ? turned : range, bounds, now);
                            }
                        }),
                fault(
                        "scan_boundsThatAreNoKeys_standBetweenThem",
                        "a bound must be a key",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                boolean isKey = record(sound, range, now).stream()
                                        .anyMatch(item -> item.key().equals(range.from()));
                                return isKey ? super.scan(range, bounds, now) : new ItemSlice(List.of(), false);
                            }
                        }),
                fault(
                        "scan_rangeThatEndsBeforeItBegins_isEmpty",
                        "its bounds change places",
                        sound -> filtering(
                                sound,
                                (range, item) -> compare(item.key(), range.from(), 1) >= 0
                                        || compare(item.key(), range.to(), -1) < 0)),
                fault(
                        "scan_prefix_isWhatBeginsWithIt",
                        "case does not count",
                        sound -> filtering(
                                sound,
                                (range, item) -> range.from() != null
                                        && item.key()
                                                .toLowerCase(Locale.ROOT)
                                                .startsWith(range.from().toLowerCase(Locale.ROOT)))),
                fault(
                        "scan_prefix_knowsNoWildcards",
                        "an underscore stands for any character",
                        sound -> filtering(
                                sound,
                                (range, item) -> range.from() != null
                                        && item.key().length() >= range.from().length()
                                        && (range.from().endsWith("_")
                                                || item.key().startsWith(range.from())))),
                fault(
                        "scan_prefixAtTheEdgesOfUnicode_isWhatBeginsWithIt",
                        "ranges are compared as Java compares texts",
                        sound -> filtering(sound, (range, item) -> {
                            String from = range.from();
                            String to = range.to();
                            return (from == null || item.key().compareTo(from) >= 0)
                                    && (to == null || item.key().compareTo(to) < 0);
                        })),
                fault(
                        "scan_record_showsNoOtherRecord",
                        "ids are compared in lower case",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemRange namespace = new ItemRange(range.namespace(), null, null, null);
                                return new ItemSlice(
                                        super.scan(namespace, bounds, now).items().stream()
                                                .filter(item -> item.id().equalsIgnoreCase(range.id()))
                                                .toList(),
                                        false);
                            }
                        }),
                fault(
                        "scan_items_haveAllTheirFacts",
                        "their version is not read",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemSlice slice = super.scan(range, bounds, now);
                                return new ItemSlice(
                                        slice.items().stream()
                                                .map(item -> Altered.version(item, 0))
                                                .toList(),
                                        slice.more());
                            }
                        }),
                fault(
                        "scan_namespace_isByIdAndThenByKey",
                        "it is by key and then by id",
                        sound -> ordering(
                                sound,
                                Comparator.comparing(KeyValue::key, Utf8Order.ASCENDING)
                                        .thenComparing(KeyValue::id, Utf8Order.ASCENDING))),
                fault(
                        "scan_namespaceWithBounds_rangesOverIds",
                        "it ranges over keys",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                return new ItemSlice(
                                        record(sound, range, now).stream()
                                                .filter(item -> compare(item.key(), range.from(), 1) >= 0
                                                        && compare(item.key(), range.to(), -1) < 0)
                                                .toList(),
                                        false);
                            }
                        }),
                fault(
                        "count_isHowManyItemsTheScanShows",
                        "the bounds are not looked at",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long count(ItemRange range, Instant now) {
                                return super.count(new ItemRange(range.namespace(), range.id(), null, null), now);
                            }
                        }));
    }
}

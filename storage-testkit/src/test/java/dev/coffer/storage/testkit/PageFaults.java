package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Faults in the pages of scans. */
final class PageFaults {
    private PageFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(PageRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    private static KeyValueStorage bounding(KeyValueStorage sound, UnaryOperator<SliceBounds> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                return super.scan(range, change.apply(bounds), now);
            }
        };
    }

    private static KeyValueStorage answering(KeyValueStorage sound, UnaryOperator<ItemSlice> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                return change.apply(super.scan(range, bounds, now));
            }
        };
    }

    private static SliceBounds bytes(SliceBounds bounds, long maxBytes) {
        return new SliceBounds(bounds.after(), bounds.descending(), bounds.maxItems(), maxBytes);
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "pages_showEachItemOnceInOrder",
                        "the last item of a page is the first of the next",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemKey after = bounds.after();
                                ItemSlice slice = super.scan(range, bounds, now);
                                if (after == null) {
                                    return slice;
                                }
                                List<KeyValue> items = new ArrayList<>(slice.items());
                                find(after, now).ifPresent(item -> items.add(0, item));
                                return new ItemSlice(items, slice.more());
                            }
                        }),
                fault(
                        "pages_descending_showEachItemOnceInReverse",
                        "a descending page goes on upwards",
                        sound -> bounding(
                                sound,
                                bounds -> new SliceBounds(
                                        bounds.after(),
                                        bounds.descending() && bounds.after() == null,
                                        bounds.maxItems(),
                                        bounds.maxBytes()))),
                fault(
                        "pages_ofANamespace_crossItsRecords",
                        "a page goes on behind its key in every record",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemKey after = bounds.after();
                                ItemSlice slice = super.scan(range, bounds, now);
                                return new ItemSlice(
                                        slice.items().stream()
                                                .filter(item -> after == null
                                                        || item.key().compareTo(after.key()) > 0)
                                                .toList(),
                                        false);
                            }
                        }),
                fault(
                        "lastPage_thatIsFull_hasNoCursor",
                        "there is more behind a full page",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemSlice slice = super.scan(range, bounds, now);
                                return new ItemSlice(
                                        slice.items(), slice.items().size() == bounds.maxItems());
                            }
                        }),
                fault(
                        "page_hasAtMostAThousandItems",
                        "one more is shown",
                        sound -> bounding(
                                sound,
                                bounds -> new SliceBounds(
                                        bounds.after(),
                                        bounds.descending(),
                                        bounds.maxItems() + 1,
                                        bounds.maxBytes()))),
                fault(
                        "page_hasAtMostEightMebibytes",
                        "a page that is just full is too large",
                        sound -> bounding(sound, bounds -> bytes(bounds, bounds.maxBytes() - 1))),
                fault(
                        "page_endsBeforeTheItemThatGoesBeyondItsBytes",
                        "bytes are not counted",
                        sound -> bounding(sound, bounds -> bytes(bounds, Long.MAX_VALUE))),
                fault(
                        "page_isNeverEmptyWhileSomethingIsLeft",
                        "an item that is too large ends the scan",
                        sound -> answering(
                                sound,
                                slice -> slice.items().get(0).size() > 10 ? new ItemSlice(List.of(), false) : slice)),
                fault(
                        "pages_afterWritesInBetween_neitherRepeatNorHideTheOthers",
                        "pages are found by counting those before",
                        sound -> new ForwardingKeyValues(sound) {
                            private final Map<ItemKey, Integer> offsets = new HashMap<>();

                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                ItemKey after = bounds.after();
                                int offset = after == null ? 0 : offsets.getOrDefault(after, 0);
                                SliceBounds everything =
                                        new SliceBounds(null, bounds.descending(), 10_000, Long.MAX_VALUE);
                                List<KeyValue> all =
                                        super.scan(range, everything, now).items();
                                List<KeyValue> page = all.stream()
                                        .skip(offset)
                                        .limit(bounds.maxItems())
                                        .toList();
                                for (int i = 0; i < page.size(); i++) {
                                    offsets.put(page.get(i).itemKey(), offset + i + 1);
                                }
                                return new ItemSlice(page, offset + page.size() < all.size());
                            }
                        }),
                fault(
                        "limit_mayChangeBetweenPages",
                        "a page has as many as the first one",
                        sound -> new ForwardingKeyValues(sound) {
                            private int first;

                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                first = bounds.after() == null ? bounds.maxItems() : first;
                                return super.scan(
                                        range,
                                        new SliceBounds(bounds.after(), bounds.descending(), first, bounds.maxBytes()),
                                        now);
                            }
                        }));
    }
}

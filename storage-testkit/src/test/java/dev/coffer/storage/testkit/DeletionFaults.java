package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Faults in deleting items. */
final class DeletionFaults {
    private static final SliceBounds EVERYTHING = new SliceBounds(null, false, Integer.MAX_VALUE, Long.MAX_VALUE);

    private DeletionFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(DeletionRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    /** Deletes of the record, or the namespace, what it takes to be in the range. */
    private static KeyValueStorage deleting(KeyValueStorage sound, BiPredicate<ItemRange, KeyValue> within) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long deleteRange(ItemRange range, Instant now) {
                List<KeyValue> found =
                        scan(new ItemRange(range.namespace(), range.id(), null, null), EVERYTHING, now).items().stream()
                                .filter(item -> within.test(range, item))
                                .toList();
                found.forEach(item -> delete(item.itemKey(), OptionalLong.empty(), now));
                return found.size();
            }
        };
    }

    private static String from(ItemRange range) {
        String from = range.from();
        return from == null ? "" : from;
    }

    private static String place(ItemRange range, KeyValue item) {
        return range.id() == null ? item.id() : item.key();
    }

    /** {@code LIKE 'from%'}. */
    private static boolean isLike(ItemRange range, KeyValue item) {
        String pattern = Pattern.quote(from(range)).replace("_", "\\E.\\Q").replace("%", "\\E.*\\Q");
        return place(range, item).matches(pattern + ".*");
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "delete_item_isGone",
                        "it is true when nothing was there",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                super.delete(item, expectedVersion, now);
                                return true;
                            }
                        }),
                fault(
                        "delete_item_leavesTheSameKeyElsewhere",
                        "the id is not looked at",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                ItemRange namespace = new ItemRange(item.namespace(), null, null, null);
                                return scan(namespace, EVERYTHING, now).items().stream()
                                        .map(KeyValue::itemKey)
                                        .filter(found -> found.key().equals(item.key()))
                                        .map(found -> super.delete(found, expectedVersion, now))
                                        .reduce(false, Boolean::logicalOr);
                            }
                        }),
                fault(
                        "delete_withAnotherVersion_isVersionConflictAndLeavesIt",
                        "the version is not looked at",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                return super.delete(item, OptionalLong.empty(), now);
                            }
                        }),
                fault(
                        "delete_absentItemWithAVersion_isVersionConflict",
                        "it is only said that nothing was there",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                try {
                                    return super.delete(item, expectedVersion, now);
                                } catch (VersionConflict e) {
                                    if (e.currentVersion().isEmpty()) {
                                        return false;
                                    }
                                    throw e;
                                }
                            }
                        }),
                fault(
                        "deleteByPrefix_inARecord_deletesTheKeysThatBeginWithIt",
                        "one that begins with it stays",
                        sound -> deleting(
                                sound,
                                (range, item) -> place(range, item).startsWith(from(range))
                                        && !place(range, item).endsWith("1"))),
                fault(
                        "deleteByPrefix_inARecord_leavesOtherRecords",
                        "it is done in the whole namespace",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long deleteRange(ItemRange range, Instant now) {
                                ItemRange namespace = new ItemRange(range.namespace(), null, null, null);
                                List<KeyValue> found =
                                        scan(namespace, EVERYTHING, now).items();
                                found.stream()
                                        .filter(item -> item.key().startsWith(from(range)))
                                        .forEach(item -> delete(item.itemKey(), OptionalLong.empty(), now));
                                return 1;
                            }
                        }),
                fault(
                        "deleteByPrefix_knowsNoWildcards",
                        "the prefix is a LIKE pattern",
                        sound -> deleting(sound, DeletionFaults::isLike)),
                fault(
                        "deleteByPrefix_atTheEdgesOfUnicode_deletesWhatBeginsWithIt",
                        "keys are compared as Java compares texts",
                        sound -> deleting(sound, (range, item) -> {
                            String to = range.to();
                            return item.key().compareTo(from(range)) >= 0
                                    && (to == null || item.key().compareTo(to) < 0);
                        })),
                fault(
                        "deleteByPrefix_inANamespace_deletesTheRecordsWhoseIdBeginsWithIt",
                        "it looks at the keys",
                        sound -> deleting(sound, (range, item) -> item.key().startsWith(from(range)))),
                fault(
                        "clear_deletesTheRecordAndNoOther",
                        "records whose id begins with this one's are cleared too",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long deleteRange(ItemRange range, Instant now) {
                                long cleared = super.deleteRange(range, now);
                                super.deleteRange(new ItemRange(range.namespace(), null, range.id(), null), now);
                                return cleared;
                            }
                        }),
                fault("delete_withTheVersion_isGone", "it stays", sound -> new ForwardingKeyValues(sound) {
                    @Override
                    public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                        return expectedVersion.isPresent()
                                ? exists(item, now)
                                : super.delete(item, expectedVersion, now);
                    }
                }));
    }
}

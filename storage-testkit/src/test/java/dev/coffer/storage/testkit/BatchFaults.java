package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;

import dev.coffer.storage.Condition;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Faults in writing several items at once. */
final class BatchFaults {
    private BatchFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(BatchRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    /** Each write is made by itself, and those before one that fails stay. */
    static KeyValueStorage oneByOne(KeyValueStorage sound) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                long version = 0;
                for (int i = 0; i < writes.size(); i++) {
                    try {
                        version = super.apply(writes.subList(i, i + 1), now);
                    } catch (VersionConflict e) {
                        throw writes.size() == 1 ? e : new VersionConflict(e.currentVersion(), i);
                    }
                }
                return version;
            }
        };
    }

    private static KeyValueStorage applying(KeyValueStorage sound, UnaryOperator<List<ItemWrite>> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(change.apply(writes), now);
            }
        };
    }

    /** A conflict in a batch is told in other words. */
    private static KeyValueStorage telling(KeyValueStorage sound, UnaryOperator<VersionConflict> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                try {
                    return super.apply(writes, now);
                } catch (VersionConflict e) {
                    throw writes.size() == 1 ? e : change.apply(e);
                }
            }
        };
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "apply_putsAndDeletes_areAllMade",
                        "deletes are left out",
                        sound -> applying(
                                sound,
                                writes -> writes.stream()
                                        .filter(ItemWrite.Put.class::isInstance)
                                        .toList())),
                fault("apply_returnsTheVersionOfAllThatWasPut", "each has its own version", BatchFaults::oneByOne),
                fault(
                        "apply_overAnItem_keepsWhenItWasCreated",
                        "batches delete first",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                if (writes.size() > 1) {
                                    writes.forEach(write -> sound.delete(write.item(), OptionalLong.empty(), now));
                                }
                                return super.apply(writes, now);
                            }
                        }),
                fault(
                        "apply_conditionThatDoesNotHold_namesTheElementAndMakesNothing",
                        "those before it are made",
                        BatchFaults::oneByOne),
                fault(
                        "apply_versionOfAnAbsentItem_namesTheElementAndMakesNothing",
                        "no element is named",
                        sound -> telling(sound, e -> new VersionConflict(e.currentVersion()))),
                fault(
                        "apply_deleteOfAnotherVersion_namesTheElementAndMakesNothing",
                        "a delete in a batch has no condition",
                        sound -> applying(
                                sound,
                                writes -> writes.stream()
                                        .map(write -> write instanceof ItemWrite.Delete
                                                ? Writes.condition(write, given -> Condition.any())
                                                : write)
                                        .toList())),
                fault(
                        "apply_conditionsThatHold_areAllMade",
                        "of the puts with a condition the first is made",
                        sound -> applying(sound, writes -> writes.subList(0, 1))),
                fault(
                        "apply_tenThousandMutations_areMadeAndNotOneMore",
                        "the first thousand are made",
                        sound -> applying(
                                sound, writes -> writes.stream().limit(1_000).toList())),
                fault(
                        "putAll_areAllPutWithOneVersion",
                        "the version before is returned",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                return super.apply(writes, now) - 1;
                            }
                        }),
                fault(
                        "putAll_conditionThatDoesNotHold_namesTheElementAndPutsNothing",
                        "the version now is not told",
                        sound -> telling(
                                sound,
                                e -> new VersionConflict(
                                        OptionalLong.empty(), e.element().orElseThrow()))));
    }
}

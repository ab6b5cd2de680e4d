package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in versions and in the conditions that speak of them. */
final class VersionFaults {
    private VersionFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<KeyValueStorage> broken) {
        return new Fault(VersionRules.class, rule, fault, keyValues(sound -> broken.apply(sound.keyValues())));
    }

    private static KeyValueStorage conditions(KeyValueStorage sound, UnaryOperator<Condition> change) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(
                        writes.stream()
                                .map(write -> Writes.condition(write, change))
                                .toList(),
                        now);
            }
        };
    }

    /** Counts the versions of each item by itself, and begins again when {@code forgets} says so. */
    private abstract static class CountingPerItem extends ForwardingKeyValues {
        private final Map<ItemKey, Long> versions = new HashMap<>();

        CountingPerItem(KeyValueStorage sound) {
            super(sound);
        }

        @Override
        public long apply(List<ItemWrite> writes, Instant now) {
            super.apply(writes, now);
            return writes.stream()
                    .mapToLong(write -> versions.merge(write.item(), 1L, Long::sum))
                    .max()
                    .orElseThrow();
        }

        @Override
        public Optional<KeyValue> find(ItemKey item, Instant now) {
            return super.find(item, now).map(found -> Altered.version(found, versions.getOrDefault(item, 1L)));
        }

        final void forget(ItemKey item) {
            versions.remove(item);
        }
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "put_returnsTheVersionOfTheItem",
                        "the version before is returned",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                Optional<KeyValue> before =
                                        sound.find(writes.get(0).item(), now);
                                long after = super.apply(writes, now);
                                return before.map(KeyValue::version).orElse(after);
                            }
                        }),
                fault(
                        "put_ifAbsent_isMadeOnce",
                        "whether it is absent is not looked at",
                        sound -> conditions(
                                sound,
                                condition -> condition instanceof Condition.Absent ? Condition.any() : condition)),
                fault(
                        "put_ifAbsentAfterADelete_isMade",
                        "what was deleted counts as present",
                        sound -> new ForwardingKeyValues(sound) {
                            private OptionalLong deleted = OptionalLong.empty();

                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                deleted = OptionalLong.of(1);
                                return super.delete(item, expectedVersion, now);
                            }

                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                if (deleted.isPresent()) {
                                    throw new VersionConflict(deleted);
                                }
                                return super.apply(writes, now);
                            }
                        }),
                fault(
                        "put_ifAnotherVersion_isVersionConflictAndChangesNothing",
                        "any version will do",
                        sound -> conditions(
                                sound,
                                condition -> condition instanceof Condition.Version ? Condition.any() : condition)),
                fault(
                        "put_ifVersionOfAnAbsentItem_isVersionConflict",
                        "an absent item has every version",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                try {
                                    return super.apply(writes, now);
                                } catch (VersionConflict e) {
                                    if (e.currentVersion().isPresent()) {
                                        throw e;
                                    }
                                    return super.apply(
                                            writes.stream()
                                                    .map(write -> Writes.condition(write, any -> Condition.any()))
                                                    .toList(),
                                            now);
                                }
                            }
                        }),
                fault(
                        "version_changesAtEachWrite",
                        "a new expiry is no write",
                        sound -> new ForwardingKeyValues(sound) {
                            private final Map<ItemKey, Long> kept = new HashMap<>();

                            @Override
                            public boolean setExpiry(ItemKey item, @Nullable Instant expiresAt, Instant now) {
                                find(item, now).ifPresent(found -> kept.put(item, found.version()));
                                return super.setExpiry(item, expiresAt, now);
                            }

                            @Override
                            public Optional<KeyValue> find(ItemKey item, Instant now) {
                                return super.find(item, now)
                                        .map(found -> Altered.version(found, kept.getOrDefault(item, found.version())));
                            }
                        }),
                fault(
                        "version_isNotChangedByWhatDoesNotWrite",
                        "a read counts as a write",
                        sound -> new ForwardingKeyValues(sound) {
                            @Override
                            public Optional<KeyValue> find(ItemKey item, Instant now) {
                                Optional<KeyValue> found = super.find(item, now);
                                found.ifPresent(
                                        read -> setExpiry(item, read.expiresAt().orElse(null), now));
                                return found;
                            }
                        }),
                fault(
                        "version_isNeverUsedAgainAfterADelete",
                        "an item that is deleted and created again begins at 1",
                        sound -> new CountingPerItem(sound) {
                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                forget(item);
                                return super.delete(item, OptionalLong.empty(), now);
                            }
                        }),
                fault(
                        "version_isNeverUsedAgainAfterAnExpiryOrAPurge",
                        "an item that is purged and created again begins at 1",
                        sound -> new CountingPerItem(sound) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                forget(new ItemKey("profiles", "ada", "theme"));
                                return super.purge(expiredBefore, limit);
                            }
                        }),
                fault(
                        "staleVersion_afterADeleteAndAnotherPut_isVersionConflict",
                        "the version is compared with that of the first write",
                        sound -> new ForwardingKeyValues(sound) {
                            private final Map<ItemKey, Long> first = new HashMap<>();

                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                ItemWrite write = writes.get(0);
                                boolean isFirst = write.condition() instanceof Condition.Version expected
                                        && first.getOrDefault(write.item(), 0L) == expected.version();
                                long version = super.apply(
                                        isFirst ? List.of(Writes.condition(write, any -> Condition.any())) : writes,
                                        now);
                                first.putIfAbsent(write.item(), version);
                                return version;
                            }
                        }),
                fault(
                        "put_ifVersion_isMade",
                        "the next version is expected",
                        sound -> conditions(
                                sound,
                                condition -> condition instanceof Condition.Version expected
                                        ? Condition.version(expected.version() + 1)
                                        : condition)));
    }
}

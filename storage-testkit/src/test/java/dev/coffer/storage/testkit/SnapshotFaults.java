package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.beginning;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Faults in read-only snapshots. */
final class SnapshotFaults {
    private SnapshotFaults() {}

    private static Fault fault(
            String rule, String fault, BiFunction<StorageBackend, TransactionOptions, StorageTransaction> snapshot) {
        return new Fault(
                SnapshotRules.class,
                rule,
                fault,
                beginning((storage, options) ->
                        options.readOnly() ? snapshot.apply(storage, options) : storage.begin(options)));
    }

    private static StorageTransaction writable(StorageBackend storage) {
        return storage.begin(TransactionOptions.repeatableRead());
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "snapshot_seesOneMomentBesideWriters",
                        "each read sees what is committed by then",
                        (storage, options) -> new AutocommitTransaction(storage)),
                fault(
                        "snapshot_seesNoDeleteByOthers",
                        "key-values are read as they are now",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public KeyValueStorage keyValues() {
                                return storage.keyValues();
                            }
                        }),
                fault(
                        "snapshot_isOneMomentForAllParts",
                        "users are read as they are now",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public UserStorage users() {
                                return storage.users();
                            }
                        }),
                fault("snapshot_refusesEveryWriteOfAnItem", "it may write", (storage, options) -> writable(storage)),
                fault(
                        "snapshot_refusesEveryWriteOfAUser",
                        "users may be written",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public UserStorage users() {
                                return storage.users();
                            }
                        }),
                fault(
                        "snapshot_refusesEveryWriteOfASessionOrToken",
                        "sessions and tokens may be written",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public SessionStorage sessions() {
                                return storage.sessions();
                            }

                            @Override
                            public TokenStorage tokens() {
                                return storage.tokens();
                            }
                        }),
                fault(
                        "snapshots_ofManyThreads_areNeverTorn",
                        "the second read sees what was written since the first",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            private Optional<KeyValue> first = Optional.empty();

                            @Override
                            public KeyValueStorage keyValues() {
                                return new ForwardingKeyValues(super.keyValues()) {
                                    @Override
                                    public Optional<KeyValue> find(ItemKey item, Instant now) {
                                        if (first.isEmpty()) {
                                            first = super.find(item, now);
                                            return first;
                                        }
                                        return awaitAnother(first.get(), item, now);
                                    }
                                };
                            }

                            private Optional<KeyValue> awaitAnother(KeyValue before, ItemKey item, Instant now) {
                                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                                Optional<KeyValue> found = storage.keyValues().find(item, now);
                                while (found.orElseThrow().version() == before.version() && System.nanoTime() < end) {
                                    found = storage.keyValues().find(item, now);
                                }
                                return found;
                            }
                        }));
    }
}

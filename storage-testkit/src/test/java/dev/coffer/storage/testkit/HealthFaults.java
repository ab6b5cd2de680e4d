package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.backend;

import dev.coffer.storage.Health;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.List;
import java.util.function.Function;

/** Storages that are well and say otherwise. */
final class HealthFaults {
    private HealthFaults() {}

    private static Fault fault(String rule, String fault, Function<StorageBackend, StorageBackend> broken) {
        return new Fault(HealthRules.class, rule, fault, backend(broken::apply));
    }

    /** A storage that fails its check while a transaction of this kind runs. */
    private static StorageBackend exclusive(StorageBackend sound, boolean readOnly) {
        return new ForwardingBackend(sound) {
            private volatile boolean taken;

            @Override
            public StorageTransaction begin(TransactionOptions options) {
                taken = options.readOnly() == readOnly;
                return super.begin(options);
            }

            @Override
            public void health(Health.Builder findings) {
                if (taken) {
                    throw new Unavailable("no connection", null);
                }
                super.health(findings);
            }
        };
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "health_openStorage_isUp",
                        "a sound schema is said to be none",
                        sound -> new ForwardingBackend(sound) {
                            @Override
                            public void health(Health.Builder findings) {
                                findings.schema(Health.Schema.MISSING);
                            }
                        }),
                fault(
                        "health_withPoolOfOne_isUp",
                        "its own connection is taken for one too many",
                        sound -> new ForwardingBackend(sound) {
                            @Override
                            public void health(Health.Builder findings) {
                                findings.exhausted(new Health.Pool(1, 0, 0, 1));
                            }
                        }),
                fault(
                        "health_whileATransactionHasTheOneConnection_isNotDown",
                        "a check that finds no connection free takes the storage for dead",
                        sound -> exclusive(sound, false)),
                fault(
                        "health_whileASnapshotHasTheOneConnection_isNotDown",
                        "a check that finds no connection free takes the storage for dead",
                        sound -> exclusive(sound, true)));
    }
}

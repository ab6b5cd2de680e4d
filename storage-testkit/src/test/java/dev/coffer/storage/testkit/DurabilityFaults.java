package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.opening;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.memory.MemoryProvider;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Parts of a storage that do not survive a reopen. */
final class DurabilityFaults {
    private DurabilityFaults() {}

    private static Fault fault(String rule, String fault, BinaryOperator<StorageBackend> reopened) {
        return new Fault(DurabilityRules.class, rule, fault, opening(new Forgetting(reopened)::open));
    }

    /** Makes of a storage that is opened again, and of an empty one, what the host gets. */
    private record Forgetting(BinaryOperator<StorageBackend> reopened, Set<String> known) {
        Forgetting(BinaryOperator<StorageBackend> reopened) {
            this(reopened, new HashSet<>());
        }

        StorageBackend open(StorageProvider provider, StorageConfig config) {
            StorageBackend opened = provider.open(config);
            StorageBackend empty =
                    new MemoryProvider().open(StorageConfig.forUrl("memory:").build());
            return known.add(config.url()) ? opened : reopened.apply(opened, empty);
        }
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "users_afterAReopen_areWhatTheyWere",
                        "users are gone",
                        (kept, empty) -> new ForwardingBackend(kept) {
                            @Override
                            public UserStorage users() {
                                return empty.users();
                            }
                        }),
                fault(
                        "sessions_afterAReopen_areWhatTheyWere",
                        "sessions are gone",
                        (kept, empty) -> new ForwardingBackend(kept) {
                            @Override
                            public SessionStorage sessions() {
                                return empty.sessions();
                            }
                        }),
                fault(
                        "tokens_afterAReopen_areWhatTheyWere",
                        "one-time tokens are gone",
                        (kept, empty) -> new ForwardingBackend(kept) {
                            @Override
                            public TokenStorage tokens() {
                                return empty.tokens();
                            }
                        }),
                fault("items_afterAReopen_areWhatTheyWere", "items are gone", DurabilityFaults::withoutItems),
                fault(
                        "version_afterADeleteAndAReopen_isNotUsedAgain",
                        "versions begin again at 1",
                        DurabilityFaults::withoutItems),
                fault(
                        "cursor_afterAReopen_goesOnWhereItWas",
                        "there is nothing to go on with",
                        DurabilityFaults::withoutItems),
                fault(
                        "appliedKey_afterAReopen_isStillKnown",
                        "keys are gone",
                        (kept, empty) -> new ForwardingBackend(kept) {
                            @Override
                            public StorageTransaction begin(TransactionOptions options) {
                                return empty.begin(options);
                            }
                        }));
    }

    private static StorageBackend withoutItems(StorageBackend kept, StorageBackend empty) {
        return new ForwardingBackend(kept) {
            @Override
            public KeyValueStorage keyValues() {
                return empty.keyValues();
            }
        };
    }
}

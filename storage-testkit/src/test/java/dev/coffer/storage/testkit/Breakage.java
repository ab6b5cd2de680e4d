package dev.coffer.storage.testkit;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What is wrong with a provider: it puts something else in the place of one of its parts. Sound where not overridden. */
interface Breakage {
    /** Nothing is wrong. */
    Breakage NONE = new Breakage() {};

    default StorageProvider provider(StorageProvider sound) {
        return sound;
    }

    default StorageBackend open(StorageProvider sound, StorageConfig config) {
        return sound.open(config);
    }

    default StorageBackend backend(StorageBackend sound) {
        return sound;
    }

    default StorageTransaction begin(StorageBackend sound, TransactionOptions options) {
        return sound.begin(options);
    }

    default StorageOperations actingAs(StorageBackend sound, UUID userId, Optional<AuditContext> context) {
        return sound.actingAs(userId, context);
    }

    /** {@code sound} is a whole storage or transaction, so that users can break sessions. */
    default UserStorage users(StorageOperations sound) {
        return sound.users();
    }

    default SessionStorage sessions(StorageOperations sound) {
        return sound.sessions();
    }

    default TokenStorage tokens(StorageOperations sound) {
        return sound.tokens();
    }

    default KeyValueStorage keyValues(StorageOperations sound) {
        return sound.keyValues();
    }

    default AppliedKeyStorage appliedKeys(StorageOperations sound) {
        return sound.appliedKeys();
    }

    default AuditStorage audit(StorageOperations sound) {
        return sound.audit();
    }

    static Breakage audit(UnaryOperator<AuditStorage> broken) {
        return new Breakage() {
            @Override
            public AuditStorage audit(StorageOperations sound) {
                return broken.apply(sound.audit());
            }
        };
    }

    static Breakage provider(UnaryOperator<StorageProvider> broken) {
        return new Breakage() {
            @Override
            public StorageProvider provider(StorageProvider sound) {
                return broken.apply(sound);
            }
        };
    }

    static Breakage opening(BiFunction<StorageProvider, StorageConfig, StorageBackend> broken) {
        return new Breakage() {
            @Override
            public StorageBackend open(StorageProvider sound, StorageConfig config) {
                return broken.apply(sound, config);
            }
        };
    }

    static Breakage backend(UnaryOperator<StorageBackend> broken) {
        return new Breakage() {
            @Override
            public StorageBackend backend(StorageBackend sound) {
                return broken.apply(sound);
            }
        };
    }

    static Breakage beginning(BiFunction<StorageBackend, TransactionOptions, StorageTransaction> broken) {
        return new Breakage() {
            @Override
            public StorageTransaction begin(StorageBackend sound, TransactionOptions options) {
                return broken.apply(sound, options);
            }
        };
    }

    static Breakage users(Function<StorageOperations, UserStorage> broken) {
        return new Breakage() {
            @Override
            public UserStorage users(StorageOperations sound) {
                return broken.apply(sound);
            }
        };
    }

    static Breakage sessions(Function<StorageOperations, SessionStorage> broken) {
        return new Breakage() {
            @Override
            public SessionStorage sessions(StorageOperations sound) {
                return broken.apply(sound);
            }
        };
    }

    static Breakage tokens(Function<StorageOperations, TokenStorage> broken) {
        return new Breakage() {
            @Override
            public TokenStorage tokens(StorageOperations sound) {
                return broken.apply(sound);
            }
        };
    }

    static Breakage keyValues(Function<StorageOperations, KeyValueStorage> broken) {
        return new Breakage() {
            @Override
            public KeyValueStorage keyValues(StorageOperations sound) {
                return broken.apply(sound);
            }
        };
    }

    static Breakage appliedKeys(Function<StorageOperations, AppliedKeyStorage> broken) {
        return new Breakage() {
            @Override
            public AppliedKeyStorage appliedKeys(StorageOperations sound) {
                return broken.apply(sound);
            }
        };
    }
}

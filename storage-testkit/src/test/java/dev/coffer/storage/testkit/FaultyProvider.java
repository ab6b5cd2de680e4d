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

/** A sound provider with a fault planted. */
final class FaultyProvider extends ForwardingProvider {
    private final Breakage breakage;
    private final Reach reach;

    FaultyProvider(StorageProvider sound, Breakage breakage, Reach reach) {
        super(reach.watched(StorageProvider.class, breakage.provider(sound)));
        this.breakage = breakage;
        this.reach = reach;
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        reach.tellIfOverridden(breakage, "open");
        return new FaultyBackend(reach.watched(StorageBackend.class, breakage.backend(breakage.open(sound, config))));
    }

    private final class FaultyBackend extends ForwardingBackend {
        private final StorageOperations parts = parts(sound);

        FaultyBackend(StorageBackend sound) {
            super(sound);
        }

        @Override
        public StorageTransaction begin(TransactionOptions options) {
            reach.tellIfOverridden(breakage, "begin");
            StorageTransaction begun = reach.watched(StorageTransaction.class, breakage.begin(sound, options));
            return new FaultyTransaction(begun, parts(begun));
        }

        @Override
        public StorageOperations actingAs(UUID userId, Optional<AuditContext> context) {
            reach.tellIfOverridden(breakage, "actingAs");
            return parts(breakage.actingAs(sound, userId, context));
        }

        @Override
        public UserStorage users() {
            return parts.users();
        }

        @Override
        public SessionStorage sessions() {
            return parts.sessions();
        }

        @Override
        public TokenStorage tokens() {
            return parts.tokens();
        }

        @Override
        public KeyValueStorage keyValues() {
            return parts.keyValues();
        }

        @Override
        public AppliedKeyStorage appliedKeys() {
            return parts.appliedKeys();
        }

        @Override
        public AuditStorage audit() {
            return parts.audit();
        }
    }

    private static final class FaultyTransaction extends ForwardingTransaction {
        private final StorageOperations parts;

        FaultyTransaction(StorageTransaction sound, StorageOperations parts) {
            super(sound);
            this.parts = parts;
        }

        @Override
        public UserStorage users() {
            return parts.users();
        }

        @Override
        public SessionStorage sessions() {
            return parts.sessions();
        }

        @Override
        public TokenStorage tokens() {
            return parts.tokens();
        }

        @Override
        public KeyValueStorage keyValues() {
            return parts.keyValues();
        }

        @Override
        public AppliedKeyStorage appliedKeys() {
            return parts.appliedKeys();
        }

        @Override
        public AuditStorage audit() {
            return parts.audit();
        }
    }

    /** The parts of a storage or a transaction, made once, so that a fault can remember. */
    private record Parts(
            UserStorage users,
            SessionStorage sessions,
            TokenStorage tokens,
            KeyValueStorage keyValues,
            AppliedKeyStorage appliedKeys,
            AuditStorage audit)
            implements StorageOperations {}

    private StorageOperations parts(StorageOperations whole) {
        return new Parts(
                reach.watched(UserStorage.class, breakage.users(whole)),
                reach.watched(SessionStorage.class, breakage.sessions(whole)),
                reach.watched(TokenStorage.class, breakage.tokens(whole)),
                reach.watched(KeyValueStorage.class, breakage.keyValues(whole)),
                reach.watched(AppliedKeyStorage.class, breakage.appliedKeys(whole)),
                reach.watched(AuditStorage.class, breakage.audit(whole)));
    }
}

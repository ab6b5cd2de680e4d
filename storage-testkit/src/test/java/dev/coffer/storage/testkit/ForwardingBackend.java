package dev.coffer.storage.testkit;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Health;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** An open storage as it is: a fault overrides what it breaks. */
abstract class ForwardingBackend implements StorageBackend {
    final StorageBackend sound;

    ForwardingBackend(StorageBackend sound) {
        this.sound = sound;
    }

    @Override
    public Set<Capability> capabilities() {
        return sound.capabilities();
    }

    @Override
    public StorageTransaction begin(TransactionOptions options) {
        return sound.begin(options);
    }

    @Override
    public StorageOperations as(AuditContext context) {
        return sound.as(context);
    }

    @Override
    public StorageOperations actingAs(UUID userId, Optional<AuditContext> context) {
        return sound.actingAs(userId, context);
    }

    @Override
    public UserStorage users() {
        return sound.users();
    }

    @Override
    public SessionStorage sessions() {
        return sound.sessions();
    }

    @Override
    public TokenStorage tokens() {
        return sound.tokens();
    }

    @Override
    public KeyValueStorage keyValues() {
        return sound.keyValues();
    }

    @Override
    public AuditStorage audit() {
        return sound.audit();
    }

    @Override
    public AppliedKeyStorage appliedKeys() {
        return sound.appliedKeys();
    }

    @Override
    public void ping() {
        sound.ping();
    }

    @Override
    public void health(Health.Builder findings) {
        sound.health(findings);
    }

    @Override
    public void healthWithoutAnswer(Health.Builder findings) {
        sound.healthWithoutAnswer(findings);
    }

    @Override
    public void close() {
        sound.close();
    }
}

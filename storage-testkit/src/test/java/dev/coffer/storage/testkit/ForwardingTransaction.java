package dev.coffer.storage.testkit;

import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.UUID;

/** A transaction as it is: a fault overrides what it breaks. */
abstract class ForwardingTransaction implements StorageTransaction {
    final StorageTransaction sound;

    ForwardingTransaction(StorageTransaction sound) {
        this.sound = sound;
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
    public void actAs(AuditContext context) {
        sound.actAs(context);
    }

    @Override
    public void confineTo(UUID userId) {
        sound.confineTo(userId);
    }

    @Override
    public void commit() {
        sound.commit();
    }

    @Override
    public void close() {
        sound.close();
    }
}

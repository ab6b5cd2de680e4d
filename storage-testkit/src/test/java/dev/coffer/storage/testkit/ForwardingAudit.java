package dev.coffer.storage.testkit;

import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.AuditStorage;
import java.time.Instant;
import java.util.List;

/** An audit log as it is: a fault overrides what it breaks. */
abstract class ForwardingAudit implements AuditStorage {
    final AuditStorage sound;

    ForwardingAudit(AuditStorage sound) {
        this.sound = sound;
    }

    @Override
    public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
        return sound.list(query, before, entry, limit);
    }

    @Override
    public int seal(int limit) {
        return sound.seal(limit);
    }

    @Override
    public long unsealed() {
        return sound.unsealed();
    }

    @Override
    public Ends ends() {
        return sound.ends();
    }

    @Override
    public List<AuditEntry> sealed(long after, int limit) {
        return sound.sealed(after, limit);
    }

    @Override
    public int prune(Instant before, int limit) {
        return sound.prune(before, limit);
    }

    @Override
    public void switchOff(AuditContext by) {
        sound.switchOff(by);
    }
}

package dev.coffer.storage.testkit;

import dev.coffer.storage.spi.AppliedKeyStorage;
import java.time.Instant;

/** Applied keys as they are: a fault overrides what it breaks. */
abstract class ForwardingAppliedKeys implements AppliedKeyStorage {
    final AppliedKeyStorage sound;

    ForwardingAppliedKeys(AppliedKeyStorage sound) {
        this.sound = sound;
    }

    @Override
    public boolean record(String key, Instant expiresAt) {
        return sound.record(key, expiresAt);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return sound.purge(expiredBefore, limit);
    }
}

package dev.coffer.storage.testkit;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sessions as they are: a fault overrides what it breaks. */
abstract class ForwardingSessions implements SessionStorage {
    final SessionStorage sound;

    ForwardingSessions(SessionStorage sound) {
        this.sound = sound;
    }

    @Override
    public void insert(Session session, byte[] tokenHash) {
        sound.insert(session, tokenHash);
    }

    @Override
    public Optional<Session> find(byte[] tokenHash, Instant now) {
        return sound.find(tokenHash, now);
    }

    @Override
    public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
        return sound.authenticate(tokenHash, now);
    }

    @Override
    public Optional<Session> touch(byte[] tokenHash, Instant now) {
        return sound.touch(tokenHash, now);
    }

    @Override
    public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
        return sound.rotate(tokenHash, newTokenHash, now);
    }

    @Override
    public Optional<Session> updateMetadata(UUID id, Map<String, @Nullable Object> metadata, Instant now) {
        return sound.updateMetadata(id, metadata, now);
    }

    @Override
    public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
        return sound.list(userId, after, limit, now);
    }

    @Override
    public boolean revoke(UUID id, Instant now) {
        return sound.revoke(id, now);
    }

    @Override
    public boolean revoke(byte[] tokenHash, Instant now) {
        return sound.revoke(tokenHash, now);
    }

    @Override
    public long revokeAll(UUID userId, EndSessions which, Instant now) {
        return sound.revokeAll(userId, which, now);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return sound.purge(expiredBefore, limit);
    }
}

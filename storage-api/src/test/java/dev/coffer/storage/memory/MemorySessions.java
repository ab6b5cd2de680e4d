package dev.coffer.storage.memory;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StoredUser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sessions in memory. */
final class MemorySessions implements SessionStorage {
    private final MemoryAccess access;

    MemorySessions(MemoryAccess access) {
        this.access = access;
    }

    @Override
    public void insert(Session session, byte[] tokenHash) {
        access.change(tables -> {
            if (!tables.users().containsKey(session.userId())) {
                throw new MissingReference("userId", null);
            }
            tables.sessions().insert(session, tokenHash);
        });
    }

    @Override
    public Optional<Session> find(byte[] tokenHash, Instant now) {
        return access.read(tables -> tables.sessions().find(tokenHash, now));
    }

    @Override
    public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
        return access.read(tables -> tables.sessions()
                .find(tokenHash, now)
                .flatMap(session -> Optional.ofNullable(tables.users().get(session.userId()))
                        .map(StoredUser::user)
                        .filter(user -> !user.locked())
                        .map(user -> new Authenticated(session, user))));
    }

    @Override
    public Optional<Session> touch(byte[] tokenHash, Instant now) {
        return access.write(tables -> tables.sessions().find(tokenHash, now).map(session -> {
            Duration unseen = Duration.between(session.lastSeenAt(), now);
            if (unseen.multipliedBy(10).compareTo(session.lifetime()) <= 0) {
                return session;
            }
            Instant prolonged = now.plus(session.lifetime());
            Instant expiresAt =
                    session.absoluteExpiresAt().filter(prolonged::isAfter).orElse(prolonged);
            Session touched = with(session, now, expiresAt, session.metadata());
            tables.sessions().update(touched);
            return touched;
        }));
    }

    @Override
    public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
        return access.write(tables -> {
            Optional<Session> rotated = tables.sessions().find(tokenHash, now);
            rotated.ifPresent(session -> tables.sessions().setToken(session, newTokenHash));
            return rotated;
        });
    }

    @Override
    public Optional<Session> updateMetadata(UUID id, Map<String, @Nullable Object> metadata, Instant now) {
        return access.write(tables -> {
            Optional<Session> updated = tables.sessions()
                    .find(id, now)
                    .map(session -> with(session, session.lastSeenAt(), session.expiresAt(), metadata));
            updated.ifPresent(tables.sessions()::update);
            return updated;
        });
    }

    @Override
    public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
        return access.read(tables -> tables.sessions()
                .ofUser(userId, now)
                .filter(session -> after == null || TokenTable.IDS.compare(session.id(), after) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public boolean revoke(UUID id, Instant now) {
        return access.write(tables -> revoke(tables, tables.sessions().find(id, now)));
    }

    @Override
    public boolean revoke(byte[] tokenHash, Instant now) {
        return access.write(tables -> revoke(tables, tables.sessions().find(tokenHash, now)));
    }

    private static boolean revoke(MemoryTables tables, Optional<Session> found) {
        found.ifPresent(tables.sessions()::remove);
        return found.isPresent();
    }

    @Override
    public long revokeAll(UUID userId, EndSessions which, Instant now) {
        return access.write(tables -> end(tables, userId, which, now));
    }

    /** Returns how many of them had not expired. */
    static long end(MemoryTables tables, UUID userId, EndSessions which, Instant now) {
        if (which instanceof EndSessions.None) {
            return 0;
        }
        @Nullable UUID kept = which instanceof EndSessions.AllExcept except ? except.sessionId() : null;
        return tables.sessions().removeAll(userId, session -> !session.id().equals(kept), now);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return access.write(tables -> tables.sessions().purge(expiredBefore, limit));
    }

    private static Session with(
            Session session, Instant lastSeenAt, Instant expiresAt, Map<String, @Nullable Object> metadata) {
        return new Session(
                session.id(),
                session.userId(),
                session.createdAt(),
                lastSeenAt,
                expiresAt,
                session.absoluteExpiresAt(),
                session.userAgent(),
                session.ipAddress(),
                metadata);
    }
}

package dev.coffer.storage.testkit;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Values as a faulty provider keeps them: the same but for one part. */
final class Altered {
    private Altered() {}

    static StoredUser stored(StoredUser stored, UnaryOperator<User> alter) {
        return new StoredUser(alter.apply(stored.user()), stored.canonicalEmail(), stored.passwordHash());
    }

    static User email(User user, String email) {
        return new User(
                user.id(),
                email,
                user.emailVerifiedAt(),
                user.lockedAt(),
                user.metadata(),
                user.createdAt(),
                user.updatedAt(),
                user.version());
    }

    static User emailVerifiedAt(User user, Optional<Instant> emailVerifiedAt) {
        return new User(
                user.id(),
                user.email(),
                emailVerifiedAt,
                user.lockedAt(),
                user.metadata(),
                user.createdAt(),
                user.updatedAt(),
                user.version());
    }

    static User metadata(User user, Map<String, @Nullable Object> metadata) {
        return new User(
                user.id(),
                user.email(),
                user.emailVerifiedAt(),
                user.lockedAt(),
                metadata,
                user.createdAt(),
                user.updatedAt(),
                user.version());
    }

    static User createdAt(User user, Instant createdAt) {
        return new User(
                user.id(),
                user.email(),
                user.emailVerifiedAt(),
                user.lockedAt(),
                user.metadata(),
                createdAt,
                user.updatedAt(),
                user.version());
    }

    static User lockedAt(User user, Optional<Instant> lockedAt) {
        return new User(
                user.id(),
                user.email(),
                user.emailVerifiedAt(),
                lockedAt,
                user.metadata(),
                user.createdAt(),
                user.updatedAt(),
                user.version());
    }

    static User version(User user, long version) {
        return new User(
                user.id(),
                user.email(),
                user.emailVerifiedAt(),
                user.lockedAt(),
                user.metadata(),
                user.createdAt(),
                user.updatedAt(),
                version);
    }

    static Session expiresAt(Session session, Instant lastSeenAt, Instant expiresAt) {
        return new Session(
                session.id(),
                session.userId(),
                session.createdAt(),
                lastSeenAt,
                expiresAt,
                session.absoluteExpiresAt(),
                session.userAgent(),
                session.ipAddress(),
                session.metadata());
    }

    static Session client(Session session, Optional<String> userAgent, Optional<String> ipAddress) {
        return new Session(
                session.id(),
                session.userId(),
                session.createdAt(),
                session.lastSeenAt(),
                session.expiresAt(),
                session.absoluteExpiresAt(),
                userAgent,
                ipAddress,
                session.metadata());
    }

    static Session metadata(Session session, Map<String, @Nullable Object> metadata) {
        return new Session(
                session.id(),
                session.userId(),
                session.createdAt(),
                session.lastSeenAt(),
                session.expiresAt(),
                session.absoluteExpiresAt(),
                session.userAgent(),
                session.ipAddress(),
                metadata);
    }

    static OneTimeToken token(
            OneTimeToken token, String purpose, Map<String, @Nullable Object> payload, Instant expiresAt) {
        return new OneTimeToken(token.id(), token.userId(), purpose, payload, token.createdAt(), expiresAt);
    }

    static KeyValue value(KeyValue item, byte[] value) {
        return new KeyValue(
                item.namespace(),
                item.id(),
                item.key(),
                value,
                item.version(),
                item.expiresAt(),
                item.createdAt(),
                item.updatedAt());
    }

    static KeyValue version(KeyValue item, long version) {
        return new KeyValue(
                item.namespace(),
                item.id(),
                item.key(),
                item.value(),
                version,
                item.expiresAt(),
                item.createdAt(),
                item.updatedAt());
    }

    static KeyValue times(KeyValue item, Optional<Instant> expiresAt, Instant createdAt, Instant updatedAt) {
        return new KeyValue(
                item.namespace(), item.id(), item.key(), item.value(), item.version(), expiresAt, createdAt, updatedAt);
    }
}

package dev.coffer.storage;

import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of the host-facing classes, for records that were not made by them. */
final class CheckedRecords implements RecordRules {
    private static final int TOKEN_HASH_BYTES = 32;

    private final InputRules rules;

    CheckedRecords(Limits limits) {
        rules = new InputRules(limits);
    }

    @Override
    public void check(StoredRecord record) {
        if (record instanceof StoredUser user) {
            check(user);
        } else if (record instanceof StoredSession session) {
            check(session);
        } else if (record instanceof StoredToken token) {
            check(token);
        } else if (record instanceof StoredKeyValue keyValue) {
            check(keyValue.item());
        }
    }

    private void check(StoredUser stored) {
        User user = stored.user();
        if (!InputRules.email(user.email()).equals(user.email())) {
            throw new InvalidInput("email", "must not begin or end with white space");
        }
        if (!InputRules.canonicalEmail(user.email()).equals(stored.canonicalEmail())) {
            throw new InvalidInput("email", "is not what the user is found by");
        }
        instant("emailVerifiedAt", user.emailVerifiedAt());
        instant("lockedAt", user.lockedAt());
        stored.passwordHash().ifPresent(hash -> InputRules.anyPasswordHash("passwordHash", hash));
        json("metadata", user.metadata());
        instant("createdAt", user.createdAt());
        instant("updatedAt", user.updatedAt());
        version(user.version());
    }

    private void check(StoredSession stored) {
        Session session = stored.session();
        tokenHash(stored.tokenHash());
        instant("createdAt", session.createdAt());
        instant("lastSeenAt", session.lastSeenAt());
        instant("expiresAt", session.expiresAt());
        instant("absoluteExpiresAt", session.absoluteExpiresAt());
        session.userAgent().ifPresent(InputRules::userAgent);
        session.ipAddress().ifPresent(InputRules::ipAddress);
        json("metadata", session.metadata());
    }

    private void check(StoredToken stored) {
        OneTimeToken token = stored.token();
        tokenHash(stored.tokenHash());
        InputRules.name("purpose", token.purpose());
        json("payload", token.payload());
        instant("createdAt", token.createdAt());
        instant("expiresAt", token.expiresAt());
    }

    private void check(KeyValue item) {
        InputRules.item(item.itemKey());
        rules.valueSize(item.size());
        version(item.version());
        instant("expiresAt", item.expiresAt());
        instant("createdAt", item.createdAt());
        instant("updatedAt", item.updatedAt());
    }

    private static void tokenHash(byte[] hash) {
        if (hash.length != TOKEN_HASH_BYTES) {
            throw new InvalidInput("tokenHash", "must have " + TOKEN_HASH_BYTES + " bytes");
        }
    }

    private static void version(long version) {
        if (version < 1) {
            throw new InvalidInput("version", "must be at least 1");
        }
    }

    private static void instant(String field, Optional<Instant> instant) {
        instant.ifPresent(present -> instant(field, present));
    }

    private static void instant(String field, Instant instant) {
        if (!InputRules.instant(field, instant).equals(instant)) {
            throw new InvalidInput(field, "must be in whole microseconds");
        }
    }

    private void json(String field, Map<String, @Nullable Object> json) {
        if (!json.isEmpty() && !rules.json(field, json).equals(json)) {
            throw new InvalidInput(field, "must hold numbers in their canonical form");
        }
    }

    @Override
    public String canonicalEmail(String email) {
        return InputRules.canonicalEmail(InputRules.email(email));
    }

    @Override
    public boolean isVerifiable(Optional<String> passwordHash) {
        return passwordHash.filter(Passwords::isBcrypt).isPresent();
    }
}

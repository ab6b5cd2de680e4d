package dev.coffer.storage.testkit;

import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.spi.TokenStorage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One-time tokens as they are: a fault overrides what it breaks. */
abstract class ForwardingTokens implements TokenStorage {
    final TokenStorage sound;

    ForwardingTokens(TokenStorage sound) {
        this.sound = sound;
    }

    @Override
    public void insert(OneTimeToken token, byte[] tokenHash) {
        sound.insert(token, tokenHash);
    }

    @Override
    public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
        return sound.consume(purpose, tokenHash, now);
    }

    @Override
    public long revokeAll(UUID userId, String purpose, Instant now) {
        return sound.revokeAll(userId, purpose, now);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return sound.purge(expiredBefore, limit);
    }
}

package dev.coffer.storage.memory;

import dev.coffer.storage.MissingReference;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.spi.TokenStorage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One-time tokens in memory. */
final class MemoryTokens implements TokenStorage {
    private final MemoryAccess access;

    MemoryTokens(MemoryAccess access) {
        this.access = access;
    }

    @Override
    public void insert(OneTimeToken token, byte[] tokenHash) {
        access.change(tables -> {
            if (!tables.users().containsKey(token.userId())) {
                throw new MissingReference("userId", null);
            }
            tables.tokens().insert(token, tokenHash);
        });
    }

    @Override
    public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
        return access.write(tables -> {
            Optional<OneTimeToken> consumed = tables.tokens()
                    .find(tokenHash, now)
                    .filter(token -> token.purpose().equals(purpose));
            consumed.ifPresent(tables.tokens()::remove);
            return consumed;
        });
    }

    @Override
    public long revokeAll(UUID userId, String purpose, Instant now) {
        return access.write(tables ->
                tables.tokens().removeAll(userId, token -> token.purpose().equals(purpose), now));
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return access.write(tables -> tables.tokens().purge(expiredBefore, limit));
    }
}

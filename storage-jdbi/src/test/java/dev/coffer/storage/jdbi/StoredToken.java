package dev.coffer.storage.jdbi;

import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.Arrays;
import java.util.Objects;

/**
 * A one-time token with what its owner does not see.
 *
 * @param token the token
 * @param tokenHash SHA-256 of the token, 32 bytes; neither copied in nor out
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content
public record StoredToken(OneTimeToken token, byte[] tokenHash) implements StoredRecord {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param token the token
     * @param tokenHash SHA-256 of the token, 32 bytes
     */
    public StoredToken {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(tokenHash, "tokenHash");
    }

    @Override
    public RecordKind kind() {
        return RecordKind.TOKEN;
    }

    @Override
    public RecordKey key() {
        return new RecordKey("", token.id().toString(), "");
    }

    /** Compares the hash by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredToken that
                && token.equals(that.token)
                && Arrays.equals(tokenHash, that.tokenHash);
    }

    @Override
    public int hashCode() {
        return token.hashCode();
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "StoredToken[" + token.id() + "]";
    }
}

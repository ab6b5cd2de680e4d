package dev.coffer.storage.jdbi;

import dev.coffer.storage.Session;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.Arrays;
import java.util.Objects;

/**
 * A session with what its owner does not see.
 *
 * @param session the session
 * @param tokenHash SHA-256 of its token, 32 bytes; neither copied in nor out
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content
public record StoredSession(Session session, byte[] tokenHash) implements StoredRecord {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param session the session
     * @param tokenHash SHA-256 of its token, 32 bytes
     */
    public StoredSession {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(tokenHash, "tokenHash");
    }

    @Override
    public RecordKind kind() {
        return RecordKind.SESSION;
    }

    @Override
    public RecordKey key() {
        return new RecordKey("", session.id().toString(), "");
    }

    /** Compares the hash by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredSession that
                && session.equals(that.session)
                && Arrays.equals(tokenHash, that.tokenHash);
    }

    @Override
    public int hashCode() {
        return session.hashCode();
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "StoredSession[" + session.id() + "]";
    }
}

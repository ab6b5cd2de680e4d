package dev.coffer.storage.postgres;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes rows of records, in the order in which {@link RecordTable} copies their columns. */
final class RecordEncoder {
    private final BinaryWriter out;

    RecordEncoder(BinaryWriter out) {
        this.out = out;
    }

    void write(StoredRecord record) throws SQLException {
        out.row(RecordTable.of(record.kind()).fields().size());
        if (record instanceof StoredUser user) {
            write(user);
        } else if (record instanceof StoredSession session) {
            write(session.session(), session.tokenHash());
        } else if (record instanceof StoredToken token) {
            write(token.token(), token.tokenHash());
        } else if (record instanceof StoredKeyValue keyValue) {
            write(keyValue.item());
        }
    }

    private void write(StoredUser stored) throws SQLException {
        User user = stored.user();
        out.uuid(user.id());
        out.text(user.email());
        out.instant(user.emailVerifiedAt());
        out.instant(user.lockedAt());
        json(user.metadata());
        out.instant(user.createdAt());
        out.instant(user.updatedAt());
        out.number(user.version());
        out.text(stored.canonicalEmail());
        out.text(stored.passwordHash());
    }

    private void write(Session session, byte[] tokenHash) throws SQLException {
        out.uuid(session.id());
        out.uuid(session.userId());
        out.instant(session.createdAt());
        out.instant(session.lastSeenAt());
        out.instant(session.expiresAt());
        out.instant(session.absoluteExpiresAt());
        out.text(session.userAgent());
        out.text(session.ipAddress());
        json(session.metadata());
        out.bytes(tokenHash);
    }

    private void write(OneTimeToken token, byte[] tokenHash) throws SQLException {
        out.uuid(token.id());
        out.uuid(token.userId());
        out.text(token.purpose());
        json(token.payload());
        out.instant(token.createdAt());
        out.instant(token.expiresAt());
        out.bytes(tokenHash);
    }

    private void write(KeyValue item) throws SQLException {
        out.text(item.namespace());
        out.text(item.id());
        out.text(item.key());
        out.bytes(item.value());
        out.number(item.version());
        out.instant(item.expiresAt());
        out.instant(item.createdAt());
        out.instant(item.updatedAt());
    }

    private void json(Map<String, @Nullable Object> members) throws SQLException {
        out.json(new JsonDocument(members).text());
    }
}

package dev.coffer.storage.jdbi;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.Credentials;
import java.sql.SQLException;

/** What rows hold, by the order of the columns that all statements keep to. */
public final class Stored {
    private static final int SESSION_COLUMNS = 9;
    private static final int USER_COLUMNS = 8;

    private Stored() {}

    /**
     * Of id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata.
     */
    public static Session session(Row row) throws SQLException {
        return new Session(
                row.uuid(1),
                row.uuid(2),
                row.instant(3),
                row.instant(4),
                row.instant(5),
                row.optionalInstant(6),
                row.optionalText(7),
                row.optionalText(8),
                row.json(9));
    }

    /** Of the columns of a session, then those of its user. */
    public static Authenticated authenticated(Row row) throws SQLException {
        return new Authenticated(session(row), user(row, SESSION_COLUMNS));
    }

    /** Of id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version. */
    public static User user(Row row) throws SQLException {
        return user(row, 0);
    }

    static User user(Row row, int before) throws SQLException {
        return new User(
                row.uuid(before + 1),
                row.text(before + 2),
                row.optionalInstant(before + 3),
                row.optionalInstant(before + 4),
                row.json(before + 5),
                row.instant(before + 6),
                row.instant(before + 7),
                row.number(before + 8));
    }

    /** Of the columns of a user, then password_hash. */
    static Credentials credentials(Row row) throws SQLException {
        return new Credentials(user(row), row.optionalText(USER_COLUMNS + 1));
    }

    /** Of id, user_id, purpose, payload, created_at, expires_at. */
    static OneTimeToken token(Row row) throws SQLException {
        return new OneTimeToken(row.uuid(1), row.uuid(2), row.text(3), row.json(4), row.instant(5), row.instant(6));
    }

    /** Of namespace, id, key, value, version, expires_at, created_at, updated_at. */
    public static KeyValue item(Row row) throws SQLException {
        return item(row, row.text(1));
    }

    /** As {@link #item(Row)}, whose namespace is known: many rows are read, and each column takes its time. */
    public static KeyValue item(Row row, String namespace) throws SQLException {
        return new KeyValue(
                namespace,
                row.text(2),
                row.text(3),
                row.bytes(4),
                row.number(5),
                row.optionalInstant(6),
                row.instant(7),
                row.instant(8));
    }
}

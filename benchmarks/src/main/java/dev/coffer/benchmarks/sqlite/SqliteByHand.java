package dev.coffer.benchmarks.sqlite;

import static dev.coffer.benchmarks.sqlite.SqliteRows.micros;

import dev.coffer.benchmarks.requests.ByHand;
import dev.coffer.benchmarks.requests.Item;
import dev.coffer.benchmarks.requests.Refused;
import dev.coffer.benchmarks.requests.Requests;
import dev.coffer.benchmarks.requests.Rows;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.benchmarks.requests.Statements;
import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Written by hand on sqlite-jdbc. A write of one statement commits by itself, one of several takes its lock at its beginning. */
record SqliteByHand(Statements statements) implements Requests {
    private static final int PRIMARY_CODE = 0xff;

    @Override
    public Session session(String token) throws SQLException {
        return statements.use(SqliteSql.SESSION, statement -> {
            statement.setBytes(1, ByHand.hash(token));
            statement.setLong(2, micros(ByHand.now()));
            return Rows.one(statement, SqliteRows::session);
        });
    }

    @Override
    public Authenticated sessionAndUser(String token) throws SQLException {
        return statements.use(SqliteSql.SESSION_AND_USER, statement -> {
            statement.setBytes(1, ByHand.hash(token));
            statement.setLong(2, micros(ByHand.now()));
            return Rows.one(statement, SqliteRows::sessionAndUser);
        });
    }

    @Override
    public User user(UUID id) throws SQLException {
        return statements.use(SqliteSql.USER, statement -> {
            statement.setString(1, id.toString());
            return Rows.one(statement, SqliteRows::user);
        });
    }

    @Override
    public User userByEmail(String email) throws SQLException {
        return statements.use(SqliteSql.USER_BY_EMAIL, statement -> {
            statement.setString(1, email);
            return Rows.one(statement, SqliteRows::user);
        });
    }

    @Override
    public KeyValue keyValue(Item item) throws SQLException {
        return statements.use(SqliteSql.KEY_VALUE, statement -> {
            statement.setString(1, Sample.NAMESPACE);
            statement.setString(2, item.id());
            statement.setString(3, item.key());
            statement.setLong(4, micros(ByHand.now()));
            return Rows.one(statement, SqliteRows::keyValue);
        });
    }

    @Override
    public Collection<KeyValue> keyValues(List<Item> items) throws SQLException {
        statements.use(SqliteSql.BEGIN, PreparedStatement::execute);
        List<KeyValue> found = new ArrayList<>(items.size());
        for (Item item : items) {
            found.add(keyValue(item));
        }
        statements.use(SqliteSql.COMMIT, PreparedStatement::execute);
        return found;
    }

    @Override
    public List<KeyValue> scan(String fromId, int limit) throws SQLException {
        return statements.use(SqliteSql.SCAN, statement -> {
            statement.setString(1, Sample.NAMESPACE);
            statement.setString(2, fromId);
            statement.setLong(3, micros(ByHand.now()));
            statement.setInt(4, limit);
            return Rows.all(statement, SqliteRows::keyValue);
        });
    }

    @Override
    public IssuedSession issue(UUID userId) throws SQLException, Refused {
        IssuedSession issued = ByHand.newSession(userId);
        Session session = issued.session();
        return write(() -> statements.use(SqliteSql.ISSUE, statement -> {
            statement.setString(1, session.id().toString());
            statement.setBytes(2, ByHand.hash(issued.token()));
            statement.setString(3, session.userId().toString());
            statement.setLong(4, micros(session.createdAt()));
            statement.setLong(5, micros(session.lastSeenAt()));
            statement.setLong(6, micros(session.expiresAt()));
            statement.executeUpdate();
            return issued;
        }));
    }

    @Override
    public User create(String email, String passwordHash) throws SQLException, Refused {
        User user = ByHand.newUser(email);
        return write(() -> statements.use(SqliteSql.CREATE, statement -> {
            statement.setString(1, user.id().toString());
            statement.setString(2, email);
            statement.setString(3, email);
            statement.setString(4, passwordHash);
            statement.setLong(5, micros(user.createdAt()));
            statement.setLong(6, micros(user.updatedAt()));
            statement.executeUpdate();
            return user;
        }));
    }

    @Override
    public long put(Item item, byte[] value) throws SQLException, Refused {
        return putAll(item.id(), Map.of(item.key(), value));
    }

    @Override
    public long putAll(String id, Map<String, byte[]> values) throws SQLException, Refused {
        long now = micros(ByHand.now());
        return write(() -> {
            statements.use(SqliteSql.BEGIN_IMMEDIATE, PreparedStatement::execute);
            try {
                long version = statements.use(SqliteSql.NEXT_VERSION, next -> Rows.one(next, row -> row.getLong(1)));
                for (Map.Entry<String, byte[]> entry : values.entrySet()) {
                    statements.use(
                            SqliteSql.PUT,
                            statement ->
                                    bound(statement, id, entry, version, now).executeUpdate());
                }
                statements.use(SqliteSql.COMMIT, PreparedStatement::execute);
                return version;
            } catch (SQLException e) {
                statements.use(SqliteSql.ROLLBACK, PreparedStatement::execute);
                throw e;
            }
        });
    }

    private static PreparedStatement bound(
            PreparedStatement put, String id, Map.Entry<String, byte[]> entry, long version, long now)
            throws SQLException {
        put.setString(1, Sample.NAMESPACE);
        put.setString(2, id);
        put.setString(3, entry.getKey());
        put.setBytes(4, entry.getValue());
        put.setLong(5, version);
        put.setLong(6, now);
        put.setLong(7, now);
        return put;
    }

    @FunctionalInterface
    private interface Write<T> {
        T run() throws SQLException;
    }

    private static <T> T write(Write<T> work) throws SQLException, Refused {
        try {
            return work.run();
        } catch (SQLiteException e) {
            if ((e.getResultCode().code & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_BUSY.code) {
                throw new Refused(e);
            }
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}

package dev.coffer.benchmarks.postgres;

import static dev.coffer.benchmarks.postgres.PostgresRows.time;

import dev.coffer.benchmarks.requests.ByHand;
import dev.coffer.benchmarks.requests.Item;
import dev.coffer.benchmarks.requests.Requests;
import dev.coffer.benchmarks.requests.Rows;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.benchmarks.requests.Statements;
import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Written by hand on pgjdbc. */
record PostgresByHand(Statements statements) implements Requests {
    @Override
    public Session session(String token) throws SQLException {
        return statements.use(PostgresSql.SESSION, statement -> {
            statement.setBytes(1, ByHand.hash(token));
            statement.setObject(2, time(ByHand.now()));
            return Rows.one(statement, PostgresRows::session);
        });
    }

    @Override
    public Authenticated sessionAndUser(String token) throws SQLException {
        return statements.use(PostgresSql.SESSION_AND_USER, statement -> {
            statement.setBytes(1, ByHand.hash(token));
            statement.setObject(2, time(ByHand.now()));
            return Rows.one(statement, PostgresRows::sessionAndUser);
        });
    }

    @Override
    public User user(UUID id) throws SQLException {
        return statements.use(PostgresSql.USER, statement -> {
            statement.setObject(1, id);
            return Rows.one(statement, PostgresRows::user);
        });
    }

    @Override
    public User userByEmail(String email) throws SQLException {
        return statements.use(PostgresSql.USER_BY_EMAIL, statement -> {
            statement.setString(1, email);
            return Rows.one(statement, PostgresRows::user);
        });
    }

    @Override
    public KeyValue keyValue(Item item) throws SQLException {
        return statements.use(PostgresSql.KEY_VALUE, statement -> {
            statement.setString(1, Sample.NAMESPACE);
            statement.setString(2, item.id());
            statement.setString(3, item.key());
            statement.setObject(4, time(ByHand.now()));
            return Rows.one(statement, PostgresRows::keyValue);
        });
    }

    @Override
    public Collection<KeyValue> keyValues(List<Item> items) throws SQLException {
        return statements.use(PostgresSql.KEY_VALUES, statement -> {
            Object[] ids = items.stream().map(Item::id).toArray();
            Object[] keys = items.stream().map(Item::key).toArray();
            statement.setArray(1, statement.getConnection().createArrayOf("text", ids));
            statement.setArray(2, statement.getConnection().createArrayOf("text", keys));
            statement.setString(3, Sample.NAMESPACE);
            statement.setObject(4, time(ByHand.now()));
            return Rows.all(statement, PostgresRows::keyValue);
        });
    }

    @Override
    public List<KeyValue> scan(String fromId, int limit) throws SQLException {
        return statements.use(PostgresSql.SCAN, statement -> {
            statement.setString(1, Sample.NAMESPACE);
            statement.setString(2, fromId);
            statement.setObject(3, time(ByHand.now()));
            statement.setInt(4, limit);
            return Rows.all(statement, PostgresRows::keyValue);
        });
    }

    @Override
    public IssuedSession issue(UUID userId) throws SQLException {
        IssuedSession issued = ByHand.newSession(userId);
        Session session = issued.session();
        return statements.use(PostgresSql.ISSUE, statement -> {
            statement.setObject(1, session.id());
            statement.setBytes(2, ByHand.hash(issued.token()));
            statement.setObject(3, session.userId());
            statement.setObject(4, time(session.createdAt()));
            statement.setObject(5, time(session.lastSeenAt()));
            statement.setObject(6, time(session.expiresAt()));
            statement.executeUpdate();
            return issued;
        });
    }

    @Override
    public User create(String email, String passwordHash) throws SQLException {
        User user = ByHand.newUser(email);
        return statements.use(PostgresSql.CREATE, statement -> {
            statement.setObject(1, user.id());
            statement.setString(2, email);
            statement.setString(3, email);
            statement.setString(4, passwordHash);
            statement.setObject(5, time(user.createdAt()));
            statement.setObject(6, time(user.updatedAt()));
            statement.executeUpdate();
            return user;
        });
    }

    @Override
    public long put(Item item, byte[] value) throws SQLException {
        OffsetDateTime now = time(ByHand.now());
        return statements.use(PostgresSql.PUT, statement -> {
            statement.setString(1, Sample.NAMESPACE);
            statement.setString(2, item.id());
            statement.setString(3, item.key());
            statement.setBytes(4, value);
            statement.setObject(5, now);
            statement.setObject(6, now);
            return Rows.one(statement, row -> row.getLong(1));
        });
    }

    @Override
    public long putAll(String id, Map<String, byte[]> values) throws SQLException {
        OffsetDateTime now = time(ByHand.now());
        return statements.use(PostgresSql.PUT_ALL, statement -> {
            Object[] keys = values.keySet().toArray();
            Object[] bytes = values.values().toArray(byte[][]::new);
            statement.setString(1, Sample.NAMESPACE);
            statement.setString(2, id);
            statement.setObject(3, now);
            statement.setObject(4, now);
            statement.setArray(5, statement.getConnection().createArrayOf("text", keys));
            statement.setArray(6, statement.getConnection().createArrayOf("bytea", bytes));
            return Rows.one(statement, row -> row.getLong(1));
        });
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}

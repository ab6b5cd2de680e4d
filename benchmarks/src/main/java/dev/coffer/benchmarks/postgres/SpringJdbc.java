package dev.coffer.benchmarks.postgres;

import static dev.coffer.benchmarks.postgres.PostgresRows.time;

import dev.coffer.benchmarks.requests.ByHand;
import dev.coffer.benchmarks.requests.Item;
import dev.coffer.benchmarks.requests.Requests;
import dev.coffer.benchmarks.requests.Rows;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;

/** The same statements by Spring's JdbcTemplate. */
final class SpringJdbc implements Requests {
    private final JdbcTemplate template;

    SpringJdbc(DataSource pool) {
        template = new JdbcTemplate(pool);
    }

    private <T> T one(String sql, Rows.Row<T> row, @Nullable Object... values) {
        return DataAccessUtils.requiredSingleResult(template.query(sql, (rows, number) -> row.read(rows), values));
    }

    private <T> List<T> all(String sql, Rows.Row<T> row, @Nullable Object... values) {
        return template.query(sql, (rows, number) -> row.read(rows), values);
    }

    @Override
    public Session session(String token) {
        return one(PostgresSql.SESSION, PostgresRows::session, ByHand.hash(token), time(ByHand.now()));
    }

    @Override
    public Authenticated sessionAndUser(String token) {
        return one(PostgresSql.SESSION_AND_USER, PostgresRows::sessionAndUser, ByHand.hash(token), time(ByHand.now()));
    }

    @Override
    public User user(UUID id) {
        return one(PostgresSql.USER, PostgresRows::user, id);
    }

    @Override
    public User userByEmail(String email) {
        return one(PostgresSql.USER_BY_EMAIL, PostgresRows::user, email);
    }

    @Override
    public KeyValue keyValue(Item item) {
        return one(
                PostgresSql.KEY_VALUE,
                PostgresRows::keyValue,
                Sample.NAMESPACE,
                item.id(),
                item.key(),
                time(ByHand.now()));
    }

    @Override
    public Collection<KeyValue> keyValues(List<Item> items) {
        return all(
                PostgresSql.KEY_VALUES,
                PostgresRows::keyValue,
                new SqlArrayValue("text", items.stream().map(Item::id).toArray()),
                new SqlArrayValue("text", items.stream().map(Item::key).toArray()),
                Sample.NAMESPACE,
                time(ByHand.now()));
    }

    @Override
    public List<KeyValue> scan(String fromId, int limit) {
        return all(PostgresSql.SCAN, PostgresRows::keyValue, Sample.NAMESPACE, fromId, time(ByHand.now()), limit);
    }

    @Override
    public IssuedSession issue(UUID userId) {
        IssuedSession issued = ByHand.newSession(userId);
        Session session = issued.session();
        template.update(
                PostgresSql.ISSUE,
                session.id(),
                ByHand.hash(issued.token()),
                session.userId(),
                time(session.createdAt()),
                time(session.lastSeenAt()),
                time(session.expiresAt()));
        return issued;
    }

    @Override
    public User create(String email, String passwordHash) {
        User user = ByHand.newUser(email);
        template.update(
                PostgresSql.CREATE,
                user.id(),
                email,
                email,
                passwordHash,
                time(user.createdAt()),
                time(user.updatedAt()));
        return user;
    }

    @Override
    public long put(Item item, byte[] value) {
        OffsetDateTime now = time(ByHand.now());
        return one(PostgresSql.PUT, row -> row.getLong(1), Sample.NAMESPACE, item.id(), item.key(), value, now, now);
    }

    @Override
    public long putAll(String id, Map<String, byte[]> values) {
        OffsetDateTime now = time(ByHand.now());
        return one(
                PostgresSql.PUT_ALL,
                row -> row.getLong(1),
                Sample.NAMESPACE,
                id,
                now,
                now,
                new SqlArrayValue("text", values.keySet().toArray()),
                new SqlArrayValue("bytea", (Object[]) values.values().toArray(byte[][]::new)));
    }
}

package dev.coffer.benchmarks.requests;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What applications ask of a storage; each method is what one request costs. What is looked for is there. */
public interface Requests extends AutoCloseable {
    /** By its token, if it has not expired. */
    Session session(String token) throws Exception;

    /** The same with its user, who is not locked. */
    Authenticated sessionAndUser(String token) throws Exception;

    /** By its id. */
    User user(UUID id) throws Exception;

    /** By an address in canonical form. */
    User userByEmail(String email) throws Exception;

    /** One that has not expired, of {@link Sample#NAMESPACE}. */
    KeyValue keyValue(Item item) throws Exception;

    /** Several at once. */
    Collection<KeyValue> keyValues(List<Item> items) throws Exception;

    /** So many from this record on, by id and key. */
    List<KeyValue> scan(String fromId, int limit) throws Exception;

    /** A new session of this user, under a new token; durable. */
    IssuedSession issue(UUID userId) throws Exception;

    /** A new user; durable. */
    User create(String email, String passwordHash) throws Exception;

    /** Writes one item, which may be there; returns its version; durable. */
    long put(Item item, byte[] value) throws Exception;

    /** Writes several items of one record, all or none; returns their version; durable. */
    long putAll(String id, Map<String, byte[]> values) throws Exception;

    @Override
    default void close() throws SQLException {}
}

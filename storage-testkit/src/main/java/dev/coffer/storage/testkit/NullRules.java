package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Condition;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionWork;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Null is refused where a value is asked for, naming the argument: hosts without null checks in their compiler pass it. */
abstract class NullRules extends Rules {
    private static final UUID ID = new UUID(0x7000, 1);

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // the very thing that the compiler should refuse
    private static <T> T none() {
        return null;
    }

    @Test
    @Needs(USERS)
    void null_whereAUserIsAskedFor_isInvalidInput() {
        NewUser bob = NewUser.withEmail("bob@example.org");
        User ada = user("ada@example.org");
        assertInvalidInput("email", () -> NewUser.withEmail(none()));
        assertInvalidInput("id", () -> bob.id(none()));
        assertInvalidInput("password", () -> bob.password(none()));
        assertInvalidInput("passwordHash", () -> bob.passwordHash(none()));
        assertInvalidInput("emailVerifiedAt", () -> bob.emailVerifiedAt(none()));
        assertInvalidInput("metadata", () -> bob.metadata(none()));
        assertInvalidInput("user", () -> users().create(none()));
        assertInvalidInput("users", () -> users().createAll(none()));
        assertInvalidInput("users", 1, () -> users().createAll(Arrays.asList(bob, none())));
        assertInvalidInput("user", () -> users().findOrCreate(none()));
        assertInvalidInput("id", () -> users().find((UUID) none()));
        assertInvalidInput("id", () -> users().find((String) none()));
        assertInvalidInput("email", () -> users().findByEmail(none()));
        assertInvalidInput("ids", () -> users().findAll(none()));
        assertInvalidInput("ids", () -> users().findAll(Arrays.asList(ID, none())));
        assertInvalidInput("email", () -> users().authenticate(none(), PASSWORD));
        assertInvalidInput("password", () -> users().authenticate("ada@example.org", none()));
        assertInvalidInput("id", () -> users().setPassword(none(), PASSWORD));
        assertInvalidInput("password", () -> users().setPassword(ada.id(), none()));
        assertInvalidInput("end", () -> users().setPassword(ada.id(), PASSWORD, none()));
        assertInvalidInput("id", () -> users().removePassword(none()));
        assertInvalidInput("id", () -> users().exportPasswordHash(none()));
        assertInvalidInput("id", () -> users().update(none(), UserUpdate.email("eve@example.org")));
        assertInvalidInput("update", () -> users().update(ada.id(), none()));
        assertInvalidInput("email", () -> UserUpdate.email(none()));
        assertInvalidInput("emailVerifiedAt", () -> UserUpdate.emailVerifiedAt(none()));
        assertInvalidInput("metadata", () -> UserUpdate.metadata(none()));
        assertInvalidInput("id", () -> users().lock(none()));
        assertInvalidInput("id", () -> users().unlock(none()));
        assertInvalidInput("id", () -> users().delete(none()));
        assertInvalidInput("request", () -> users().list(none()));
        assertInvalidInput("cursor", () -> PageRequest.first(1).after(none()));
        assertThat(users().list(PageRequest.first(10)).items()).containsExactly(ada);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void null_whereASessionIsAskedFor_isInvalidInput() {
        NewSession session = NewSession.forUser(user("ada@example.org").id());
        assertInvalidInput("userId", () -> NewSession.forUser(none()));
        assertInvalidInput("lifetime", () -> session.lasting(none()));
        assertInvalidInput("absoluteLifetime", () -> session.atMost(none()));
        assertInvalidInput("userAgent", () -> session.userAgent(none()));
        assertInvalidInput("ipAddress", () -> session.ipAddress(none()));
        assertInvalidInput("metadata", () -> session.metadata(none()));
        assertInvalidInput("session", () -> sessions().issue(none()));
        assertInvalidInput("token", () -> sessions().find(none()));
        assertInvalidInput("token", () -> sessions().authenticate(none()));
        assertInvalidInput("token", () -> sessions().touch(none()));
        assertInvalidInput("token", () -> sessions().rotate(none()));
        assertInvalidInput("id", () -> sessions().updateMetadata(none(), Map.of()));
        assertInvalidInput("metadata", () -> sessions().updateMetadata(ID, none()));
        assertInvalidInput("userId", () -> sessions().list(none(), PageRequest.first(1)));
        assertInvalidInput("request", () -> sessions().list(ID, none()));
        assertInvalidInput("id", () -> sessions().revoke((UUID) none()));
        assertInvalidInput("token", () -> sessions().revoke((String) none()));
        assertInvalidInput("userId", () -> sessions().revokeAll(none()));
        assertInvalidInput("which", () -> sessions().revokeAll(ID, none()));
        assertInvalidInput("sessionId", () -> EndSessions.allExcept(none()));
        assertThat(sessions().revokeAll(session.userId())).isZero();
    }

    @Test
    @Needs({USERS, TOKENS})
    void null_whereATokenIsAskedFor_isInvalidInput() {
        NewToken token = NewToken.forUser(user("ada@example.org").id(), "reset");
        assertInvalidInput("userId", () -> NewToken.forUser(none(), "reset"));
        assertInvalidInput("purpose", () -> NewToken.forUser(ID, none()));
        assertInvalidInput("lifetime", () -> token.lasting(none()));
        assertInvalidInput("payload", () -> token.payload(none()));
        assertInvalidInput("token", () -> tokens().issue(none()));
        assertInvalidInput("purpose", () -> tokens().consume(none(), "token"));
        assertInvalidInput("token", () -> tokens().consume("reset", none()));
        assertInvalidInput("userId", () -> tokens().revokeAll(none(), "reset"));
        assertInvalidInput("purpose", () -> tokens().revokeAll(ID, none()));
        assertThat(tokens().revokeAll(token.userId(), "reset")).isZero();
    }

    @Test
    @Needs(KEY_VALUES)
    void null_whereAnItemIsAskedFor_isInvalidInput() {
        KeyValueRecord record = profile();
        record.put("here", "1");
        byte[] value = {};
        assertInvalidInput("namespace", () -> keyValues().namespace(none()));
        assertInvalidInput("id", () -> keyValues().namespace("n").record(none()));
        assertInvalidInput("item", () -> keyValues().get(none()));
        assertInvalidInput("key", () -> keyValues().get(new ItemKey("n", "id", none())));
        assertInvalidInput("items", () -> keyValues().getAll(none()));
        assertInvalidInput("item", () -> keyValues().getAll(Arrays.asList(record.item("a"), none())));
        assertInvalidInput("mutations", () -> keyValues().apply(none()));
        assertInvalidInput(
                "mutations", 1, () -> keyValues().apply(Arrays.asList(Mutation.put(record.item("a"), "1"), none())));
        assertInvalidInput("item", () -> Mutation.put(none(), "1"));
        assertInvalidInput("value", () -> Mutation.put(record.item("a"), (byte[]) none()));
        assertInvalidInput("value", () -> Mutation.put(record.item("a"), (String) none()));
        assertInvalidInput("options", () -> Mutation.put(record.item("a"), "1", none()));
        assertInvalidInput("item", () -> Mutation.delete(none()));
        assertInvalidInput("key", () -> record.item(none()));
        assertInvalidInput("key", () -> record.get(none()));
        assertInvalidInput("keys", () -> record.getAll(none()));
        assertInvalidInput("key", () -> record.getAll(Arrays.asList("a", none())));
        assertInvalidInput("key", () -> record.exists(none()));
        assertInvalidInput("key", () -> record.put(none(), value));
        assertInvalidInput("value", () -> record.put("a", (byte[]) none()));
        assertInvalidInput("value", () -> record.put("a", (String) none()));
        assertInvalidInput("options", () -> record.put("a", value, none()));
        assertInvalidInput("values", () -> record.putAll(none()));
        assertInvalidInput("value", 0, () -> record.putAll(Collections.singletonMap("a", none())));
        assertInvalidInput("options", () -> record.putAll(Map.of("a", value), none()));
        assertInvalidInput("condition", () -> PutOptions.defaults().with((Condition) none()));
        assertInvalidInput("lifetime", () -> PutOptions.defaults().with((Lifetime) none()));
        assertInvalidInput("ttl", () -> PutOptions.ttl(none()));
        assertInvalidInput("key", () -> record.delete(none()));
        assertInvalidInput("key", () -> record.delete(none(), 1));
        assertInvalidInput("prefix", () -> record.deleteByPrefix(none()));
        assertInvalidInput("prefix", () -> keyValues().namespace("n").deleteByPrefix(none()));
        assertInvalidInput("key", () -> record.increment(none()));
        assertInvalidInput("lifetime", () -> record.increment("n", 1, none()));
        assertInvalidInput("key", () -> record.expire(none(), Duration.ofHours(1)));
        assertInvalidInput("ttl", () -> record.expire("here", none()));
        assertInvalidInput("key", () -> record.persist(none()));
        assertInvalidInput("scan", () -> record.scan(none()));
        assertInvalidInput("scan", () -> record.count(none()));
        assertInvalidInput("scan", () -> keyValues().namespace("n").scan(none()));
        assertInvalidInput("prefix", () -> Scan.prefix(none()));
        assertInvalidInput("from", () -> Scan.from(none()));
        assertInvalidInput("to", () -> Scan.to(none()));
        assertInvalidInput("cursor", () -> Scan.all().after(none()));
        assertThat(record.getAll().keySet()).containsExactly("here");
        assertThat(record.get("here").orElseThrow().expiresAt()).isEmpty();
    }

    @Test
    @Needs({TRANSACTIONS, APPLY_ONCE})
    void null_whereWorkIsAskedFor_isInvalidInput() {
        assertInvalidInput("work", () -> storage.inTransaction(NullRules.<TransactionWork<RuntimeException>>none()));
        assertInvalidInput("options", () -> storage.inTransaction((TransactionOptions) none(), tx -> {}));
        assertInvalidInput("idempotencyKey", () -> storage.applyOnce(none(), tx -> {}));
        assertInvalidInput(
                "work", () -> storage.<RuntimeException>applyOnce(new IdempotencyKey("key", clock.instant()), none()));
        assertInvalidInput("idempotencyKey", () -> new IdempotencyKey(none(), Instant.EPOCH));
        assertInvalidInput("createdAt", () -> new IdempotencyKey("key", none()));
        storage.inTransaction(tx -> assertThat(tx).isNotNull());
    }

    @Test
    void null_whereAConfigurationIsAskedFor_isInvalidInput() {
        StorageConfig.Builder config = StorageConfig.forUrl(url);
        assertInvalidInput("url", () -> StorageConfig.forUrl(none()));
        assertInvalidInput("schemaMode", () -> config.schemaMode(none()));
        assertInvalidInput("lockTimeout", () -> config.lockTimeout(none()));
        assertInvalidInput("readTimeout", () -> config.readTimeout(none()));
        assertInvalidInput("closeTimeout", () -> config.closeTimeout(none()));
        assertInvalidInput("clock", () -> config.clock(none()));
        assertInvalidInput("limits", () -> config.limits(none()));
        assertThat(List.of(config.build().url())).containsExactly(url);
    }
}

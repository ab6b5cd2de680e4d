package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null from a host without null checks is refused by the name of what it stands for, and nothing is done. */
class NullsTest {
    private static final UUID ID = new UUID(0, 1);
    private static final ItemKey ITEM = ItemKey.of("n", "i", "k");
    private static final WatchedProvider PROVIDER = new WatchedProvider();
    private static final Storage STORAGE = PROVIDER.open();
    private static final PageRequest PAGE = PageRequest.first(10);

    private static Arguments refused(String field, ThrowingCallable call) {
        return Arguments.of(field, call);
    }

    static List<Arguments> users() {
        Users users = STORAGE.users();
        NewUser ada = NewUser.withEmail("ada@example.org");
        return List.of(
                refused("user", () -> users.create(nothing())),
                refused("users", () -> users.createAll(nothing())),
                refused("user", () -> users.findOrCreate(nothing())),
                refused("id", () -> users.find((UUID) nothing())),
                refused("id", () -> users.find((String) nothing())),
                refused("ids", () -> users.findAll(nothing())),
                refused("email", () -> users.findByEmail(nothing())),
                refused("email", () -> users.authenticate(nothing(), "password")),
                refused("id", () -> users.setPassword(nothing(), "password")),
                refused("password", () -> users.setPassword(ID, nothing())),
                refused("end", () -> users.setPassword(ID, "password", nothing())),
                refused("id", () -> users.removePassword(nothing())),
                refused("id", () -> users.exportPasswordHash(nothing())),
                refused("id", () -> users.update(nothing(), UserUpdate.emailUnverified())),
                refused("update", () -> users.update(ID, nothing())),
                refused("id", () -> users.lock(nothing())),
                refused("id", () -> users.unlock(nothing())),
                refused("id", () -> users.delete(nothing())),
                refused("request", () -> users.list(nothing())),
                refused("email", () -> NewUser.withEmail(nothing())),
                refused("id", () -> ada.id(nothing())),
                refused("password", () -> ada.password(nothing())),
                refused("passwordHash", () -> ada.passwordHash(nothing())),
                refused("emailVerifiedAt", () -> ada.emailVerifiedAt(nothing())),
                refused("metadata", () -> ada.metadata(nothing())),
                refused("email", () -> UserUpdate.email(nothing())),
                refused("emailVerifiedAt", () -> UserUpdate.emailVerifiedAt(nothing())),
                refused("metadata", () -> UserUpdate.metadata(nothing())),
                refused("sessionId", () -> EndSessions.allExcept(nothing())),
                refused("sessionId", () -> new EndSessions.AllExcept(nothing())));
    }

    static List<Arguments> sessionsAndTokens() {
        Sessions sessions = STORAGE.sessions();
        Tokens tokens = STORAGE.tokens();
        NewSession session = NewSession.forUser(ID);
        NewToken token = NewToken.forUser(ID, "purpose");
        return List.of(
                refused("session", () -> sessions.issue(nothing())),
                refused("token", () -> sessions.find(nothing())),
                refused("token", () -> sessions.authenticate(nothing())),
                refused("token", () -> sessions.touch(nothing())),
                refused("token", () -> sessions.rotate(nothing())),
                refused("id", () -> sessions.updateMetadata(nothing(), Map.of())),
                refused("metadata", () -> sessions.updateMetadata(ID, nothing())),
                refused("userId", () -> sessions.list(nothing(), PAGE)),
                refused("request", () -> sessions.list(ID, nothing())),
                refused("id", () -> sessions.revoke((UUID) nothing())),
                refused("token", () -> sessions.revoke((String) nothing())),
                refused("userId", () -> sessions.revokeAll(nothing())),
                refused("which", () -> sessions.revokeAll(ID, nothing())),
                refused("userId", () -> NewSession.forUser(nothing())),
                refused("lifetime", () -> session.lasting(nothing())),
                refused("absoluteLifetime", () -> session.atMost(nothing())),
                refused("userAgent", () -> session.userAgent(nothing())),
                refused("ipAddress", () -> session.ipAddress(nothing())),
                refused("metadata", () -> session.metadata(nothing())),
                refused("token", () -> tokens.issue(nothing())),
                refused("purpose", () -> tokens.consume(nothing(), "token")),
                refused("token", () -> tokens.consume("purpose", nothing())),
                refused("userId", () -> tokens.revokeAll(nothing(), "purpose")),
                refused("purpose", () -> tokens.revokeAll(ID, nothing())),
                refused("userId", () -> NewToken.forUser(nothing(), "purpose")),
                refused("purpose", () -> NewToken.forUser(ID, nothing())),
                refused("lifetime", () -> token.lasting(nothing())),
                refused("payload", () -> token.payload(nothing())));
    }

    static List<Arguments> keyValues() {
        KeyValues keyValues = STORAGE.keyValues();
        KeyValueNamespace namespace = keyValues.namespace("n");
        KeyValueRecord items = namespace.record("i");
        byte[] value = {};
        return List.of(
                refused("namespace", () -> keyValues.namespace(nothing())),
                refused("item", () -> keyValues.get(nothing())),
                refused("namespace", () -> keyValues.get(ItemKey.of(nothing(), "i", "k"))),
                refused("id", () -> keyValues.get(ItemKey.of("n", nothing(), "k"))),
                refused("key", () -> keyValues.get(ItemKey.of("n", "i", nothing()))),
                refused("items", () -> keyValues.getAll(nothing())),
                refused("mutations", () -> keyValues.apply(nothing())),
                refused("id", () -> namespace.record(nothing())),
                refused("scan", () -> namespace.scan(nothing())),
                refused("scan", () -> namespace.count(nothing())),
                refused("prefix", () -> namespace.deleteByPrefix(nothing())),
                refused("key", () -> items.get(nothing())),
                refused("key", () -> items.getText(nothing())),
                refused("keys", () -> items.getAll(nothing())),
                refused("key", () -> items.exists(nothing())),
                refused("key", () -> items.put(nothing(), value)),
                refused("value", () -> items.put("k", (byte[]) nothing())),
                refused("value", () -> items.put("k", (String) nothing())),
                refused("options", () -> items.put("k", value, nothing())),
                refused("options", () -> items.put("k", "value", nothing())),
                refused("values", () -> items.putAll(nothing())),
                refused("options", () -> items.putAll(Map.of("k", value), nothing())),
                refused("key", () -> items.delete(nothing())),
                refused("key", () -> items.delete(nothing(), 1)),
                refused("prefix", () -> items.deleteByPrefix(nothing())),
                refused("key", () -> items.increment(nothing())),
                refused("lifetime", () -> items.increment("k", 1, nothing())),
                refused("key", () -> items.expire(nothing(), Duration.ofDays(1))),
                refused("ttl", () -> items.expire("k", nothing())),
                refused("key", () -> items.persist(nothing())),
                refused("scan", () -> items.scan(nothing())),
                refused("scan", () -> items.count(nothing())));
    }

    static List<Arguments> keyValueArguments() {
        byte[] value = {};
        return List.of(
                refused("item", () -> Mutation.put(nothing(), value)),
                refused("value", () -> Mutation.put(ITEM, (byte[]) nothing())),
                refused("value", () -> Mutation.put(ITEM, (String) nothing())),
                refused("options", () -> Mutation.put(ITEM, value, nothing())),
                refused("item", () -> Mutation.delete(nothing())),
                refused("item", () -> Mutation.delete(nothing(), 1)),
                refused("item", () -> new Mutation.Put(nothing(), value, PutOptions.defaults())),
                refused("value", () -> new Mutation.Put(ITEM, nothing(), PutOptions.defaults())),
                refused("options", () -> new Mutation.Put(ITEM, value, nothing())),
                refused("item", () -> new Mutation.Delete(nothing(), Condition.any())),
                refused("condition", () -> new Mutation.Delete(ITEM, nothing())),
                refused("condition", () -> new PutTerms(nothing(), Lifetime.none())),
                refused("lifetime", () -> new PutTerms(Condition.any(), nothing())),
                refused("condition", () -> PutOptions.defaults().with((Condition) nothing())),
                refused("lifetime", () -> PutOptions.defaults().with((Lifetime) nothing())),
                refused("ttl", () -> PutOptions.ttl(nothing())),
                refused("ttl", () -> PutOptions.defaults().withTtl(nothing())),
                refused("ttl", () -> Lifetime.ttl(nothing())),
                refused("ttl", () -> new Lifetime.Ttl(nothing())),
                refused("prefix", () -> Scan.prefix(nothing())),
                refused("from", () -> Scan.range(nothing(), "b")),
                refused("to", () -> Scan.range("a", nothing())),
                refused("from", () -> Scan.from(nothing())),
                refused("to", () -> Scan.to(nothing())),
                refused("cursor", () -> Scan.all().after(nothing())),
                refused("cursor", () -> PAGE.after(nothing())));
    }

    static List<Arguments> records() {
        Optional<String> none = Optional.empty();
        Duration day = Duration.ofDays(1);
        return List.of(
                refused("cursor", () -> new PageRequest(1, nothing())),
                refused("userId", () -> new NewSession(nothing(), day, Optional.empty(), none, none, Map.of())),
                refused("lifetime", () -> new NewSession(ID, nothing(), Optional.empty(), none, none, Map.of())),
                refused("absoluteLifetime", () -> new NewSession(ID, day, nothing(), none, none, Map.of())),
                refused("userAgent", () -> new NewSession(ID, day, Optional.empty(), nothing(), none, Map.of())),
                refused("ipAddress", () -> new NewSession(ID, day, Optional.empty(), none, nothing(), Map.of())),
                refused("metadata", () -> new NewSession(ID, day, Optional.empty(), none, none, nothing())),
                refused("userId", () -> new NewToken(nothing(), "purpose", day, Map.of())),
                refused("purpose", () -> new NewToken(ID, nothing(), day, Map.of())),
                refused("lifetime", () -> new NewToken(ID, "purpose", nothing(), Map.of())),
                refused("payload", () -> new NewToken(ID, "purpose", day, nothing())));
    }

    static List<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        List.of(users(), sessionsAndTokens(), keyValues(), keyValueArguments(), records())
                .forEach(all::addAll);
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void aNull_isRefused(String field, ThrowingCallable call) {
        PROVIDER.forgetCalls();

        assertRefused(field, call);

        assertThat(PROVIDER.calls()).isEmpty();
    }

    @Test
    void aConditionThatADeleteCannotHave_isRefused() {
        assertRefused("condition", () -> new Mutation.Delete(ITEM, Condition.absent()));
        assertRefused("version", () -> Mutation.delete(ITEM, 0));
        assertRefused("version", () -> Condition.version(-1));
        assertRefused("version", () -> PutOptions.ifVersion(0));
        assertRefused(
                "version", () -> STORAGE.keyValues().namespace("n").record("i").delete("k", 0));
    }
}

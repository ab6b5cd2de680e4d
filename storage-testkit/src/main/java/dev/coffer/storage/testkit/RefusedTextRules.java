package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Scan;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** U+0000 and lone surrogates are refused in every text: drivers cut at the one and turn the other into a question mark. */
abstract class RefusedTextRules extends Rules {
    @Test
    @Needs(KEY_VALUES)
    void names_areRefusedByEveryOperation() {
        KeyValueRecord record = profile();
        KeyValueNamespace namespace = keyValues().namespace("profiles");
        record.put("here", "1");
        for (String text : NastyTexts.REFUSED) {
            assertInvalidInput("namespace", () -> keyValues().namespace(text));
            assertInvalidInput("namespace", () -> keyValues().get(new ItemKey(text, "id", "key")));
            assertInvalidInput("id", () -> namespace.record(text));
            assertInvalidInput("id", () -> keyValues().getAll(List.of(new ItemKey("n", text, "key"))));
            assertInvalidInput("key", () -> record.get(text));
            assertInvalidInput("key", () -> record.getAll(List.of("here", text)));
            assertInvalidInput("key", () -> record.exists(text));
            assertInvalidInput("key", () -> record.put(text, "1"));
            assertInvalidInput("key", 0, () -> record.putAll(Map.of(text, new byte[0])));
            assertInvalidInput("key", () -> record.increment(text));
            assertInvalidInput("key", () -> record.expire(text, Duration.ofHours(1)));
            assertInvalidInput("key", () -> record.persist(text));
            assertInvalidInput("key", () -> record.delete(text));
            assertInvalidInput("key", () -> record.delete(text, 1));
            assertInvalidInput(
                    "key", 0, () -> keyValues().apply(List.of(Mutation.delete(new ItemKey("n", "id", text)))));
            assertInvalidInput("prefix", () -> record.deleteByPrefix(text));
            assertInvalidInput("prefix", () -> namespace.deleteByPrefix(text));
            assertInvalidInput("prefix", () -> Scan.prefix(text));
            assertInvalidInput("from", () -> record.scan(Scan.from(text)));
            assertInvalidInput("to", () -> record.scan(Scan.to(text)));
            assertInvalidInput("from", () -> namespace.scan(Scan.range(text, "z")));
            assertInvalidInput("to", () -> namespace.count(Scan.range("a", text)));
            assertInvalidInput("cursor", () -> record.scan(Scan.all().after(text)));
        }
        assertThat(record.getAll().keySet()).containsExactly("here");
        assertThat(namespace.count()).isEqualTo(1);
    }

    @Test
    @Needs(KEY_VALUES)
    void valueAsText_isRefused() {
        for (String text : NastyTexts.REFUSED) {
            assertInvalidInput("value", () -> profile().put("a", text));
            assertInvalidInput("value", () -> Mutation.put(profile().item("a"), text));
        }
        assertThat(profile().count()).isZero();
    }

    @Test
    @Needs(USERS)
    void textsOfAUser_areRefused() {
        User ada = user("ada@example.org");
        NewUser bob = NewUser.withEmail("bob@example.org");
        for (String text : NastyTexts.REFUSED) {
            assertInvalidInput("email", () -> users().create(NewUser.withEmail(text + "@example.org")));
            assertInvalidInput("email", () -> users().findOrCreate(NewUser.withEmail(text + "@example.org")));
            assertInvalidInput("email", () -> users().findByEmail(text + "@example.org"));
            assertInvalidInput("email", () -> users().authenticate(text + "@example.org", PASSWORD));
            assertInvalidInput("email", () -> users().update(ada.id(), UserUpdate.email(text + "@example.org")));
            assertInvalidInput("password", () -> users().create(bob.password(text)));
            assertInvalidInput("password", () -> users().setPassword(ada.id(), text));
            assertInvalidInput("password", () -> users().authenticate("ada@example.org", text));
            assertInvalidInput("passwordHash", () -> users().create(bob.passwordHash(text)));
            assertInvalidInput("id", () -> users().find(text));
            assertInvalidInput("metadata", () -> users().create(bob.metadata(Map.of("name", text))));
            assertInvalidInput("metadata", () -> users().create(bob.metadata(Map.of(text, "value"))));
            assertInvalidInput("metadata", () -> users().create(bob.metadata(Map.of("list", List.of(text)))));
            assertInvalidInput("metadata", () -> users().update(ada.id(), UserUpdate.metadata(Map.of("a", text))));
        }
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void textsOfASession_areRefused() {
        NewSession session = NewSession.forUser(user("ada@example.org").id());
        UUID id = sessions().issue(session).session().id();
        for (String text : NastyTexts.REFUSED) {
            assertInvalidInput("userAgent", () -> sessions().issue(session.userAgent(text)));
            assertInvalidInput("ipAddress", () -> sessions().issue(session.ipAddress(text)));
            assertInvalidInput("metadata", () -> sessions().issue(session.metadata(Map.of("name", text))));
            assertInvalidInput("metadata", () -> sessions().updateMetadata(id, Map.of(text, 1)));
            assertInvalidInput("token", () -> sessions().find(text));
            assertInvalidInput("token", () -> sessions().authenticate(text));
            assertInvalidInput("token", () -> sessions().touch(text));
            assertInvalidInput("token", () -> sessions().rotate(text));
            assertInvalidInput("token", () -> sessions().revoke(text));
        }
        assertThat(sessions().revokeAll(session.userId())).isEqualTo(1);
    }

    @Test
    @Needs({USERS, TOKENS})
    void textsOfAToken_areRefused() {
        UUID ada = user("ada@example.org").id();
        for (String text : NastyTexts.REFUSED) {
            assertInvalidInput("purpose", () -> tokens().issue(NewToken.forUser(ada, text)));
            assertInvalidInput("purpose", () -> tokens().consume(text, "token"));
            assertInvalidInput("purpose", () -> tokens().revokeAll(ada, text));
            assertInvalidInput("token", () -> tokens().consume("reset", text));
            assertInvalidInput(
                    "payload",
                    () -> tokens().issue(NewToken.forUser(ada, "reset").payload(Map.of("a", text))));
        }
        assertThat(tokens().revokeAll(ada, "reset")).isZero();
    }

    @Test
    @Needs({TRANSACTIONS, APPLY_ONCE})
    void idempotencyKey_isRefused() {
        for (String text : NastyTexts.REFUSED) {
            assertInvalidInput("idempotencyKey", () -> new IdempotencyKey(text, clock.instant()));
        }
        assertThat(storage.purgeAppliedKeys()).isZero();
    }
}

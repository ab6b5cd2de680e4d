package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every text is kept as it is, in every field and by every operation: quotes, wildcards, placeholders, scripts of the world. */
abstract class TextRules extends Rules {
    @Test
    @Needs(KEY_VALUES)
    void key_isKeptByEveryOperation() {
        for (String text : NastyTexts.KEPT) {
            assertKept(new ItemKey("profiles", "ada", text));
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void id_isKeptByEveryOperation() {
        for (String text : NastyTexts.KEPT) {
            assertKept(new ItemKey("profiles", text, "key"));
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void namespace_isKeptByEveryOperation() {
        for (String text : NastyTexts.KEPT) {
            assertKept(new ItemKey(text, "id", "key"));
        }
    }

    private void assertKept(ItemKey item) {
        KeyValueRecord record = keyValues().namespace(item.namespace()).record(item.id());
        String key = item.key();

        record.put(key, "1", PutOptions.ifAbsent());

        assertThat(keyValues().get(item)).map(KeyValue::itemKey).contains(item);
        assertThat(record.getText(key)).contains("1");
        assertThat(record.exists(key)).isTrue();
        assertThat(record.getAll(List.of(key)).keySet()).containsExactly(key);
        assertThat(record.getAll().keySet()).containsExactly(key);
        assertThat(record.scan(Scan.prefix(key)).items())
                .extracting(KeyValue::itemKey)
                .containsExactly(item);
        assertThat(record.scan(Scan.from(key).descending()).items()).hasSize(1);
        assertThat(record.scan(Scan.to(key)).items()).isEmpty();
        assertThat(keyValues().namespace(item.namespace()).count(Scan.prefix(item.id())))
                .isEqualTo(1);
        assertThat(record.increment(key)).isEqualTo(2);
        assertThat(record.expire(key, Duration.ofHours(1))).isTrue();
        assertThat(record.persist(key)).isTrue();
        assertThat(record.deleteByPrefix(key)).isEqualTo(1);
        keyValues().apply(List.of(Mutation.put(item, "1")));
        assertThat(record.delete(key)).isTrue();
        keyValues().apply(List.of(Mutation.put(item, "1")));
        assertThat(keyValues().namespace(item.namespace()).deleteByPrefix(item.id()))
                .isEqualTo(1);
        assertThat(keyValues().getAll(List.of(item))).isEmpty();
    }

    @Test
    @Needs(KEY_VALUES)
    void names_areListedTogetherInOrder() {
        for (String text : NastyTexts.KEPT) {
            profile().put(text, text);
        }

        List<KeyValue> items = profile().scan(Scan.all()).items();

        assertThat(items).extracting(KeyValue::key).containsExactlyInAnyOrderElementsOf(NastyTexts.KEPT);
        assertThat(items).allSatisfy(item -> assertThat(item.text()).isEqualTo(item.key()));
        assertThat(items.stream().map(KeyValue::key)).isSortedAccordingTo(Utf8Order.ASCENDING);
        String cursor = profile().scan(Scan.all().limit(20)).nextCursor().orElseThrow();
        assertThat(profile().scan(Scan.all().after(cursor)).items()).isEqualTo(items.subList(20, items.size()));
        assertThat(profile().getAll(NastyTexts.KEPT).keySet()).containsExactlyElementsOf(NastyTexts.KEPT);
    }

    @Test
    @Needs(USERS)
    void email_isKeptByEveryOperation() {
        for (String text : NastyTexts.inAddresses()) {
            String email = text + "@" + text;

            User user = user(email);

            assertThat(user.email()).isEqualTo(email);
            assertThat(users().find(user.id())).contains(user);
            assertThat(users().findByEmail(email)).contains(user);
            assertThat(users().authenticate(email, PASSWORD)).contains(user);
            assertThat(users().findOrCreate(NewUser.withEmail(email)).user()).isEqualTo(user);
            User changed = users().update(user.id(), UserUpdate.email("x" + email));
            assertThat(users().findByEmail("x" + email)).contains(changed);
            assertThat(users().findByEmail(email)).isEmpty();
            assertThat(users().delete(user.id())).isTrue();
        }
    }

    @Test
    @Needs(USERS)
    void password_isKept() {
        UUID ada = user("ada@example.org").id();
        for (String text : NastyTexts.KEPT) {
            users().setPassword(ada, text);

            assertThat(users().authenticate("ada@example.org", text)).as(text).isPresent();
            assertThat(users().authenticate("ada@example.org", text + "x")).isEmpty();
        }
    }

    @Test
    @Needs(USERS)
    void metadataOfAUser_isKept() {
        for (String text : NastyTexts.KEPT) {
            Map<String, Object> metadata = Map.of(text, text, "list", List.of(text), "map", Map.of(text, text));

            User user = users().create(NewUser.withEmail("ada@example.org").metadata(metadata));
            assertThat(users().find(user.id()).orElseThrow().metadata()).isEqualTo(metadata);
            users().update(user.id(), UserUpdate.metadata(Map.of("other", text)));
            assertThat(users().find(user.id()).orElseThrow().metadata()).isEqualTo(Map.of("other", text));
            users().delete(user.id());
        }
    }

    @Test
    @Needs({USERS, SESSIONS})
    void textsOfASession_areKept() {
        UUID ada = user("ada@example.org").id();
        for (String text : NastyTexts.KEPT) {
            IssuedSession issued = sessions()
                    .issue(NewSession.forUser(ada)
                            .userAgent(text)
                            .ipAddress(text)
                            .metadata(Map.of(text, text)));

            assertThat(issued.session().userAgent()).contains(text);
            assertThat(issued.session().ipAddress()).contains(text);
            assertThat(issued.session().metadata()).isEqualTo(Map.of(text, text));
            assertThat(sessions().find(issued.token())).contains(issued.session());
            assertThat(sessions()
                            .updateMetadata(issued.session().id(), Map.of("new", text))
                            .metadata())
                    .isEqualTo(Map.of("new", text));
        }
    }

    @Test
    @Needs({USERS, SESSIONS})
    void userAgent_mayBeEmptyOrBlank() {
        UUID ada = user("ada@example.org").id();
        for (String text : List.of("", " ", "\t\r\n")) {
            IssuedSession issued =
                    sessions().issue(NewSession.forUser(ada).userAgent(text).ipAddress(text));

            assertThat(sessions().find(issued.token()).orElseThrow().userAgent())
                    .contains(text);
            assertThat(sessions().find(issued.token()).orElseThrow().ipAddress())
                    .contains(text);
        }
    }

    @Test
    @Needs({USERS, TOKENS})
    void textsOfAToken_areKept() {
        UUID ada = user("ada@example.org").id();
        for (String text : NastyTexts.KEPT) {
            IssuedToken issued = tokens().issue(NewToken.forUser(ada, text).payload(Map.of(text, text)));

            assertThat(issued.stored().purpose()).isEqualTo(text);
            assertThat(tokens().consume(text + "x", issued.token())).isEmpty();
            assertThat(tokens().consume(text, issued.token())).contains(issued.stored());
            tokens().issue(NewToken.forUser(ada, text));
            assertThat(tokens().revokeAll(ada, text)).isEqualTo(1);
        }
    }

    @Test
    @Needs({TRANSACTIONS, APPLY_ONCE})
    void idempotencyKey_isKept() {
        for (String text : NastyTexts.KEPT) {
            IdempotencyKey key = new IdempotencyKey(text, clock.instant());

            assertThat(storage.applyOnce(key, tx -> {})).as(text).isEqualTo(ApplyOutcome.APPLIED);
            assertThat(storage.applyOnce(key, tx -> {})).as(text).isEqualTo(ApplyOutcome.ALREADY_APPLIED);
        }
    }
}

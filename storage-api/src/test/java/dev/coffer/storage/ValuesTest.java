package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final UUID ID = new UUID(0, 1);
    private static final Instant NOW = MovableClock.START;
    private static final ItemKey ITEM = ItemKey.of("n", "i", "k");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static KeyValue keyValue(String key, String value, long version, Instant updatedAt) {
        return new KeyValue("n", "i", key, utf8(value), version, Optional.empty(), NOW, updatedAt);
    }

    @Test
    void newSession_collectsWhatItIsTold() {
        NewSession session = NewSession.forUser(ID)
                .lasting(Duration.ofHours(1))
                .atMost(Duration.ofHours(2))
                .userAgent("agent")
                .ipAddress("::1")
                .metadata(Map.of("a", 1));

        assertThat(session)
                .isEqualTo(new NewSession(
                        ID,
                        Duration.ofHours(1),
                        Optional.of(Duration.ofHours(2)),
                        Optional.of("agent"),
                        Optional.of("::1"),
                        Map.of("a", 1)));
        assertThat(NewSession.forUser(ID))
                .isEqualTo(new NewSession(
                        ID, Duration.ofDays(14), Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
    }

    @Test
    void newToken_collectsWhatItIsTold() {
        assertThat(NewToken.forUser(ID, "purpose").lasting(Duration.ofHours(1)).payload(Map.of("a", 1)))
                .isEqualTo(new NewToken(ID, "purpose", Duration.ofHours(1), Map.of("a", 1)));
        assertThat(NewToken.forUser(ID, "purpose").lifetime()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void userUpdate_collectsWhatItIsTold() {
        UserUpdate update = UserUpdate.metadata(Map.of("a", 1))
                .withEmail("ada@example.org")
                .withEmailVerifiedAt(NOW)
                .ifVersion(7);

        assertThat(update)
                .isEqualTo(new UserUpdateParts(
                        Optional.of("ada@example.org"),
                        true,
                        Optional.of(NOW),
                        Optional.of(Map.of("a", 1)),
                        OptionalLong.of(7)));
        assertThat(UserUpdate.emailVerifiedAt(NOW).withEmail("ada@example.org").newEmailVerifiedAt())
                .contains(NOW);
    }

    @Test
    void userUpdate_ofTheAddress_takesTheVerificationAway() {
        UserUpdate update = UserUpdate.email("ada@example.org").withMetadata(Map.of());

        assertThat(update.changesVerification()).isTrue();
        assertThat(update.newEmailVerifiedAt()).isEmpty();
        assertThat(UserUpdate.emailUnverified().changesVerification()).isTrue();
        assertThat(UserUpdate.emailUnverified().newEmail()).isEmpty();
        assertThat(UserUpdate.metadata(Map.of()).changesVerification()).isFalse();
    }

    @Test
    void metadata_isCopiedWhenItIsGiven() {
        Map<String, @Nullable Object> metadata = new HashMap<>(Map.of("a", 1));
        NewUser user = NewUser.withEmail("ada@example.org").metadata(metadata);
        NewSession session = NewSession.forUser(ID).metadata(metadata);
        NewToken token = NewToken.forUser(ID, "purpose").payload(metadata);
        UserUpdate update = UserUpdate.metadata(metadata);

        metadata.put("b", 2);

        assertThat(List.of(user.metadata(), session.metadata(), token.payload()))
                .allMatch(Map.of("a", 1)::equals);
        assertThat(update.newMetadata()).contains(Map.of("a", 1));
    }

    @Test
    void newUser_hasEitherAPasswordOrAHash() {
        NewUser ada = NewUser.withEmail("ada@example.org");

        assertRefused("passwordHash", () -> ada.password("p").passwordHash("h"));
        assertRefused("password", () -> ada.passwordHash("h").password("p"));
        assertThat(ada.password("o").password("p").password()).contains("p");
        assertThat(ada.passwordHash("g").passwordHash("h").passwordHash()).contains("h");
    }

    @Test
    void newUser_collectsWhatItIsTold() {
        NewUser ada = NewUser.withEmail("ada@example.org")
                .metadata(Map.of("a", 1))
                .emailVerifiedAt(NOW)
                .password("p")
                .id(ID);

        assertThat(ada.email()).isEqualTo("ada@example.org");
        assertThat(ada.id()).contains(ID);
        assertThat(ada.password()).contains("p");
        assertThat(ada.emailVerifiedAt()).contains(NOW);
        assertThat(ada.metadata()).isEqualTo(Map.of("a", 1));
        assertThat(ada.passwordHash()).isEmpty();
    }

    @Test
    void putOptions_combine() {
        Lifetime hour = Lifetime.ttl(Duration.ofHours(1));

        assertThat(PutOptions.defaults()).isEqualTo(new PutTerms(Condition.any(), Lifetime.none()));
        assertThat(PutOptions.ifAbsent().withTtl(Duration.ofHours(1)))
                .isEqualTo(new PutTerms(Condition.absent(), hour));
        assertThat(PutOptions.ttl(Duration.ofHours(1)).with(Condition.version(3)))
                .isEqualTo(PutOptions.ifVersion(3).with(hour));
        assertThat(PutOptions.keepLifetime()).isEqualTo(new PutTerms(Condition.any(), Lifetime.keep()));
        assertThat(PutOptions.keepLifetime().with(Condition.absent()).lifetime())
                .isEqualTo(Lifetime.keep());
    }

    @Test
    void scan_combines() {
        Optional<String> none = Optional.empty();

        assertThat(Scan.all()).isEqualTo(new ScanRequest(none, none, false, Optional.empty(), none));
        assertThat(Scan.range("a", "b").descending().limit(3).after("cursor"))
                .isEqualTo(new ScanRequest(
                        Optional.of("a"), Optional.of("b"), true, Optional.of(3), Optional.of("cursor")));
        assertThat(Scan.from("a")).isEqualTo(new ScanRequest(Optional.of("a"), none, false, Optional.empty(), none));
        assertThat(Scan.to("b")).isEqualTo(new ScanRequest(none, Optional.of("b"), false, Optional.empty(), none));
        assertThat(Scan.prefix("a")).isEqualTo(Scan.range("a", "b"));
        assertThat(Scan.prefix("\uDBFF\uDFFF")).isEqualTo(Scan.from("\uDBFF\uDFFF"));
    }

    @Test
    void transactionOptions_areWhatTheyAreCalled() {
        assertThat(TransactionOptions.defaults())
                .isEqualTo(new TransactionTerms(TransactionOptions.Isolation.READ_COMMITTED, false));
        assertThat(TransactionOptions.repeatableRead())
                .isEqualTo(new TransactionTerms(TransactionOptions.Isolation.REPEATABLE_READ, false));
        assertThat(TransactionOptions.serializable())
                .isEqualTo(new TransactionTerms(TransactionOptions.Isolation.SERIALIZABLE, false));
        assertThat(TransactionOptions.readOnlySnapshot())
                .isEqualTo(new TransactionTerms(TransactionOptions.Isolation.REPEATABLE_READ, true));
    }

    @Test
    void keyValue_copiesItsValue() {
        byte[] value = utf8("value");
        KeyValue item = new KeyValue("n", "i", "k", value, 1, Optional.empty(), NOW, NOW);

        value[0] = 'V';
        item.value()[0] = 'V';

        assertThat(item.value()).isEqualTo(utf8("value"));
        assertThat(item.text()).isEqualTo("value");
        assertThat(item.size()).isEqualTo(5);
        assertThat(item.itemKey()).isEqualTo(ITEM);
    }

    @Test
    void keyValue_isComparedByContent() {
        KeyValue item = keyValue("k", "value", 1, NOW);

        assertThat(item)
                .isEqualTo(keyValue("k", "value", 1, NOW))
                .hasSameHashCodeAs(keyValue("k", "value", 1, NOW))
                .isNotEqualTo(keyValue("l", "value", 1, NOW))
                .isNotEqualTo(keyValue("k", "other", 1, NOW))
                .isNotEqualTo(keyValue("k", "value", 2, NOW))
                .isNotEqualTo(keyValue("k", "value", 1, NOW.plusSeconds(1)))
                .isNotEqualTo(new KeyValue("n", "i", "k", utf8("value"), 1, Optional.of(NOW), NOW, NOW))
                .isNotEqualTo(new KeyValue("n", "i", "k", utf8("value"), 1, Optional.empty(), NOW.plusSeconds(1), NOW))
                .isNotEqualTo("item");
        assertThat(item.hashCode()).isNotEqualTo(keyValue("l", "value", 1, NOW).hashCode());
    }

    @Test
    void put_copiesItsValue() {
        byte[] value = utf8("value");
        Mutation.Put put = (Mutation.Put) Mutation.put(ITEM, value, PutOptions.ifAbsent());

        value[0] = 'V';
        put.value()[0] = 'V';

        assertThat(put.value()).isEqualTo(utf8("value"));
        assertThat(put.item()).isEqualTo(ITEM);
        assertThat(put.options()).isEqualTo(PutOptions.ifAbsent());
        assertThat(((Mutation.Put) Mutation.put(ITEM, "\u20AC")).value()).isEqualTo(utf8("\u20AC"));
    }

    @Test
    void delete_mayDemandAVersion() {
        assertThat(Mutation.delete(ITEM)).isEqualTo(new Mutation.Delete(ITEM, Condition.any()));
        assertThat(Mutation.delete(ITEM, 3)).isEqualTo(new Mutation.Delete(ITEM, Condition.version(3)));
        assertThat(Condition.version(1)).isEqualTo(new Condition.Version(1));
    }

    @Test
    void condition_holdsOfThePresentVersion() {
        OptionalLong absent = OptionalLong.empty();
        OptionalLong three = OptionalLong.of(3);

        assertThat(Condition.any().holds(absent)).isTrue();
        assertThat(Condition.any().holds(three)).isTrue();
        assertThat(Condition.absent().holds(absent)).isTrue();
        assertThat(Condition.absent().holds(three)).isFalse();
        assertThat(Condition.version(3).holds(three)).isTrue();
        assertThat(Condition.version(4).holds(three)).isFalse();
        assertThat(Condition.version(3).holds(absent)).isFalse();
    }

    @Test
    void page_copiesItsItems() {
        List<String> items = new ArrayList<>(List.of("a"));
        Page<String> page = new Page<>(items, Optional.empty());

        items.add("b");

        assertThat(page.items()).containsExactly("a");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> page.items().clear());
    }

    @Test
    void aSession_knowsItsLifetime() {
        Session session = new Session(
                ID,
                ID,
                NOW,
                NOW.plusSeconds(10),
                NOW.plusSeconds(70),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());

        assertThat(session.lifetime()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void pageRequest_goesOn() {
        assertThat(PageRequest.first(3)).isEqualTo(new PageRequest(3, Optional.empty()));
        assertThat(PageRequest.first(3).after("cursor")).isEqualTo(new PageRequest(3, Optional.of("cursor")));
    }
}

package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.assertRefusedAt;
import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputRulesTest {
    private static final Instant NOW = MovableClock.START;

    @Test
    void uuid_inItsCanonicalForm_isRead() {
        String text = "0190a5b1-1234-7abc-8def-0123456789ab";

        assertThat(InputRules.uuid("id", text)).isEqualTo(UUID.fromString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "0190A5B1-1234-7abc-8def-0123456789ab",
                "0190a5b112347abc8def0123456789ab",
                "{0190a5b1-1234-7abc-8def-0123456789ab}",
                "0190a5b1-1234-7abc-8def-0123456789ab ",
                "0190a5b1-1234-7abc-8def-0123456789ab\n",
                "0190a5b1-1234-7abc-8def-0123456789abc",
                "0190a5b1-1234-7abc-8def-0123456789ag"
            })
    void uuid_inAnyOtherForm_isRefused(String text) {
        assertRefused("id", () -> InputRules.uuid("id", text));
    }

    @Test
    void find_byTheTextOfAnId_findsTheUser() {
        Users users = new WatchedProvider().open().users();
        User ada = users.create(NewUser.withEmail("ada@example.org"));

        assertThat(users.find(ada.id().toString())).contains(ada);
        assertRefused("id", () -> users.find("1-1-1-1-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-04T05:06:07.123456789Z, 2026-03-04T05:06:07.123456Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z"
    })
    void instant_isTruncatedToMicroseconds(Instant instant, Instant truncated) {
        assertThat(InputRules.instant("createdAt", instant)).isEqualTo(truncated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void instant_outsideTheYears1To9999_isRefused(Instant instant) {
        assertRefused("createdAt", () -> InputRules.instant("createdAt", instant));
    }

    @Test
    void item_hasAtMost2560BytesTogether() {
        String bytes852 = "\uD83D\uDE00".repeat(213);
        ItemKey longest = ItemKey.of(bytes852 + "a", bytes852 + "\u00E9", bytes852 + "a");
        KeyValues keyValues = new WatchedProvider().open().keyValues();
        KeyValueRecord record = keyValues.namespace(longest.namespace()).record(longest.id());

        assertThat(keyValues.get(longest)).isEmpty();
        assertThat(record.get(longest.key())).isEmpty();
        assertRefused("item", () -> record.get(longest.key() + "b"));
        assertRefused("item", () -> keyValues.get(ItemKey.of(longest.namespace() + "b", longest.id(), longest.key())));
        assertRefused("item", () -> keyValues.get(ItemKey.of(longest.namespace(), longest.id() + "b", longest.key())));
    }

    @Test
    void now_isTruncatedToMicroseconds() {
        MovableClock clock = new MovableClock();
        clock.set(NOW.plusNanos(789));

        User ada = new WatchedProvider().open(clock).users().create(NewUser.withEmail("ada@example.org"));

        assertThat(ada.createdAt()).isEqualTo(NOW);
    }

    @Test
    void emailVerifiedAt_isTruncatedAndChecked() {
        Users users = new WatchedProvider().open().users();
        NewUser ada = NewUser.withEmail("ada@example.org");

        assertThat(users.create(ada.emailVerifiedAt(NOW.plusNanos(1))).emailVerifiedAt())
                .contains(NOW);
        assertRefused("emailVerifiedAt", () -> users.create(ada.emailVerifiedAt(Instant.MAX)));
        assertRefused(
                "emailVerifiedAt", () -> users.update(UUID.randomUUID(), UserUpdate.emailVerifiedAt(Instant.MIN)));
    }

    @Test
    void after_aDuration_isTruncatedToMicroseconds() {
        assertThat(InputRules.after("ttl", NOW, Duration.ofNanos(1000))).isEqualTo(NOW.plusNanos(1000));
        assertThat(InputRules.after("ttl", NOW, Duration.ofNanos(2999))).isEqualTo(NOW.plusNanos(2000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000000999S", "PT-2562047788015215H"})
    void after_lessThanAMicrosecond_isRefused(Duration duration) {
        assertRefused("ttl", () -> InputRules.after("ttl", NOW, duration));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P3000000D", "PT2562047788015215H", "PT2562047788015215H30M7.999999999S"})
    void after_moreThanTheYear9999_isRefused(Duration duration) {
        assertRefused("ttl", () -> InputRules.after("ttl", NOW, duration));
    }

    @Test
    void everyDuration_isChecked() {
        Storage storage = new WatchedProvider().open();
        UUID id = storage.users().create(NewUser.withEmail("ada@example.org")).id();
        KeyValueRecord counters = storage.keyValues().namespace("n").record("i");
        NewSession session = NewSession.forUser(id);

        for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertRefused("lifetime", () -> storage.sessions().issue(session.lasting(bad)));
            assertRefused("absoluteLifetime", () -> storage.sessions().issue(session.atMost(bad)));
            assertRefused(
                    "lifetime",
                    () -> storage.tokens().issue(NewToken.forUser(id, "purpose").lasting(bad)));
            assertRefused("ttl", () -> counters.put("k", "value", PutOptions.ttl(bad)));
            assertRefused("ttl", () -> counters.increment("k", 1, Lifetime.ttl(bad)));
            assertRefused("ttl", () -> counters.expire("k", bad));
        }
        assertThat(counters.count()).isZero();
    }

    @Test
    void eachElement_namesTheElementThatBreaksARule() {
        List<String> ids = List.of("0190a5b1-1234-7abc-8def-0123456789ab", "bad");

        assertRefusedAt("id", 1, () -> InputRules.eachElement("ids", ids, (i, id) -> InputRules.uuid("id", id)));
    }

    @Test
    void eachElement_keepsProblemAndCause() {
        InvalidInput original = new InvalidInput("value", "is wrong", new IllegalStateException("why"));

        InvalidInput named = refusal(() -> InputRules.eachElement("values", List.of(1), (i, element) -> {
            throw original;
        }));

        assertThat(named).hasMessage("value (element 0) is wrong").hasCause(original.getCause());
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An item lives for ever, for a time, or as long as before; its end is set and dropped without touching its value. */
@Needs(KEY_VALUES)
abstract class LifetimeRules extends Rules {
    private static final Duration HOUR = Duration.ofHours(1);

    private Optional<Instant> expiresAt() {
        return profile().get("theme").orElseThrow().expiresAt();
    }

    @Test
    void put_withoutLifetime_livesForEver() {
        profile().put("theme", "dark");

        clock.set(Instant.parse("9999-12-31T23:59:59.999999Z"));

        assertThat(profile().getText("theme")).contains("dark");
        assertThat(expiresAt()).isEmpty();
    }

    @Test
    void put_withTtl_expiresThatLongFromNow() {
        profile().put("theme", "dark", PutOptions.ttl(HOUR));

        assertThat(expiresAt()).contains(clock.instant().plus(HOUR));
    }

    @Test
    void put_overAnItemWithTtl_dropsIt() {
        profile().put("theme", "dark", PutOptions.ttl(HOUR));

        profile().put("theme", "light");

        assertThat(expiresAt()).isEmpty();
    }

    @Test
    void put_overAnItemWithAnotherTtl_replacesIt() {
        profile().put("theme", "dark", PutOptions.ttl(HOUR));
        clock.advance(Duration.ofMinutes(1));

        profile().put("theme", "light", PutOptions.ttl(HOUR));

        assertThat(expiresAt()).contains(clock.instant().plus(HOUR));
    }

    @Test
    void put_keepingTheLifetime_keepsItsEnd() {
        profile().put("theme", "dark", PutOptions.ttl(HOUR));
        Optional<Instant> end = expiresAt();
        clock.advance(Duration.ofMinutes(1));

        profile().put("theme", "light", PutOptions.keepLifetime());

        assertThat(profile().getText("theme")).contains("light");
        assertThat(expiresAt()).isEqualTo(end);
    }

    @Test
    void put_keepingTheLifetimeOfAnAbsentItem_livesForEver() {
        profile().put("theme", "dark", PutOptions.keepLifetime());

        assertThat(expiresAt()).isEmpty();
    }

    @Test
    void put_conditionAndLifetime_holdTogether() {
        long version = profile().put("theme", "dark", PutOptions.ifAbsent().withTtl(HOUR));
        assertThat(expiresAt()).contains(clock.instant().plus(HOUR));

        profile().put("theme", "light", PutOptions.ifVersion(version).with(Lifetime.keep()));

        assertThat(expiresAt()).contains(clock.instant().plus(HOUR));
    }

    @Test
    void putAll_withTtl_holdsForEachItem() {
        profile().putAll(Map.of("a", new byte[0], "b", new byte[0]), PutOptions.ttl(HOUR));

        assertThat(profile().getAll().values())
                .hasSize(2)
                .allSatisfy(item ->
                        assertThat(item.expiresAt()).contains(clock.instant().plus(HOUR)));
    }

    @Test
    void apply_eachPutHasItsOwnLifetime() {
        profile().put("kept", "1", PutOptions.ttl(HOUR));
        Instant end = clock.instant().plus(HOUR);
        clock.advance(Duration.ofMinutes(1));

        keyValues()
                .apply(List.of(
                        Mutation.put(profile().item("kept"), "2", PutOptions.keepLifetime()),
                        Mutation.put(profile().item("ttl"), "2", PutOptions.ttl(HOUR)),
                        Mutation.put(profile().item("ever"), "2")));

        assertThat(profile().get("kept").orElseThrow().expiresAt()).contains(end);
        assertThat(profile().get("ttl").orElseThrow().expiresAt())
                .contains(clock.instant().plus(HOUR));
        assertThat(profile().get("ever").orElseThrow().expiresAt()).isEmpty();
    }

    @Test
    void expire_setsTheEndAndLeavesTheValue() {
        profile().put("theme", "dark");
        KeyValue before = profile().get("theme").orElseThrow();
        clock.advance(Duration.ofMinutes(1));

        assertThat(profile().expire("theme", HOUR)).isTrue();

        KeyValue after = profile().get("theme").orElseThrow();
        assertThat(after.text()).isEqualTo("dark");
        assertThat(after.expiresAt()).contains(clock.instant().plus(HOUR));
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.updatedAt()).isEqualTo(clock.instant());
        assertThat(after.version()).isNotEqualTo(before.version());
    }

    @Test
    void persist_dropsTheEndAndLeavesTheValue() {
        profile().put("theme", "dark", PutOptions.ttl(HOUR));
        KeyValue before = profile().get("theme").orElseThrow();
        clock.advance(Duration.ofMinutes(1));

        assertThat(profile().persist("theme")).isTrue();

        KeyValue after = profile().get("theme").orElseThrow();
        assertThat(after.text()).isEqualTo("dark");
        assertThat(after.expiresAt()).isEmpty();
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.updatedAt()).isEqualTo(clock.instant());
        assertThat(after.version()).isNotEqualTo(before.version());
    }

    @Test
    void expireAndPersist_absentItem_areFalseAndMakeNone() {
        assertThat(profile().expire("theme", HOUR)).isFalse();
        assertThat(profile().persist("theme")).isFalse();
        assertThat(profile().exists("theme")).isFalse();
    }

    @Test
    void expire_oneItem_leavesTheOthers() {
        profile().put("theme", "dark");
        profile().put("lang", "en");

        profile().expire("lang", HOUR);

        assertThat(expiresAt()).isEmpty();
    }

    @Test
    void ttl_thatIsNotPositiveOrEndsAfterTheYear9999_isInvalidInputTtl() {
        profile().put("theme", "dark");
        for (Duration refused : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-1),
                Duration.ofNanos(999),
                Duration.ofDays(366L * 8_000),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            assertInvalidInput("ttl", () -> profile().put("theme", "light", PutOptions.ttl(refused)));
            assertInvalidInput("ttl", () -> profile().expire("theme", refused));
            assertInvalidInput("ttl", () -> profile().increment("n", 1, Lifetime.ttl(refused)));
            assertInvalidInput(
                    "ttl",
                    1,
                    () -> keyValues()
                            .apply(List.of(
                                    Mutation.put(profile().item("a"), "1"),
                                    Mutation.put(profile().item("b"), "1", PutOptions.ttl(refused)))));
        }
        assertThat(profile().getAll().keySet()).containsExactly("theme");
        assertThat(profile().getText("theme")).contains("dark");
        assertThat(expiresAt()).isEmpty();
    }

    @Test
    void ttl_toTheLastInstantOfTheYear9999_isKept() {
        Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");

        profile().put("theme", "dark", PutOptions.ttl(Duration.between(clock.instant(), last)));

        assertThat(expiresAt()).contains(last);
    }
}

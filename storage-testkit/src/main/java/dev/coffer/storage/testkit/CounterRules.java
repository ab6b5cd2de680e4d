package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A counter is an item whose value is a 64-bit integer in ASCII decimal, as {@link Long#toString(long)} writes it. */
@Needs(KEY_VALUES)
abstract class CounterRules extends Rules {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void increment_absentItem_beginsAtZeroAndLivesForEver() {
        assertThat(profile().increment("logins")).isEqualTo(1);

        KeyValue item = profile().get("logins").orElseThrow();
        assertThat(item.text()).isEqualTo("1");
        assertThat(item.expiresAt()).isEmpty();
        assertThat(item.createdAt()).isEqualTo(clock.instant());
    }

    @Test
    void increment_byAnyDelta_returnsTheSum() {
        assertThat(profile().increment("n", 40)).isEqualTo(40);
        assertThat(profile().increment("n", 2)).isEqualTo(42);
        assertThat(profile().increment("n", -50)).isEqualTo(-8);
        assertThat(profile().increment("n", 0)).isEqualTo(-8);
        assertThat(profile().getText("n")).contains("-8");
        assertThat(profile().increment("zero", 0)).isZero();
        assertThat(profile().getText("zero")).contains("0");
    }

    @Test
    void increment_overAPutNumber_addsToIt() {
        profile().put("n", "41");
        assertThat(profile().increment("n")).isEqualTo(42);
        profile().put("n", "-9223372036854775808");
        assertThat(profile().increment("n", Long.MAX_VALUE)).isEqualTo(-1);
    }

    @Test
    void increment_toTheEndsOf64Bits_isExact() {
        assertThat(profile().increment("high", Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(profile().increment("low", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(profile().getText("high")).contains("9223372036854775807");
        assertThat(profile().getText("low")).contains("-9223372036854775808");
    }

    @Test
    void increment_beyond64Bits_isInvalidInputDeltaAndChangesNothing() {
        profile().increment("high", Long.MAX_VALUE);
        profile().increment("low", Long.MIN_VALUE);
        KeyValue high = profile().get("high").orElseThrow();
        KeyValue low = profile().get("low").orElseThrow();

        assertInvalidInput("delta", () -> profile().increment("high"));
        assertInvalidInput("delta", () -> profile().increment("low", -1));
        assertInvalidInput("delta", () -> profile().increment("low", Long.MIN_VALUE));

        assertThat(profile().get("high")).contains(high);
        assertThat(profile().get("low")).contains(low);
    }

    @Test
    void increment_valueThatIsNoSuchNumber_isInvalidInputValueAndChangesNothing() {
        for (String text : List.of(
                "",
                " ",
                "dark",
                " 1",
                "1 ",
                "1\n",
                "+1",
                "01",
                "-0",
                "-01",
                "--1",
                "-",
                "1.0",
                "1e3",
                "0x1",
                "1_000",
                "\u0661",
                "\uff11",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999999999")) {
            profile().put("n", text);
            KeyValue before = profile().get("n").orElseThrow();

            assertInvalidInput("value", () -> profile().increment("n"));

            assertThat(profile().get("n")).contains(before);
        }
        profile().put("n", new byte[] {(byte) 0xff, (byte) 0xfe});
        assertInvalidInput("value", () -> profile().increment("n"));
        profile().put("n", new byte[] {'1', 0});
        assertInvalidInput("value", () -> profile().increment("n"));
    }

    @Test
    void increment_isAWrite() {
        profile().increment("n");
        KeyValue before = profile().get("n").orElseThrow();
        clock.advance(Duration.ofSeconds(1));

        profile().increment("n");

        KeyValue after = profile().get("n").orElseThrow();
        assertThat(after.version()).isNotEqualTo(before.version());
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.updatedAt()).isEqualTo(clock.instant());
    }

    @Test
    void increment_absentItemWithTtl_startsTheWindow() {
        profile().increment("n", 1, Lifetime.ttl(HOUR));

        assertThat(profile().get("n").orElseThrow().expiresAt())
                .contains(clock.instant().plus(HOUR));
    }

    @Test
    void increment_presentItemWithTtl_keepsItsEnd() {
        profile().increment("n", 1, Lifetime.ttl(HOUR));
        Instant end = clock.instant().plus(HOUR);
        clock.advance(Duration.ofMinutes(59));

        profile().increment("n", 1, Lifetime.ttl(HOUR));
        profile().increment("n");
        assertThat(profile().get("n").orElseThrow().expiresAt()).contains(end);

        profile().put("ever", "1");
        profile().increment("ever", 1, Lifetime.ttl(HOUR));
        assertThat(profile().get("ever").orElseThrow().expiresAt()).isEmpty();
    }

    @Test
    void increment_keepingTheLifetimeOfAnAbsentItem_livesForEver() {
        profile().increment("n", 1, Lifetime.keep());

        assertThat(profile().get("n").orElseThrow().expiresAt()).isEmpty();
    }

    @Test
    void increment_oneCounter_leavesTheOthers() {
        profile().increment("n");
        keyValues().namespace("profiles").record("bob").increment("n", 10);
        profile().put("m", "5", PutOptions.ttl(HOUR));

        profile().increment("n");

        assertThat(profile().getText("n")).contains("2");
        assertThat(profile().getText("m")).contains("5");
        assertThat(keyValues().namespace("profiles").record("bob").getText("n")).contains("10");
    }
}

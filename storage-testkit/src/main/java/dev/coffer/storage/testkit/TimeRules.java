package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Times are kept to the microsecond, in the years 1 to 9999; now is what the configured clock says. */
abstract class TimeRules extends Rules {
    private static final Instant NANOS = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final Instant MICROS = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    @Test
    @Needs(USERS)
    void timesOfAUser_areCutToMicroseconds() {
        clock.set(NANOS);

        User ada = users().create(NewUser.withEmail("ada@example.org").emailVerifiedAt(NANOS));

        assertThat(ada.createdAt()).isEqualTo(MICROS);
        assertThat(ada.updatedAt()).isEqualTo(MICROS);
        assertThat(ada.emailVerifiedAt()).contains(MICROS);
        assertThat(users().find(ada.id())).contains(ada);
        User locked = users().lock(ada.id());
        assertThat(locked.lockedAt()).contains(MICROS);
        assertThat(users().find(ada.id())).contains(locked);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void timesOfASession_areCutToMicroseconds() {
        NewSession session = NewSession.forUser(user("ada@example.org").id()).lasting(Duration.ofHours(1));
        clock.set(NANOS);

        IssuedSession issued = sessions().issue(session.atMost(Duration.ofDays(1)));

        assertThat(issued.session().createdAt()).isEqualTo(MICROS);
        assertThat(issued.session().expiresAt()).isEqualTo(MICROS.plus(Duration.ofHours(1)));
        assertThat(issued.session().absoluteExpiresAt()).contains(MICROS.plus(Duration.ofDays(1)));
        assertThat(sessions().find(issued.token())).contains(issued.session());
        clock.advance(Duration.ofMinutes(30));
        assertThat(sessions().touch(issued.token()).orElseThrow().lastSeenAt())
                .isEqualTo(MICROS.plus(Duration.ofMinutes(30)));
    }

    @Test
    @Needs({USERS, TOKENS})
    void timesOfAToken_areCutToMicroseconds() {
        UUID ada = user("ada@example.org").id();
        clock.set(NANOS);

        IssuedToken issued = tokens().issue(NewToken.forUser(ada, "reset"));

        assertThat(issued.stored().createdAt()).isEqualTo(MICROS);
        assertThat(issued.stored().expiresAt()).isEqualTo(MICROS.plus(Duration.ofMinutes(15)));
        assertThat(tokens().consume("reset", issued.token())).contains(issued.stored());
    }

    @Test
    @Needs(KEY_VALUES)
    void timesOfAnItem_areCutToMicroseconds() {
        clock.set(NANOS);

        profile().put("a", "1", PutOptions.ttl(Duration.ofNanos(1_999)));

        KeyValue item = profile().get("a").orElseThrow();
        assertThat(item.createdAt()).isEqualTo(MICROS);
        assertThat(item.updatedAt()).isEqualTo(MICROS);
        assertThat(item.expiresAt()).contains(MICROS.plusNanos(1_000));
        profile().expire("a", Duration.ofNanos(2_500));
        assertThat(profile().get("a").orElseThrow().expiresAt()).contains(MICROS.plusNanos(2_000));
    }

    @Test
    @Needs(USERS)
    void instant_fromTheYear1To9999_isKept() {
        UUID ada = user("ada@example.org").id();
        for (Instant instant : List.of(
                FIRST,
                Instant.parse("0001-01-01T00:00:00.000001Z"),
                Instant.parse("1582-10-10T12:00:00Z"),
                Instant.parse("1883-11-18T17:00:00.5Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.EPOCH,
                Instant.parse("2026-03-08T07:30:00Z"),
                Instant.parse("2038-01-19T03:14:08Z"),
                LAST)) {
            assertThat(users().update(ada, UserUpdate.emailVerifiedAt(instant)).emailVerifiedAt())
                    .contains(instant);
            assertThat(users().find(ada).orElseThrow().emailVerifiedAt()).contains(instant);
        }
    }

    @Test
    @Needs(USERS)
    void instant_beforeTheYear1OrAfter9999_isInvalidInput() {
        User ada = user("ada@example.org");
        NewUser bob = NewUser.withEmail("bob@example.org");
        for (Instant refused : List.of(FIRST.minusNanos(1), LAST.plusNanos(1_000), Instant.MIN, Instant.MAX)) {
            assertInvalidInput("emailVerifiedAt", () -> users().create(bob.emailVerifiedAt(refused)));
            assertInvalidInput("emailVerifiedAt", () -> users().update(ada.id(), UserUpdate.emailVerifiedAt(refused)));
        }
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    @Needs(KEY_VALUES)
    void clock_fromTheYear1To9999_isUsed() {
        for (Instant now : List.of(FIRST, Instant.parse("1969-12-31T23:59:59.999999Z"), LAST.minusSeconds(1))) {
            clock.set(now);
            profile().put("a", "1", PutOptions.ttl(Duration.ofMillis(1)));
            assertThat(profile().get("a").orElseThrow().updatedAt()).isEqualTo(now);
            clock.advance(Duration.ofMillis(1));
            assertThat(profile().exists("a")).isFalse();
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void clock_outsideTheYears_isInvalidInputNow() {
        profile().put("a", "1");

        clock.set(LAST.plusNanos(1_000));
        assertInvalidInput("now", () -> profile().put("b", "1"));
        assertInvalidInput("now", () -> profile().get("a"));
        clock.set(FIRST.minusNanos(1));
        assertInvalidInput("now", () -> profile().put("b", "1"));

        clock.set(NANOS);
        assertThat(profile().getAll().keySet()).containsExactly("a");
    }
}

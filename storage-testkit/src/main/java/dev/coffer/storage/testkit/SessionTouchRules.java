package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A touch slides the session's end by its lifetime, up to the absolute one, and writes only now and then. */
@Needs({USERS, SESSIONS})
abstract class SessionTouchRules extends Rules {
    private static final Duration LIFETIME = Duration.ofMinutes(100);
    private static final Duration TENTH = Duration.ofMinutes(10);

    private IssuedSession issue(NewSession session) {
        return sessions().issue(session.lasting(LIFETIME));
    }

    private NewSession adas() {
        return NewSession.forUser(user("ada@example.org").id());
    }

    @Test
    void touch_afterMoreThanATenth_slidesByTheLifetime() {
        IssuedSession issued = issue(adas());
        clock.advance(TENTH.plus(MICROSECOND));

        Session touched = sessions().touch(issued.token()).orElseThrow();

        assertThat(touched.lastSeenAt()).isEqualTo(clock.instant());
        assertThat(touched.expiresAt()).isEqualTo(clock.instant().plus(LIFETIME));
        assertThat(sessions().find(issued.token())).contains(touched);
    }

    @Test
    void touch_afterATenthOrLess_writesNothing() {
        IssuedSession issued = issue(adas());

        for (Duration passed : new Duration[] {Duration.ZERO, MICROSECOND, TENTH.minus(MICROSECOND)}) {
            clock.set(issued.session().createdAt().plus(passed));
            assertThat(sessions().touch(issued.token())).contains(issued.session());
        }
        clock.set(issued.session().createdAt().plus(TENTH));
        assertThat(sessions().touch(issued.token())).contains(issued.session());
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void touch_lifetimeOfFewMicroseconds_isMeasuredExactly() {
        IssuedSession issued = sessions().issue(adas().lasting(Duration.ofNanos(15_000)));
        clock.advance(MICROSECOND);
        assertThat(sessions().touch(issued.token())).contains(issued.session());
        clock.advance(MICROSECOND);

        assertThat(sessions().touch(issued.token()).orElseThrow().lastSeenAt()).isEqualTo(clock.instant());
    }

    @Test
    void touch_againAndAgain_outlivesTheFirstLifetime() {
        IssuedSession issued = issue(adas());

        for (int i = 0; i < 5; i++) {
            clock.advance(LIFETIME.minus(MICROSECOND));
            assertThat(sessions().touch(issued.token())).isPresent();
        }

        assertThat(sessions().find(issued.token()).orElseThrow().lifetime()).isEqualTo(LIFETIME);
    }

    @Test
    void touch_slidesToTheAbsoluteEndAtMost() {
        IssuedSession issued = issue(adas().atMost(Duration.ofMinutes(150)));
        Instant end = issued.session().createdAt().plus(Duration.ofMinutes(150));
        clock.advance(Duration.ofMinutes(90));

        Session touched = sessions().touch(issued.token()).orElseThrow();
        assertThat(touched.expiresAt()).isEqualTo(end);
        assertThat(touched.lastSeenAt()).isEqualTo(clock.instant());

        clock.advance(Duration.ofMinutes(30));
        assertThat(sessions().touch(issued.token()).orElseThrow().expiresAt()).isEqualTo(end);
        clock.set(end);
        assertThat(sessions().touch(issued.token())).isEmpty();
    }

    @Test
    void touch_leavesTheRest() {
        IssuedSession issued = issue(adas().atMost(Duration.ofDays(30))
                .userAgent("Mozilla/5.0")
                .ipAddress("192.0.2.1")
                .metadata(Map.of("device", "phone")));
        Session before = issued.session();
        clock.advance(Duration.ofMinutes(50));

        assertThat(sessions().touch(issued.token()))
                .contains(new Session(
                        before.id(),
                        before.userId(),
                        before.createdAt(),
                        clock.instant(),
                        clock.instant().plus(LIFETIME),
                        before.absoluteExpiresAt(),
                        before.userAgent(),
                        before.ipAddress(),
                        before.metadata()));
    }

    @Test
    void touch_oneSession_leavesTheOthers() {
        NewSession adas = adas();
        IssuedSession phone = issue(adas);
        IssuedSession laptop = issue(adas);
        clock.advance(Duration.ofMinutes(50));

        assertThat(sessions().touch(phone.token())).isPresent();

        assertThat(sessions().find(laptop.token())).contains(laptop.session());
    }

    @Test
    void touch_unknownToken_isEmpty() {
        issue(adas());

        assertThat(sessions().touch("unknown")).isEmpty();
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A session whose {@code expiresAt} is now is expired: absent to every operation, purged or not, and revived by none. Each test
 * looks a microsecond before, and then at the very moment.
 */
@Needs({USERS, SESSIONS})
abstract class SessionExpiryRules extends Rules {
    private IssuedSession issue() {
        UUID ada = users().findByEmail("ada@example.org")
                .orElseGet(() -> user("ada@example.org"))
                .id();
        return sessions().issue(NewSession.forUser(ada).lasting(Duration.ofHours(1)));
    }

    private void justBeforeTheEndOf(IssuedSession issued) {
        clock.set(issued.session().expiresAt().minus(MICROSECOND));
    }

    private void atTheEndOf(IssuedSession issued) {
        clock.set(issued.session().expiresAt());
    }

    @Test
    void find_expiredNow_isEmpty() {
        IssuedSession issued = issue();
        justBeforeTheEndOf(issued);
        assertThat(sessions().find(issued.token())).contains(issued.session());

        atTheEndOf(issued);

        assertThat(sessions().find(issued.token())).isEmpty();
    }

    @Test
    void authenticate_expiredNow_isEmpty() {
        IssuedSession issued = issue();
        justBeforeTheEndOf(issued);
        assertThat(sessions().authenticate(issued.token())).isPresent();

        atTheEndOf(issued);

        assertThat(sessions().authenticate(issued.token())).isEmpty();
    }

    @Test
    void touch_expiredNow_isEmptyAndDoesNotReviveIt() {
        IssuedSession issued = issue();
        atTheEndOf(issued);

        assertThat(sessions().touch(issued.token())).isEmpty();

        assertThat(sessions().find(issued.token())).isEmpty();
        justBeforeTheEndOf(issued);
        assertThat(sessions().touch(issued.token())).isPresent();
    }

    @Test
    void rotate_expiredNow_isEmptyAndDoesNotReviveIt() {
        IssuedSession issued = issue();
        atTheEndOf(issued);

        assertThat(sessions().rotate(issued.token())).isEmpty();

        justBeforeTheEndOf(issued);
        assertThat(sessions().find(issued.token())).contains(issued.session());
        assertThat(sessions().rotate(issued.token())).isPresent();
    }

    @Test
    void updateMetadata_expiredNow_isNotFoundAndChangesNothing() {
        IssuedSession issued = issue();
        UUID id = issued.session().id();
        atTheEndOf(issued);

        assertNotFound("session", () -> sessions().updateMetadata(id, Map.of("name", "kitchen")));

        justBeforeTheEndOf(issued);
        assertThat(sessions().find(issued.token())).contains(issued.session());
        assertThat(sessions().updateMetadata(id, Map.of("name", "kitchen")).metadata())
                .isEqualTo(Map.of("name", "kitchen"));
    }

    @Test
    void list_expiredNow_isLeftOut() {
        IssuedSession issued = issue();
        clock.advance(Duration.ofMinutes(1));
        Session later = issue().session();
        UUID ada = later.userId();
        justBeforeTheEndOf(issued);
        assertThat(sessions().list(ada, PageRequest.first(10)).items()).containsExactly(issued.session(), later);

        atTheEndOf(issued);

        assertThat(sessions().list(ada, PageRequest.first(1)).items()).containsExactly(later);
        assertThat(sessions().list(ada, PageRequest.first(1)).nextCursor()).isEmpty();
    }

    @Test
    void revokeById_expiredNow_isFalse() {
        IssuedSession issued = issue();
        IssuedSession twin = issue();
        justBeforeTheEndOf(issued);
        assertThat(sessions().revoke(issued.session().id())).isTrue();

        atTheEndOf(issued);

        assertThat(sessions().revoke(twin.session().id())).isFalse();
    }

    @Test
    void revokeByToken_expiredNow_isFalse() {
        IssuedSession issued = issue();
        IssuedSession twin = issue();
        justBeforeTheEndOf(issued);
        assertThat(sessions().revoke(issued.token())).isTrue();

        atTheEndOf(issued);

        assertThat(sessions().revoke(twin.token())).isFalse();
    }

    @Test
    void revokeAll_expiredNow_isNotCounted() {
        IssuedSession issued = issue();
        clock.advance(Duration.ofMinutes(1));
        IssuedSession later = issue();
        UUID ada = later.session().userId();

        atTheEndOf(issued);

        assertThat(sessions().revokeAll(ada)).isEqualTo(1);
        assertThat(sessions().revokeAll(ada, EndSessions.all())).isZero();
    }

    @Test
    void setPassword_expiredSession_isNotRevivedByBeingExcepted() {
        IssuedSession issued = issue();
        atTheEndOf(issued);

        users().setPassword(
                        issued.session().userId(),
                        ANOTHER_PASSWORD,
                        EndSessions.allExcept(issued.session().id()));

        assertThat(sessions().find(issued.token())).isEmpty();
    }

    @Test
    void lifetime_thatIsNotPositiveOrEndsAfterTheYear9999_isInvalidInput() {
        NewSession session = NewSession.forUser(user("ada@example.org").id());
        for (Duration refused : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-1),
                Duration.ofNanos(999),
                Duration.ofDays(366L * 8_000),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            assertInvalidInput("lifetime", () -> sessions().issue(session.lasting(refused)));
            assertInvalidInput("absoluteLifetime", () -> sessions().issue(session.atMost(refused)));
        }
    }

    @Test
    void lifetime_toTheLastInstantOfTheYear9999_isKept() {
        NewSession session = NewSession.forUser(user("ada@example.org").id());
        Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
        Duration longest = Duration.between(clock.instant(), last);

        IssuedSession issued = sessions().issue(session.lasting(longest).atMost(longest));

        assertThat(issued.session().expiresAt()).isEqualTo(last);
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }
}

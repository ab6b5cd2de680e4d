package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How sessions and one-time tokens reach the provider. */
class SessionsTest {
    private static final Instant START = MovableClock.START;
    private static final Duration HOUR = Duration.ofHours(1);

    private final WatchedProvider provider = new WatchedProvider();
    private final MovableClock clock = new MovableClock();
    private final Storage storage = provider.open(clock);
    private final Sessions sessions = storage.sessions();
    private final Tokens tokens = storage.tokens();
    private final User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
    private final NewSession forAda = NewSession.forUser(ada.id());

    @Test
    void issue_storesWhatItIsTold() {
        Session session = sessions.issue(forAda.lasting(HOUR)
                        .atMost(HOUR.multipliedBy(3))
                        .userAgent("agent")
                        .ipAddress("::1")
                        .metadata(Map.of("a", 1)))
                .session();

        assertThat(session)
                .isEqualTo(new Session(
                        session.id(),
                        ada.id(),
                        START,
                        START,
                        START.plus(HOUR),
                        Optional.of(START.plus(HOUR.multipliedBy(3))),
                        Optional.of("agent"),
                        Optional.of("::1"),
                        Map.of("a", 1L)));
        assertThat(session.id().version()).isEqualTo(7);
    }

    @Test
    void issue_withinAShorterAbsoluteLifetime_endsWithThat() {
        Session session = sessions.issue(forAda.lasting(HOUR.multipliedBy(2)).atMost(HOUR))
                .session();

        assertThat(session.expiresAt()).isEqualTo(START.plus(HOUR));
        assertThat(session.absoluteExpiresAt()).contains(START.plus(HOUR));
        assertThat(sessions.issue(forAda.lasting(HOUR).atMost(HOUR)).session().expiresAt())
                .isEqualTo(START.plus(HOUR));
    }

    @Test
    void issue_forNobody_isAMissingReference() {
        UUID nobody = UUID.randomUUID();

        assertThatExceptionOfType(MissingReference.class)
                .isThrownBy(() -> sessions.issue(NewSession.forUser(nobody)))
                .satisfies(missing -> assertThat(missing.field()).isEqualTo("userId"));
        assertThatExceptionOfType(MissingReference.class)
                .isThrownBy(() -> tokens.issue(NewToken.forUser(nobody, "purpose")));
    }

    @Test
    void authenticate_isTheSessionAndItsUserInOneCall() {
        IssuedSession issued = sessions.issue(forAda);
        provider.forgetCalls();

        assertThat(sessions.authenticate(issued.token())).contains(new Authenticated(issued.session(), ada));
        assertThat(provider.calls()).containsExactly("sessions.authenticate");
        assertThat(sessions.find(issued.token())).contains(issued.session());
        assertThat(sessions.find("other")).isEmpty();
        assertThat(sessions.authenticate("other")).isEmpty();
    }

    @Test
    void everyLookUp_goesByTheClock() {
        IssuedSession issued = sessions.issue(forAda.lasting(HOUR));
        UUID id = issued.session().id();
        clock.advance(HOUR);

        assertThat(sessions.find(issued.token())).isEmpty();
        assertThat(sessions.authenticate(issued.token())).isEmpty();
        assertThat(sessions.touch(issued.token())).isEmpty();
        assertThat(sessions.rotate(issued.token())).isEmpty();
        assertThat(sessions.list(ada.id(), PageRequest.first(10)).items()).isEmpty();
        assertThat(sessions.revoke(issued.token())).isFalse();
        assertThat(sessions.revoke(id)).isFalse();
        assertThat(sessions.revokeAll(ada.id())).isZero();
        assertThatExceptionOfType(NotFound.class)
                .isThrownBy(() -> sessions.updateMetadata(id, Map.of()))
                .satisfies(missing -> assertThat(missing.what()).isEqualTo("session"));
    }

    @Test
    void touch_prolongsTheSession() {
        IssuedSession issued = sessions.issue(forAda.lasting(HOUR));
        clock.advance(HOUR.dividedBy(2));

        assertThat(sessions.touch(issued.token()))
                .hasValueSatisfying(session -> assertThat(session.expiresAt())
                        .isEqualTo(clock.instant().plus(HOUR)));
    }

    @Test
    void rotate_givesANewTokenForTheSameSession() {
        IssuedSession issued = sessions.issue(forAda);

        IssuedSession rotated = sessions.rotate(issued.token()).orElseThrow();

        assertThat(rotated.session()).isEqualTo(issued.session());
        assertThat(rotated.token()).isNotEqualTo(issued.token()).hasSize(43);
        assertThat(sessions.find(issued.token())).isEmpty();
        assertThat(sessions.find(rotated.token())).contains(issued.session());
        assertThat(sessions.rotate(issued.token())).isEmpty();
    }

    @Test
    void updateMetadata_replacesIt() {
        IssuedSession issued = sessions.issue(forAda.metadata(Map.of("a", 1)));

        Session updated = sessions.updateMetadata(issued.session().id(), Map.of("b", 2));

        assertThat(updated.metadata()).isEqualTo(Map.of("b", 2L));
        assertThat(sessions.find(issued.token())).contains(updated);
    }

    @Test
    void revoke_endsASession() {
        IssuedSession first = sessions.issue(forAda);
        IssuedSession second = sessions.issue(forAda);

        assertThat(sessions.revoke(first.token())).isTrue();
        assertThat(sessions.revoke(first.token())).isFalse();
        assertThat(sessions.revoke(second.session().id())).isTrue();
        assertThat(sessions.revoke(second.session().id())).isFalse();
    }

    @Test
    void revokeAll_endsThoseItIsTold() {
        IssuedSession kept = sessions.issue(forAda);
        sessions.issue(forAda);

        assertThat(sessions.revokeAll(ada.id(), EndSessions.none())).isZero();
        assertThat(sessions.revokeAll(
                        ada.id(), EndSessions.allExcept(kept.session().id())))
                .isEqualTo(1);
        assertThat(sessions.find(kept.token())).isPresent();
        assertThat(sessions.revokeAll(ada.id())).isEqualTo(1);
        assertThat(sessions.find(kept.token())).isEmpty();
    }

    @Test
    void aOneTimeToken_isConsumedOnce() {
        IssuedToken issued =
                tokens.issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR).payload(Map.of("a", 1)));

        assertThat(issued.stored())
                .isEqualTo(new OneTimeToken(
                        issued.stored().id(), ada.id(), "reset", Map.of("a", 1L), START, START.plus(HOUR)));
        assertThat(issued.stored().id().version()).isEqualTo(7);
        assertThat(tokens.consume("other", issued.token())).isEmpty();
        assertThat(tokens.consume("reset", "other")).isEmpty();
        assertThat(tokens.consume("reset", issued.token())).contains(issued.stored());
        assertThat(tokens.consume("reset", issued.token())).isEmpty();
    }

    @Test
    void aOneTimeToken_goesByTheClock() {
        IssuedToken issued = tokens.issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR));
        clock.advance(HOUR);

        assertThat(tokens.consume("reset", issued.token())).isEmpty();
        assertThat(tokens.revokeAll(ada.id(), "reset")).isZero();
    }

    @Test
    void revokeAll_ofTokens_isForOnePurpose() {
        tokens.issue(NewToken.forUser(ada.id(), "reset"));
        IssuedToken other = tokens.issue(NewToken.forUser(ada.id(), "verify"));

        assertThat(tokens.revokeAll(ada.id(), "reset")).isEqualTo(1);
        assertThat(tokens.consume("verify", other.token())).isPresent();
    }
}

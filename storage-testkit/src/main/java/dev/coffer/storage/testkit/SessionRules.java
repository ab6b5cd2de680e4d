package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertMissingReference;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.SessionStorage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A session is issued to a user, found by a token that is nowhere stored, rotated, and annotated. */
@Needs({USERS, SESSIONS})
abstract class SessionRules extends Rules {
    private static final UUID UNKNOWN = new UUID(0x7000, 1);

    private NewSession adas() {
        return NewSession.forUser(user("ada@example.org").id());
    }

    private IssuedSession full() {
        return sessions()
                .issue(adas().lasting(Duration.ofHours(1))
                        .atMost(Duration.ofDays(1))
                        .userAgent("Mozilla/5.0")
                        .ipAddress("2001:db8::1")
                        .metadata(Map.of("device", "phone")));
    }

    @Test
    void issue_returnsWhatIsStored() {
        User ada = user("ada@example.org");

        IssuedSession issued = sessions()
                .issue(NewSession.forUser(ada.id())
                        .lasting(Duration.ofHours(1))
                        .atMost(Duration.ofDays(1))
                        .userAgent("Mozilla/5.0")
                        .ipAddress("2001:db8::1")
                        .metadata(Map.of("device", "phone")));

        assertThat(issued.session())
                .isEqualTo(new Session(
                        issued.session().id(),
                        ada.id(),
                        clock.instant(),
                        clock.instant(),
                        clock.instant().plus(Duration.ofHours(1)),
                        Optional.of(clock.instant().plus(Duration.ofDays(1))),
                        Optional.of("Mozilla/5.0"),
                        Optional.of("2001:db8::1"),
                        Map.of("device", "phone")));
        assertThat(issued.session().id().version()).isEqualTo(7);
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void issue_bare_lasts14DaysAndHasNothingElse() {
        IssuedSession issued = sessions().issue(adas());

        assertThat(issued.session().lifetime()).isEqualTo(Duration.ofDays(14));
        assertThat(issued.session().absoluteExpiresAt()).isEmpty();
        assertThat(issued.session().userAgent()).isEmpty();
        assertThat(issued.session().ipAddress()).isEmpty();
        assertThat(issued.session().metadata()).isEmpty();
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void issue_absoluteEndBeforeTheLifetime_endsThere() {
        IssuedSession issued =
                sessions().issue(adas().lasting(Duration.ofHours(2)).atMost(Duration.ofHours(1)));

        assertThat(issued.session().expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void issue_unknownUser_isMissingReferenceUserId() {
        assertMissingReference("userId", () -> sessions().issue(NewSession.forUser(UNKNOWN)));
    }

    @Test
    void issue_textsAreBounded() {
        NewSession session = adas();
        String agent = "\ud83d\ude00".repeat(1_024);
        String address = "\ud83d\ude00".repeat(64);

        String token =
                sessions().issue(session.userAgent(agent).ipAddress(address)).token();

        Session stored = sessions().find(token).orElseThrow();
        assertThat(stored.userAgent()).contains(agent);
        assertThat(stored.ipAddress()).contains(address);
        assertInvalidInput("userAgent", () -> sessions().issue(session.userAgent(agent + "x")));
        assertInvalidInput("ipAddress", () -> sessions().issue(session.ipAddress(address + "x")));
    }

    @Test
    void token_is256RandomBitsInBase64Url() {
        NewSession session = adas();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            tokens.add(sessions().issue(session).token());
        }

        assertThat(tokens).hasSize(100).allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void token_isStoredAsTheSha256OfItsText() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        IssuedSession issued = full();

        assertThat(tap.backend().sessions().find(Sha256.of(issued.token()), clock.instant()))
                .contains(issued.session());
    }

    @Test
    void insert_takenIdOrToken_isDuplicate() {
        SessionStorage storage = openTapped(UnaryOperator.identity()).backend().sessions();
        Session taken = full().session();
        byte[] token = Sha256.of("token");

        assertDuplicate("id", () -> storage.insert(taken, token));
        storage.insert(withId(taken, UNKNOWN), token);
        assertDuplicate("token", () -> storage.insert(withId(taken, new UUID(0x7000, 2)), token));
        assertThat(sessions().revokeAll(taken.userId())).isEqualTo(2);
    }

    private static Session withId(Session session, UUID id) {
        return new Session(
                id,
                session.userId(),
                session.createdAt(),
                session.lastSeenAt(),
                session.expiresAt(),
                session.absoluteExpiresAt(),
                session.userAgent(),
                session.ipAddress(),
                session.metadata());
    }

    @Test
    void find_anyText_isEmptyUnlessItIsAToken() {
        IssuedSession issued = full();

        for (String text : List.of(
                "",
                " ",
                issued.token() + " ",
                issued.token() + "=",
                issued.token().substring(1),
                issued.session().id().toString(),
                "' OR 1=1 --",
                "\ud83d\ude00".repeat(128))) {
            assertThat(sessions().find(text)).isEmpty();
            assertThat(sessions().authenticate(text)).isEmpty();
        }
    }

    @Test
    void token_over512Bytes_isInvalidInputToken() {
        for (String refused : List.of("x".repeat(513), "\u00e9".repeat(257))) {
            assertInvalidInput("token", () -> sessions().find(refused));
            assertInvalidInput("token", () -> sessions().authenticate(refused));
            assertInvalidInput("token", () -> sessions().touch(refused));
            assertInvalidInput("token", () -> sessions().rotate(refused));
            assertInvalidInput("token", () -> sessions().revoke(refused));
        }
    }

    @Test
    void authenticate_token_isTheSessionAndItsUser() {
        User bob = user("bob@example.org");
        sessions().issue(NewSession.forUser(bob.id()));
        IssuedSession issued = full();
        User ada = users().findByEmail("ada@example.org").orElseThrow();

        assertThat(sessions().authenticate(issued.token())).contains(new Authenticated(issued.session(), ada));
    }

    @Test
    void authenticate_lockedUser_isEmptyUntilUnlocked() {
        IssuedSession issued = full();
        users().lock(issued.session().userId());
        assertThat(sessions().authenticate(issued.token())).isEmpty();

        User unlocked = users().unlock(issued.session().userId());

        assertThat(sessions().authenticate(issued.token())).contains(new Authenticated(issued.session(), unlocked));
    }

    @Test
    void find_sessionOfALockedUser_isFound() {
        IssuedSession issued = full();

        users().lock(issued.session().userId());

        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void rotate_newToken_takesThePlaceOfTheOld() {
        IssuedSession old = full();

        IssuedSession rotated = sessions().rotate(old.token()).orElseThrow();

        assertThat(rotated.token()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(old.token());
        assertThat(sessions().find(rotated.token())).contains(rotated.session());
        assertThat(sessions().authenticate(rotated.token())).isPresent();
    }

    @Test
    void rotate_oldToken_isDead() {
        IssuedSession old = full();

        assertThat(sessions().rotate(old.token())).isPresent();

        assertThat(sessions().find(old.token())).isEmpty();
        assertThat(sessions().authenticate(old.token())).isEmpty();
        assertThat(sessions().touch(old.token())).isEmpty();
        assertThat(sessions().rotate(old.token())).isEmpty();
        assertThat(sessions().revoke(old.token())).isFalse();
    }

    @Test
    void rotate_keepsEverythingElse() {
        IssuedSession old = full();
        clock.advance(Duration.ofMinutes(30));

        IssuedSession rotated = sessions().rotate(old.token()).orElseThrow();

        assertThat(rotated.session()).isEqualTo(old.session());
        assertThat(sessions().find(rotated.token())).contains(old.session());
    }

    @Test
    void updateMetadata_replacesAllOfIt() {
        IssuedSession issued = full();

        Session changed = sessions().updateMetadata(issued.session().id(), Map.of("name", "kitchen"));

        assertThat(changed.metadata()).isEqualTo(Map.of("name", "kitchen"));
        assertThat(sessions().find(issued.token())).contains(changed);
    }

    @Test
    void updateMetadata_leavesTheRest() {
        IssuedSession issued = full();
        Session before = issued.session();
        clock.advance(Duration.ofMinutes(30));

        assertThat(sessions().updateMetadata(before.id(), Map.of("name", "kitchen")))
                .isEqualTo(new Session(
                        before.id(),
                        before.userId(),
                        before.createdAt(),
                        before.lastSeenAt(),
                        before.expiresAt(),
                        before.absoluteExpiresAt(),
                        before.userAgent(),
                        before.ipAddress(),
                        Map.of("name", "kitchen")));
    }

    @Test
    void updateMetadata_missingSession_isNotFound() {
        assertNotFound("session", () -> sessions().updateMetadata(UNKNOWN, Map.of()));
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertMissingReference;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.TokenStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A one-time token is consumed once, for the purpose it was issued for, before it expires. */
@Needs({USERS, TOKENS})
abstract class TokenRules extends Rules {
    private static final UUID UNKNOWN = new UUID(0x7000, 1);

    private NewToken reset() {
        return NewToken.forUser(user("ada@example.org").id(), "reset");
    }

    @Test
    void issue_returnsWhatConsumeHandsBack() {
        User ada = user("ada@example.org");

        IssuedToken issued = tokens().issue(NewToken.forUser(ada.id(), "verify-email")
                .lasting(Duration.ofHours(1))
                .payload(Map.of("email", "countess@example.org")));

        assertThat(issued.stored())
                .isEqualTo(new OneTimeToken(
                        issued.stored().id(),
                        ada.id(),
                        "verify-email",
                        Map.of("email", "countess@example.org"),
                        clock.instant(),
                        clock.instant().plus(Duration.ofHours(1))));
        assertThat(issued.stored().id().version()).isEqualTo(7);
        clock.advance(Duration.ofMinutes(30));
        assertThat(tokens().consume("verify-email", issued.token())).contains(issued.stored());
    }

    @Test
    void issue_bare_lasts15MinutesAndHasNoPayload() {
        OneTimeToken stored = tokens().issue(reset()).stored();

        assertThat(stored.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
        assertThat(stored.payload()).isEmpty();
    }

    @Test
    void issue_unknownUser_isMissingReferenceUserId() {
        assertMissingReference("userId", () -> tokens().issue(NewToken.forUser(UNKNOWN, "reset")));
    }

    @Test
    void token_is256RandomBitsInBase64Url() {
        NewToken reset = reset();

        assertThat(List.of(
                        tokens().issue(reset).token(),
                        tokens().issue(reset).token(),
                        tokens().issue(reset).token()))
                .doesNotHaveDuplicates()
                .allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void token_isStoredAsTheSha256OfItsText() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        IssuedToken issued = tokens().issue(reset());

        assertThat(tap.backend().tokens().consume("reset", Sha256.of(issued.token()), clock.instant()))
                .contains(issued.stored());
    }

    @Test
    void insert_takenIdOrToken_isDuplicate() {
        TokenStorage storage = openTapped(UnaryOperator.identity()).backend().tokens();
        OneTimeToken taken = tokens().issue(reset()).stored();
        byte[] token = Sha256.of("token");

        assertDuplicate("id", () -> storage.insert(taken, token));
        storage.insert(withId(taken, UNKNOWN), token);
        assertDuplicate("token", () -> storage.insert(withId(taken, new UUID(0x7000, 2)), token));
        assertThat(tokens().revokeAll(taken.userId(), "reset")).isEqualTo(2);
    }

    private static OneTimeToken withId(OneTimeToken token, UUID id) {
        return new OneTimeToken(
                id, token.userId(), token.purpose(), token.payload(), token.createdAt(), token.expiresAt());
    }

    @Test
    void consume_again_isEmpty() {
        IssuedToken issued = tokens().issue(reset());

        assertThat(tokens().consume("reset", issued.token())).contains(issued.stored());
        assertThat(tokens().consume("reset", issued.token())).isEmpty();
    }

    @Test
    void consume_oneToken_leavesTheOthers() {
        NewToken reset = reset();
        IssuedToken first = tokens().issue(reset);
        IssuedToken second = tokens().issue(reset);

        assertThat(tokens().consume("reset", first.token())).isPresent();

        assertThat(tokens().consume("reset", second.token())).contains(second.stored());
    }

    @Test
    void consume_forAnotherPurpose_isEmptyAndLeavesIt() {
        IssuedToken issued = tokens().issue(reset());

        for (String other : List.of("Reset", "reset ", "rese", "r%", "verify-email")) {
            assertThat(tokens().consume(other, issued.token())).as(other).isEmpty();
        }

        assertThat(tokens().consume("reset", issued.token())).contains(issued.stored());
    }

    @Test
    void consume_anyText_isEmptyUnlessItIsAToken() {
        IssuedToken issued = tokens().issue(reset());

        for (String text : List.of("", " ", issued.token() + " ", issued.token().substring(1), "' OR 1=1 --")) {
            assertThat(tokens().consume("reset", text)).isEmpty();
        }
    }

    @Test
    void token_over512Bytes_isInvalidInputToken() {
        assertInvalidInput("token", () -> tokens().consume("reset", "x".repeat(513)));
        assertThat(tokens().consume("reset", "x".repeat(512))).isEmpty();
    }

    @Test
    void consume_expiredNow_isEmpty() {
        NewToken reset = reset();
        IssuedToken first = tokens().issue(reset);
        IssuedToken second = tokens().issue(reset);
        clock.set(first.stored().expiresAt().minus(MICROSECOND));
        assertThat(tokens().consume("reset", first.token())).contains(first.stored());

        clock.set(second.stored().expiresAt());

        assertThat(tokens().consume("reset", second.token())).isEmpty();
    }

    @Test
    void consume_tokenOfALockedUser_isHandedBack() {
        IssuedToken issued = tokens().issue(reset());
        users().lock(issued.stored().userId());

        assertThat(tokens().consume("reset", issued.token())).contains(issued.stored());
    }

    @Test
    @Needs(SESSIONS)
    void consume_tokenOfASession_isEmpty() {
        User ada = user("ada@example.org");
        String session = sessions().issue(NewSession.forUser(ada.id())).token();
        String token = tokens().issue(NewToken.forUser(ada.id(), "reset")).token();

        assertThat(tokens().consume("reset", session)).isEmpty();
        assertThat(sessions().find(token)).isEmpty();
        assertThat(sessions().find(session)).isPresent();
    }

    @Test
    void revokeAll_revokesThePurposeOfTheUserAndNothingElse() {
        User ada = user("ada@example.org");
        User bob = user("bob@example.org");
        IssuedToken first = tokens().issue(NewToken.forUser(ada.id(), "reset"));
        IssuedToken second = tokens().issue(NewToken.forUser(ada.id(), "reset"));
        IssuedToken otherPurpose = tokens().issue(NewToken.forUser(ada.id(), "Reset"));
        IssuedToken otherUser = tokens().issue(NewToken.forUser(bob.id(), "reset"));

        assertThat(tokens().revokeAll(ada.id(), "reset")).isEqualTo(2);

        assertThat(tokens().consume("reset", first.token())).isEmpty();
        assertThat(tokens().consume("reset", second.token())).isEmpty();
        assertThat(tokens().consume("Reset", otherPurpose.token())).isPresent();
        assertThat(tokens().consume("reset", otherUser.token())).isPresent();
        assertThat(tokens().revokeAll(ada.id(), "reset")).isZero();
        assertThat(tokens().revokeAll(UNKNOWN, "reset")).isZero();
    }

    @Test
    void revokeAll_expiredNow_isNotCounted() {
        NewToken reset = reset();
        IssuedToken first = tokens().issue(reset);
        clock.advance(MICROSECOND);
        tokens().issue(reset);

        clock.set(first.stored().expiresAt());

        assertThat(tokens().revokeAll(first.stored().userId(), "reset")).isEqualTo(1);
    }

    @Test
    void purpose_has1To255CodePointsAndIsNotBlank() {
        NewToken reset = reset();
        String longest = "\ud83d\ude00".repeat(255);
        IssuedToken issued = tokens().issue(NewToken.forUser(reset.userId(), longest));

        for (String refused : List.of("", " ", "\t\n", longest + "x")) {
            assertInvalidInput("purpose", () -> tokens().issue(NewToken.forUser(reset.userId(), refused)));
            assertInvalidInput("purpose", () -> tokens().consume(refused, issued.token()));
            assertInvalidInput("purpose", () -> tokens().revokeAll(reset.userId(), refused));
        }
        assertThat(tokens().consume(longest, issued.token())).contains(issued.stored());
    }

    @Test
    void lifetime_thatIsNotPositiveOrEndsAfterTheYear9999_isInvalidInputLifetime() {
        NewToken reset = reset();
        for (Duration refused : List.of(
                Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(999), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertInvalidInput("lifetime", () -> tokens().issue(reset.lasting(refused)));
        }
    }
}

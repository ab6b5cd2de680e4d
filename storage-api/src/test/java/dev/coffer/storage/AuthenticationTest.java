package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
    private final WatchedProvider provider = new WatchedProvider();
    private final MovableClock clock = new MovableClock();
    private final Storage storage = provider.open(config -> config.clock(clock).passwordCost(5));
    private final Users users = storage.users();
    private final User ada =
            users.create(NewUser.withEmail("ada@example.org").passwordHash(new Passwords(5).hash("right")));
    private final User weak =
            users.create(NewUser.withEmail("weak@example.org").passwordHash(new Passwords(4).hash("right")));

    @BeforeEach
    void forgetCalls() {
        provider.forgetCalls();
    }

    private String hash(UUID id) {
        return users.exportPasswordHash(id).orElseThrow();
    }

    @Test
    void authenticate_withTheRightPassword_isTheUserInOneCall() {
        assertThat(users.authenticate("ADA@example.org ", "right")).contains(ada);
        assertThat(provider.calls()).containsExactly("users.findCredentials");
    }

    @Test
    void authenticate_withAnythingElse_isEmpty() {
        User locked = users.create(NewUser.withEmail("locked@example.org").password("right"));
        users.lock(locked.id());
        users.create(NewUser.withEmail("none@example.org"));

        assertThat(users.authenticate("ada@example.org", "wrong")).isEmpty();
        assertThat(users.authenticate("ada@example.org", "")).isEmpty();
        assertThat(users.authenticate("unknown@example.org", "right")).isEmpty();
        assertThat(users.authenticate("no address", "right")).isEmpty();
        assertThat(users.authenticate("none@example.org", "")).isEmpty();
        assertThat(users.authenticate("locked@example.org", "right")).isEmpty();
        users.unlock(locked.id());
        assertThat(users.authenticate("locked@example.org", "right")).isPresent();
    }

    @Test
    void authenticate_withAWeakerHash_strengthensItAndNothingElse() {
        IssuedSession session = storage.sessions().issue(NewSession.forUser(weak.id()));
        clock.advance(Duration.ofHours(1));
        provider.forgetCalls();

        assertThat(users.authenticate("weak@example.org", "right")).contains(weak);

        assertThat(provider.calls()).containsExactly("users.findCredentials", "users.replacePasswordHash");
        assertThat(hash(weak.id())).startsWith("$2b$05$");
        assertThat(users.find(weak.id())).contains(weak);
        assertThat(storage.sessions().find(session.token())).isPresent();
        assertThat(users.authenticate("weak@example.org", "right")).contains(weak);
    }

    @Test
    void authenticate_withAWeakerHashAndTheWrongPassword_doesNotTouchIt() {
        String before = hash(weak.id());

        assertThat(users.authenticate("weak@example.org", "wrong")).isEmpty();

        assertThat(hash(weak.id())).isEqualTo(before);
    }

    @Test
    void authenticate_whileThePasswordChanges_doesNotUndoTheChange() {
        provider.doing("users.replacePasswordHash", () -> users.setPassword(weak.id(), "new"));

        assertThat(users.authenticate("weak@example.org", "right")).isPresent();

        assertThat(users.authenticate("weak@example.org", "right")).isEmpty();
        assertThat(users.authenticate("weak@example.org", "new")).isPresent();
    }

    @Test
    void authenticate_whoseRehashFails_succeeds() {
        provider.failing("users.replacePasswordHash", new Busy("busy", null));
        String before = hash(weak.id());

        assertThat(users.authenticate("weak@example.org", "right")).contains(weak);

        assertThat(hash(weak.id())).isEqualTo(before);
    }

    @Test
    void authenticate_inATransaction_cannotSpoilIt() {
        provider.failing("tx.users.replacePasswordHash", new Busy("busy", null));

        storage.inTransaction(tx -> {
            assertThat(tx.users().authenticate("weak@example.org", "right")).contains(weak);
            tx.users().lock(ada.id());
        });

        assertThat(users.find(ada.id()))
                .hasValueSatisfying(user -> assertThat(user.locked()).isTrue());
    }

    @Test
    void authenticate_inAReadOnlySnapshot_succeeds() {
        boolean known = storage.callInTransaction(
                TransactionOptions.readOnlySnapshot(),
                tx -> tx.users().authenticate("weak@example.org", "right").isPresent());

        assertThat(known).isTrue();
    }

    @Test
    void setPassword_replacesTheHashAndEndsTheSessions() {
        storage.sessions().issue(NewSession.forUser(ada.id()));
        provider.forgetCalls();

        users.setPassword(ada.id(), "new");

        assertThat(provider.calls()).containsExactly("users.setPasswordHash");
        assertThat(users.authenticate("ada@example.org", "right")).isEmpty();
        assertThat(users.authenticate("ada@example.org", "new")).isPresent();
        assertThat(storage.sessions().revokeAll(ada.id())).isZero();
    }

    @Test
    void setPassword_endsTheSessionsThatItIsTold() {
        IssuedSession kept = storage.sessions().issue(NewSession.forUser(ada.id()));
        storage.sessions().issue(NewSession.forUser(ada.id()));

        users.setPassword(ada.id(), "new", EndSessions.none());
        assertThat(storage.sessions().list(ada.id(), PageRequest.first(10)).items())
                .hasSize(2);

        users.setPassword(ada.id(), "new", EndSessions.allExcept(kept.session().id()));
        assertThat(storage.sessions().list(ada.id(), PageRequest.first(10)).items())
                .containsExactly(kept.session());
    }

    @Test
    void setPassword_ofNobody_isNotFound() {
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> users.setPassword(UUID.randomUUID(), "new"));
        assertRefused("password", () -> users.setPassword(ada.id(), ""));
    }

    @Test
    void removePassword_leavesNoneAndNoSession() {
        IssuedSession session = storage.sessions().issue(NewSession.forUser(ada.id()));

        users.removePassword(ada.id());

        assertThat(users.exportPasswordHash(ada.id())).isEmpty();
        assertThat(users.authenticate("ada@example.org", "right")).isEmpty();
        assertThat(storage.sessions().find(session.token())).isEmpty();
    }

    @Test
    void aHashThatWasExported_canBeImported() {
        String password = "long".repeat(30);
        users.setPassword(ada.id(), password);

        users.create(NewUser.withEmail("again@example.org").passwordHash(hash(ada.id())));

        assertThat(users.authenticate("again@example.org", password)).isPresent();
        assertRefused(
                "passwordHash",
                () -> users.create(NewUser.withEmail("b@example.org").passwordHash("plain")));
    }
}

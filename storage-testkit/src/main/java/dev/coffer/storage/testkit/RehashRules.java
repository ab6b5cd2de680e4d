package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A password that was right and is hashed weaker than configured is hashed anew, which nothing else shows. */
@Needs(USERS)
abstract class RehashRules extends Rules {
    /** Of {@link #PASSWORD}, at cost 4. */
    private static final String WEAK = "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";

    /** Of {@link #ANOTHER_PASSWORD}, at cost 4. */
    private static final String OTHER = "$2b$04$WUHhXETkX0fnYkrqZU3ta.CuglY1ofn8vR1mXzwZNfDQQXHm2Gta2";

    private User weaklyHashed() {
        return users().create(NewUser.withEmail("ada@example.org").passwordHash(WEAK));
    }

    private String hash(User user) {
        return users().exportPasswordHash(user.id()).orElseThrow();
    }

    @Test
    void authenticate_weakHash_isHashedAnewAtTheConfiguredCost() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();

        assertThat(hash(ada)).startsWith("$2b$05$");
        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();
        assertThat(users().authenticate("ada@example.org", PASSWORD + "x")).isEmpty();
    }

    @Test
    void authenticate_weakHashOfALongPassword_isHashedAnewByWhatWasVerified() {
        openFresh(config -> config.passwordCost(5));
        User ada = users().create(NewUser.withEmail("ada@example.org")
                .passwordHash("$2b$04$abcdefghijklmnopqrstuuhwn5puVk5Rb7rAOAr5zJkGfV87mowH."));

        assertThat(users().authenticate("ada@example.org", BYTES_72 + "one ending"))
                .isPresent();

        assertThat(hash(ada)).startsWith("$2b$05$");
        assertThat(users().authenticate("ada@example.org", BYTES_72 + "another"))
                .isPresent();
    }

    @Test
    void authenticate_strongHash_isKept() {
        User ada = weaklyHashed();

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();

        assertThat(hash(ada)).isEqualTo(WEAK);
    }

    @Test
    void authenticate_wrongPassword_leavesTheWeakHash() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();

        assertThat(users().authenticate("ada@example.org", "wrong")).isEmpty();

        assertThat(hash(ada)).isEqualTo(WEAK);
    }

    @Test
    void authenticate_lockedUser_leavesTheWeakHash() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        users().lock(ada.id());

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isEmpty();

        assertThat(hash(ada)).isEqualTo(WEAK);
    }

    @Test
    void rehash_touchesNothingElseOfTheUser() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        clock.advance(Duration.ofSeconds(1));

        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(ada);

        assertThat(hash(ada)).isNotEqualTo(WEAK);
        assertThat(users().find(ada.id())).contains(ada);
    }

    @Test
    @Needs(SESSIONS)
    void rehash_endsNoSession() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        IssuedSession issued = sessions().issue(NewSession.forUser(ada.id()));

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();

        assertThat(hash(ada)).isNotEqualTo(WEAK);
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void rehash_touchesNoOtherUserWithTheSameHash() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        User twin = users().create(NewUser.withEmail("twin@example.org").passwordHash(WEAK));

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();

        assertThat(hash(ada)).isNotEqualTo(WEAK);
        assertThat(hash(twin)).isEqualTo(WEAK);
    }

    @Test
    void rehash_passwordChangedWhileItWasVerified_staysChanged() {
        TappedProvider tap = openTapped(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        tap.before(
                "replacePasswordHash",
                () -> tap.backend().users().setPasswordHash(ada.id(), OTHER, EndSessions.all(), clock.instant()));

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();

        assertThat(tap.acted()).isTrue();
        assertThat(hash(ada)).isEqualTo(OTHER);
        assertThat(users().authenticate("ada@example.org", PASSWORD)).isEmpty();
        assertThat(users().authenticate("ada@example.org", ANOTHER_PASSWORD)).isPresent();
    }

    @Test
    void rehash_passwordRemovedWhileItWasVerified_staysRemoved() {
        TappedProvider tap = openTapped(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        tap.before(
                "replacePasswordHash",
                () -> tap.backend().users().setPasswordHash(ada.id(), null, EndSessions.all(), clock.instant()));

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();

        assertThat(users().exportPasswordHash(ada.id())).isEmpty();
    }

    @Test
    void rehash_thatFails_doesNotFailTheLogin() {
        TappedProvider tap = openTapped(config -> config.passwordCost(5));
        User ada = weaklyHashed();
        tap.before("replacePasswordHash", () -> {
            throw new StorageException("planted", "0", Outcome.NOT_APPLIED, null);
        });

        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(ada);

        assertThat(tap.acted()).isTrue();
        assertThat(hash(ada)).isEqualTo(WEAK);
    }

    @Test
    @Needs(TRANSACTIONS)
    void authenticate_weakHashInATransaction_isLeftForAnotherTime() {
        openFresh(config -> config.passwordCost(5));
        User ada = weaklyHashed();

        storage.inTransaction(tx ->
                assertThat(tx.users().authenticate("ada@example.org", PASSWORD)).contains(ada));

        assertThat(hash(ada)).isEqualTo(WEAK);
    }
}

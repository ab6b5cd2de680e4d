package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static dev.coffer.storage.testkit.Refusals.assertVersionConflict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A user's address, verification and metadata change; it is locked, unlocked and deleted. */
@Needs(USERS)
abstract class UserChangeRules extends Rules {
    private static final UUID UNKNOWN = new UUID(0x7000, 1);
    private static final Instant VERIFIED = Instant.parse("2026-01-02T03:04:05.000006Z");

    private User ada() {
        return users().create(NewUser.withEmail("ada@example.org")
                .password(PASSWORD)
                .emailVerifiedAt(VERIFIED)
                .metadata(Map.of("theme", "dark")));
    }

    @Test
    void update_returnsWhatIsStored() {
        User ada = ada();

        User changed = users().update(
                        ada.id(), UserUpdate.email("Countess@example.org").withMetadata(Map.of("theme", "light")));

        assertThat(changed.email()).isEqualTo("Countess@example.org");
        assertThat(changed.metadata()).isEqualTo(Map.of("theme", "light"));
        assertThat(users().find(ada.id())).contains(changed);
    }

    @Test
    void update_addsOneToTheVersionAndSetsUpdatedAt() {
        User ada = ada();
        clock.advance(Duration.ofSeconds(1));

        User changed = users().update(ada.id(), UserUpdate.metadata(Map.of()));

        assertThat(changed.version()).isEqualTo(2);
        assertThat(changed.updatedAt()).isEqualTo(clock.instant());
        assertThat(changed.createdAt()).isEqualTo(ada.createdAt());
        assertThat(users().find(ada.id())).contains(changed);
    }

    @Test
    void update_metadata_leavesTheRest() {
        User ada = ada();
        User locked = users().lock(ada.id());

        User changed = users().update(ada.id(), UserUpdate.metadata(Map.of("theme", "light")));

        assertThat(changed.email()).isEqualTo("ada@example.org");
        assertThat(changed.emailVerifiedAt()).contains(VERIFIED);
        assertThat(changed.lockedAt()).isEqualTo(locked.lockedAt());
        users().unlock(ada.id());
        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();
    }

    @Test
    void update_email_leavesTheMetadata() {
        assertThat(users().update(ada().id(), UserUpdate.email("bob@example.org"))
                        .metadata())
                .isEqualTo(Map.of("theme", "dark"));
    }

    @Test
    void update_email_movesTheUserToTheNewAddress() {
        User ada = ada();

        User changed = users().update(ada.id(), UserUpdate.email("Countess@example.org"));

        assertThat(users().findByEmail("countess@example.org")).contains(changed);
        assertThat(users().findByEmail("ada@example.org")).isEmpty();
        assertThat(users().authenticate("countess@example.org", PASSWORD)).contains(changed);
        assertThat(users().create(NewUser.withEmail("ada@example.org")).id()).isNotEqualTo(ada.id());
    }

    @Test
    void update_email_clearsTheVerification() {
        assertThat(users().update(ada().id(), UserUpdate.email("bob@example.org"))
                        .emailVerifiedAt())
                .isEmpty();
    }

    @Test
    void update_emailWithVerification_isVerifiedThen() {
        User changed = users().update(
                        ada().id(), UserUpdate.email("bob@example.org").withEmailVerifiedAt(VERIFIED.plusSeconds(1)));

        assertThat(changed.emailVerifiedAt()).contains(VERIFIED.plusSeconds(1));
    }

    @Test
    void update_verification_leavesTheAddress() {
        User ada = users().create(NewUser.withEmail("ada@example.org"));

        User verified = users().update(ada.id(), UserUpdate.emailVerifiedAt(VERIFIED));
        assertThat(verified.emailVerifiedAt()).contains(VERIFIED);
        assertThat(verified.email()).isEqualTo("ada@example.org");

        User unverified = users().update(ada.id(), UserUpdate.emailUnverified());
        assertThat(unverified.emailVerifiedAt()).isEmpty();
        assertThat(users().find(ada.id())).contains(unverified);
    }

    @Test
    void update_expectedVersion_isMade() {
        User ada = ada();

        User changed =
                users().update(ada.id(), UserUpdate.email("bob@example.org").ifVersion(ada.version()));

        assertThat(users().find(ada.id())).contains(changed);
    }

    @Test
    void update_staleVersion_isVersionConflictAndChangesNothing() {
        User ada = ada();
        User changed = users().update(ada.id(), UserUpdate.metadata(Map.of("theme", "light")));

        assertVersionConflict(
                changed.version(),
                () -> users().update(ada.id(), UserUpdate.metadata(Map.of()).ifVersion(ada.version())));
        assertThat(users().find(ada.id())).contains(changed);
    }

    @Test
    void update_missingUser_isNotFoundWhateverVersionIsExpected() {
        assertNotFound("user", () -> users().update(UNKNOWN, UserUpdate.metadata(Map.of())));
        assertNotFound(
                "user",
                () -> users().update(UNKNOWN, UserUpdate.metadata(Map.of()).ifVersion(1)));
    }

    @Test
    void update_takenEmail_isDuplicateEmailAndChangesNothing() {
        User ada = ada();
        User bob = user("bob@example.org");

        assertDuplicate(
                "email",
                () -> users().update(
                                ada.id(), UserUpdate.email("Bob@example.org").withMetadata(Map.of("theme", "light"))));
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().findByEmail("bob@example.org")).contains(bob);
    }

    @Test
    void update_ownEmailInAnotherForm_isMade() {
        User ada = ada();

        assertThat(users().update(ada.id(), UserUpdate.email("ADA@example.org")).email())
                .isEqualTo("ADA@example.org");
        assertThat(users().findByEmail("ada@example.org").orElseThrow().id()).isEqualTo(ada.id());
    }

    @Test
    void lock_setsSinceWhenAndCountsAsAChange() {
        User ada = ada();
        clock.advance(Duration.ofSeconds(1));

        User locked = users().lock(ada.id());

        assertThat(locked.lockedAt()).contains(clock.instant());
        assertThat(locked.updatedAt()).isEqualTo(clock.instant());
        assertThat(locked.version()).isEqualTo(2);
        assertThat(users().find(ada.id())).contains(locked);
    }

    @Test
    void lock_lockedUser_isNotChanged() {
        User locked = users().lock(ada().id());
        clock.advance(Duration.ofSeconds(1));

        assertThat(users().lock(locked.id())).isEqualTo(locked);
        assertThat(users().find(locked.id())).contains(locked);
    }

    @Test
    void unlock_letsTheUserInAgainAndCountsAsAChange() {
        User ada = ada();
        users().lock(ada.id());
        clock.advance(Duration.ofSeconds(1));

        User unlocked = users().unlock(ada.id());

        assertThat(unlocked.lockedAt()).isEmpty();
        assertThat(unlocked.updatedAt()).isEqualTo(clock.instant());
        assertThat(unlocked.version()).isEqualTo(3);
        assertThat(users().find(ada.id())).contains(unlocked);
    }

    @Test
    void unlock_userThatIsNotLocked_isNotChanged() {
        User ada = ada();
        clock.advance(Duration.ofSeconds(1));

        assertThat(users().unlock(ada.id())).isEqualTo(ada);
        assertThat(users().find(ada.id())).contains(ada);
    }

    @Test
    void lock_missingUser_isNotFound() {
        assertNotFound("user", () -> users().lock(UNKNOWN));
        assertNotFound("user", () -> users().unlock(UNKNOWN));
    }

    @Test
    void delete_user_isGoneAndItsAddressAndIdAreFree() {
        User ada = ada();

        assertThat(users().delete(ada.id())).isTrue();

        assertThat(users().find(ada.id())).isEmpty();
        assertThat(users().findByEmail("ada@example.org")).isEmpty();
        assertThat(users().delete(ada.id())).isFalse();
        User again = users().create(NewUser.withEmail("ada@example.org").id(ada.id()));
        assertThat(users().find(ada.id())).contains(again);
        assertThat(users().exportPasswordHash(ada.id())).isEmpty();
    }

    @Test
    @Needs(SESSIONS)
    void delete_user_endsItsSessionsAndNoOthers() {
        User ada = ada();
        User bob = user("bob@example.org");
        IssuedSession adas = sessions().issue(NewSession.forUser(ada.id()));
        IssuedSession bobs = sessions().issue(NewSession.forUser(bob.id()));

        users().delete(ada.id());

        assertThat(sessions().find(adas.token())).isEmpty();
        assertThat(sessions().revoke(adas.session().id())).isFalse();
        assertThat(sessions().find(bobs.token())).contains(bobs.session());
    }

    @Test
    @Needs(TOKENS)
    void delete_user_revokesItsTokensAndNoOthers() {
        User ada = ada();
        User bob = user("bob@example.org");
        IssuedToken adas = tokens().issue(NewToken.forUser(ada.id(), "reset"));
        IssuedToken bobs = tokens().issue(NewToken.forUser(bob.id(), "reset"));

        users().delete(ada.id());

        assertThat(tokens().consume("reset", adas.token())).isEmpty();
        assertThat(tokens().consume("reset", bobs.token())).contains(bobs.stored());
    }
}

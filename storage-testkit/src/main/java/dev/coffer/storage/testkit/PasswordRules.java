package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A password authenticates its user, exactly and with all of its bytes; hashes made elsewhere do as their makers did. */
@Needs(USERS)
abstract class PasswordRules extends Rules {
    private static final UUID UNKNOWN = new UUID(0x7000, 1);

    /** Of {@link #PASSWORD}, made at cost 4 by other programs: crypt, crypt and Apache's htpasswd. */
    private static final List<String> FOREIGN_HASHES = List.of(
            "$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
            "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
            "$2y$04$1t2zQ/AJVQc9P8MAKvQ9ROB9jmWelONEbvcnXH16/HZsl7.47CfTC");

    /** Of {@link #BYTES_72}, made by crypt at cost 4. */
    private static final String HASH_OF_72 = "$2b$04$abcdefghijklmnopqrstuuhwn5puVk5Rb7rAOAr5zJkGfV87mowH.";

    @Test
    void authenticate_rightPassword_isTheUser() {
        User ada = user("ada@example.org");

        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(ada);
    }

    @Test
    void authenticate_wrongPassword_isEmpty() {
        user("ada@example.org");
        users().create(NewUser.withEmail("bob@example.org").password(ANOTHER_PASSWORD));

        assertThat(users().authenticate("ada@example.org", ANOTHER_PASSWORD)).isEmpty();
        assertThat(users().authenticate("ada@example.org", "")).isEmpty();
    }

    @Test
    void authenticate_unknownAddress_isEmpty() {
        user("ada@example.org");

        assertThat(users().authenticate("eve@example.org", PASSWORD)).isEmpty();
    }

    @Test
    void authenticate_userWithoutPassword_isEmpty() {
        users().create(NewUser.withEmail("ada@example.org"));

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isEmpty();
        assertThat(users().authenticate("ada@example.org", "")).isEmpty();
    }

    @Test
    void authenticate_lockedUser_isEmptyUntilUnlocked() {
        User ada = user("ada@example.org");
        users().lock(ada.id());
        assertThat(users().authenticate("ada@example.org", PASSWORD)).isEmpty();

        User unlocked = users().unlock(ada.id());

        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(unlocked);
    }

    @Test
    void authenticate_passwordThatLooksTheSame_isEmpty() {
        users().create(NewUser.withEmail("ada@example.org").password("caf\u00e9"));

        for (String similar : List.of("cafe\u0301", "caf\u00e9 ", " caf\u00e9", "CAF\u00c9", "cafe")) {
            assertThat(users().authenticate("ada@example.org", similar))
                    .as(similar)
                    .isEmpty();
        }
        assertThat(users().authenticate("ada@example.org", "caf\u00e9")).isPresent();
    }

    @Test
    void password_of71To73Bytes_countsWithEachOfThem() {
        for (String password : List.of(BYTES_72.substring(1), BYTES_72, BYTES_72 + "c")) {
            String email = "bytes" + password.length() + "@example.org";
            users().create(NewUser.withEmail(email).password(password));

            assertThat(users().authenticate(email, password)).isPresent();
            assertThat(users().authenticate(email, password + "x")).isEmpty();
            assertThat(users().authenticate(email, password.substring(0, password.length() - 1)))
                    .isEmpty();
        }
    }

    @Test
    void password_has1To1024BytesOfUtf8() {
        String longest = "\u00e9".repeat(512);
        users().create(NewUser.withEmail("ada@example.org").password(longest));

        assertThat(users().authenticate("ada@example.org", longest)).isPresent();
        assertThat(users().authenticate("ada@example.org", longest.substring(1) + "e"))
                .isEmpty();
        for (String refused : List.of("", longest + "x")) {
            assertInvalidInput(
                    "password",
                    () -> users().create(NewUser.withEmail("bob@example.org").password(refused)));
        }
        assertInvalidInput("password", () -> users().authenticate("ada@example.org", longest + "x"));
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    void foreignHash_authenticatesThePasswordItWasMadeOf() {
        for (String hash : FOREIGN_HASHES) {
            String email = hash.charAt(2) + "@example.org";
            users().create(NewUser.withEmail(email).passwordHash(hash));

            assertThat(users().authenticate(email, PASSWORD)).as(hash).isPresent();
            assertThat(users().authenticate(email, PASSWORD + "x")).as(hash).isEmpty();
        }
    }

    @Test
    void foreignHash_isVerifiedByTheFirst72Bytes() {
        users().create(NewUser.withEmail("ada@example.org").passwordHash(HASH_OF_72));

        assertThat(users().authenticate("ada@example.org", BYTES_72)).isPresent();
        assertThat(users().authenticate("ada@example.org", BYTES_72 + "and more"))
                .isPresent();
        assertThat(users().authenticate("ada@example.org", BYTES_72.substring(1)))
                .isEmpty();
    }

    @Test
    void foreignHash_isKeptAsGiven() {
        for (String hash : FOREIGN_HASHES) {
            User user = users().create(
                            NewUser.withEmail(hash.charAt(2) + "@example.org").passwordHash(hash));

            assertThat(users().exportPasswordHash(user.id())).contains(hash);
        }
    }

    @Test
    void passwordHash_ofAnotherForm_isInvalidInputPasswordHash() {
        for (String malformed : List.of(
                "",
                PASSWORD,
                "$2x$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
                "$2b$03$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
                "$2b$19$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
                "$2b$31$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
                "$2b$32$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
                "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoO",
                "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOSx",
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g")) {
            assertInvalidInput(
                    "passwordHash",
                    () -> users().create(NewUser.withEmail("ada@example.org").passwordHash(malformed)));
        }
        assertThat(users().count()).isZero();
    }

    @Test
    void exportPasswordHash_isWhatAnotherStorageTakes() {
        for (String password : List.of(PASSWORD, BYTES_72 + "and more")) {
            User exported = users().create(NewUser.withEmail("ada@example.org").password(password));
            String hash = users().exportPasswordHash(exported.id()).orElseThrow();
            users().delete(exported.id());

            User imported = users().create(NewUser.withEmail("ada@example.org").passwordHash(hash));

            assertThat(users().exportPasswordHash(imported.id())).contains(hash);
            assertThat(users().authenticate("ada@example.org", password)).contains(imported);
            assertThat(users().authenticate("ada@example.org", password + "x")).isEmpty();
            users().delete(imported.id());
        }
    }

    @Test
    void exportPasswordHash_userWithoutPasswordOrNoUser_isEmpty() {
        User ada = users().create(NewUser.withEmail("ada@example.org"));

        assertThat(users().exportPasswordHash(ada.id())).isEmpty();
        assertThat(users().exportPasswordHash(UNKNOWN)).isEmpty();
    }

    @Test
    void setPassword_replacesTheOldOne() {
        User ada = user("ada@example.org");
        User bob = user("bob@example.org");

        users().setPassword(ada.id(), ANOTHER_PASSWORD);

        assertThat(users().authenticate("ada@example.org", ANOTHER_PASSWORD)).isPresent();
        assertThat(users().authenticate("ada@example.org", PASSWORD)).isEmpty();
        assertThat(users().authenticate("bob@example.org", PASSWORD)).contains(bob);
    }

    @Test
    void setPassword_countsAsAChange() {
        User ada = user("ada@example.org");
        clock.advance(Duration.ofSeconds(1));

        users().setPassword(ada.id(), ANOTHER_PASSWORD);

        User changed = users().find(ada.id()).orElseThrow();
        assertThat(changed.version()).isEqualTo(ada.version() + 1);
        assertThat(changed.updatedAt()).isEqualTo(clock.instant());
        assertThat(changed.email()).isEqualTo(ada.email());
    }

    @Test
    void setPassword_thatMayNotBeSet_isInvalidInputAndChangesNothing() {
        User ada = user("ada@example.org");

        assertInvalidInput("password", () -> users().setPassword(ada.id(), ""));
        assertInvalidInput("password", () -> users().setPassword(ada.id(), "x".repeat(1_025)));
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(ada);
    }

    @Test
    void setPassword_missingUser_isNotFound() {
        assertNotFound("user", () -> users().setPassword(UNKNOWN, PASSWORD));
        assertNotFound("user", () -> users().removePassword(UNKNOWN));
    }

    @Test
    void removePassword_noPasswordAuthenticates() {
        User ada = user("ada@example.org");

        users().removePassword(ada.id());

        assertThat(users().authenticate("ada@example.org", PASSWORD)).isEmpty();
        assertThat(users().exportPasswordHash(ada.id())).isEmpty();
        assertThat(users().find(ada.id()).orElseThrow().version()).isEqualTo(ada.version() + 1);
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.User;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * An address is kept as given, and is unique by its canonical form: without surrounding white space, in NFC, in lower case by
 * the rules of no language.
 */
@Needs(USERS)
abstract class EmailRules extends Rules {
    private static final String COMPOSED = "andr\u00e9@example.org";
    private static final String DECOMPOSED = "andre\u0301@example.org";

    @Test
    void email_isKeptAsGiven() {
        User ada = user("Ada.LOVELACE@Example.org");

        assertThat(ada.email()).isEqualTo("Ada.LOVELACE@Example.org");
        assertThat(users().find(ada.id()).orElseThrow().email()).isEqualTo("Ada.LOVELACE@Example.org");
        assertThat(user(DECOMPOSED).email()).isEqualTo(DECOMPOSED);
    }

    @Test
    void email_surroundingWhiteSpace_isTakenAway() {
        User ada = user("\t ada@example.org\u2003\n");

        assertThat(ada.email()).isEqualTo("ada@example.org");
        assertThat(users().findByEmail("  ada@example.org  ")).contains(ada);
        assertDuplicate("email", () -> user("ada@example.org"));
    }

    @Test
    void email_inAnotherCase_isTheSame() {
        User ada = user("Ada@Example.org");

        assertThat(users().findByEmail("aDA@eXAMPLE.ORG")).contains(ada);
        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(ada);
        assertDuplicate("email", () -> user("ADA@EXAMPLE.ORG"));
    }

    @Test
    void email_inAnotherNormalForm_isTheSame() {
        User andre = user(DECOMPOSED);

        assertThat(users().findByEmail(COMPOSED)).contains(andre);
        assertDuplicate("email", () -> user(COMPOSED));
    }

    @Test
    void email_isLowerCasedByNoLanguage() {
        User capital = user("TITLE@example.org");
        User dotted = user("T\u0130TLE@example.org");
        User dotless = user("t\u0131tle@example.org");

        assertThat(users().findByEmail("title@example.org")).contains(capital);
        assertThat(users().findByEmail("ti\u0307tle@example.org")).contains(dotted);
        assertThat(users().findByEmail("T\u0131TLE@example.org")).contains(dotless);
    }

    @Test
    void email_isNotFolded() {
        User eszett = user("stra\u00dfe@example.org");
        User ss = user("strasse@example.org");

        assertThat(users().findByEmail("STRA\u00dfE@example.org")).contains(eszett);
        assertThat(users().findByEmail("STRASSE@example.org")).contains(ss);
        assertThat(users().findByEmail("\uff53trasse@example.org")).isEmpty();
    }

    @Test
    void email_withoutOneAtBetweenSomething_isInvalidInputEmail() {
        for (String malformed : List.of("", " ", "ada", "@", "ada@", "@example.org", "ada@home@example.org", "a@@b")) {
            assertInvalidInput("email", () -> users().create(NewUser.withEmail(malformed)));
        }
        assertThat(users().count()).isZero();
    }

    @Test
    void email_withWhiteSpaceOrControlCharacter_isInvalidInputEmail() {
        for (String inside :
                List.of(" ", "\t", "\n", "\r", "\u00a0", "\u2003", "\u2028", "\u0001", "\u007f", "\u0085")) {
            assertInvalidInput("email", () -> users().create(NewUser.withEmail("a" + inside + "da@example.org")));
        }
        assertThat(users().count()).isZero();
    }

    @Test
    void email_anythingElse_isAccepted() {
        for (String odd : List.of(
                "a@b",
                "'/**/OR/**/1=1;--@example.org",
                "\"a\\b\"@[::1]",
                "%_*?@example.org",
                "\ud83d\ude00@\ud83d\ude00")) {
            User user = user(odd);

            assertThat(user.email()).isEqualTo(odd);
            assertThat(users().findByEmail(odd)).contains(user);
        }
    }

    @Test
    void email_hasAtMost320CodePoints() {
        String longest = "\ud83d\ude00".repeat(308) + "@example.org";

        assertThat(longest.codePointCount(0, longest.length())).isEqualTo(320);
        assertThat(users().findByEmail(user(longest).email())).isPresent();
        assertInvalidInput("email", () -> users().create(NewUser.withEmail("x" + longest)));
        assertInvalidInput("email", () -> users().findByEmail("x" + longest));
    }

    /** Notes of music, each of which is composed of three parts in the canonical form: 3,708 bytes. */
    @Test
    void email_withALongerCanonicalForm_isKept() {
        String longest = new Random(320)
                        .ints(308, 0x1D160, 0x1D165)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                + "@example.org";

        assertThat(users().findByEmail(user(longest).email())).isPresent();
    }

    @Test
    void findByEmail_textThatIsNoAddress_isNobodys() {
        user("ada@example.org");

        for (String text : List.of("", "ada", "%", "ada@example.org;", "a b@c")) {
            assertThat(users().findByEmail(text)).as(text).isEmpty();
            assertThat(users().authenticate(text, PASSWORD)).as(text).isEmpty();
        }
    }
}

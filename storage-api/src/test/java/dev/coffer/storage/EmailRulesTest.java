package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailRulesTest {
    private final Users users = new WatchedProvider().open().users();

    @ParameterizedTest
    @CsvSource({
        "Ada@Example.ORG, ada@example.org",
        "'\t ada@example.org\u2003\n', ada@example.org",
        "cafe\u0301@example.org, caf\u00E9@example.org",
        "CAFE\u0301@example.org, caf\u00E9@example.org",
        "stra\u00DFe@example.org, stra\u00DFe@example.org",
        "STRA\u1E9EE@example.org, stra\u00DFe@example.org",
        "\u0130@example.org, i\u0307@example.org",
        "I@example.org, i@example.org",
        "J\u030C@example.org, \u01F0@example.org",
        "j\u030C@example.org, \u01F0@example.org"
    })
    void canonicalEmail_isTrimmedComposedAndInLowerCase(String email, String canonical) {
        assertThat(InputRules.canonicalEmail(email)).isEqualTo(canonical);
    }

    /** Some letters are composed only in lower case: U+01F0 has no capital of its own. */
    @Test
    void canonicalEmail_ofItself_isTheSame() {
        for (int letter = 'a'; letter <= Character.MAX_CODE_POINT; letter++) {
            if (Character.isLetter(letter)) {
                String upper = Character.toString(letter).toUpperCase(Locale.ROOT) + "@example.org";
                String canonical = InputRules.canonicalEmail(upper);
                assertThat(InputRules.canonicalEmail(canonical)).isEqualTo(canonical);
            }
        }
    }

    @Test
    void canonicalEmail_doesNotDependOnTheDefaultLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(InputRules.canonicalEmail("INFO@EXAMPLE.ORG")).isEqualTo("info@example.org");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void anAddress_isKeptAsGivenAndFoundInEveryForm() {
        User ada = users.create(NewUser.withEmail(" Ada@Example.org "));

        assertThat(ada.email()).isEqualTo("Ada@Example.org");
        assertThat(users.findByEmail("ADA@example.ORG\n")).contains(ada);
        assertThat(users.findByEmail("no address")).isEmpty();
    }

    @Test
    void addresses_thatDifferBySharpSOrDottedI_areDifferent() {
        users.create(NewUser.withEmail("stra\u00DFe@example.org"));
        users.create(NewUser.withEmail("strasse@example.org"));
        users.create(NewUser.withEmail("\u0130@example.org"));
        users.create(NewUser.withEmail("i@example.org"));

        assertThat(users.count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "@",
                "ada",
                "ada@",
                "@example.org",
                " @example.org",
                "ada@ ",
                "ada@b@example.org",
                "ada@@example.org",
                "a da@example.org",
                "ada@exa\tmple.org",
                "a\u00A0da@example.org",
                "\u00A0ada@example.org",
                "a\u2028da@example.org",
                "a\u0001da@example.org",
                "a\u007Fda@example.org",
                "a\u0085da@example.org"
            })
    void anAddress_withoutItsForm_isRefused(String email) {
        assertRefused("email", () -> users.create(NewUser.withEmail(email)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "a@[::1]", "a+b%c@d", "\uD83D\uDE00@\uD83D\uDE00", "a\u200Bb@c"})
    void anAddress_withItsForm_isAccepted(String email) {
        assertThat(users.create(NewUser.withEmail(email)).email()).isEqualTo(email);
    }

    @Test
    void length_isThatOfTheTrimmedAddress() {
        String longest = "a".repeat(316) + "@b.c";

        assertThat(users.create(NewUser.withEmail("  " + longest + "  ")).email())
                .isEqualTo(longest);
    }
}

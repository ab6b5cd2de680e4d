package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchWordsTest {
    private static List<String> words(String text) {
        return SearchWords.of(text, 1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "Zürich,zurich",
        "ZU\u0308RICH,zurich",
        "Straße,strasse",
        "STRAẞE,strasse",
        "ısı,isi",
        "İstanbul,istanbul",
        "Σίσυφος,σισυφοσ",
        "ΣΊΣΥΦΟΣ,σισυφοσ",
        "Øystein,oystein",
        "Łódź,lodz",
        "Đà,da",
        "Ægir,aegir",
        "Œuvre,oeuvre",
        "Þór,thor",
        "Ёлка,елка",
        "Йод,иод",
        "ﬁn,fin",
        "Ｆｕｌｌ,full",
        "m²,m2",
        "Ⅻ,xii",
        "한국,한국",
        "İ,i",
        "𝐀𝐝𝐚,ada",
        "co\u00ADoperate,cooperate",
        "zero\u200Bwidth,zerowidth",
        "a\u200Db,ab",
        "שָׁלוֹם,שָׁלוֹם",
        "١٢٣,١٢٣",
        "007,007",
    })
    void word_isWithoutCaseAndAccents(String text, String word) {
        assertThat(words(text)).containsExactly(word);
        assertThat(words(text.toUpperCase(Locale.ROOT))).isEqualTo(words(text));
    }

    @Test
    void address_isTheWordsBetweenItsSigns() {
        assertThat(words("Jane.Doe+news@mail.example.com"))
                .containsExactly("jane", "doe", "news", "mail", "example", "com");
    }

    @Test
    void whatStandsBetweenWords_isLeftOut() {
        assertThat(words(" -- a_b%c*d'e\"f\\g/h:i\u0000j\uD800k\n(l) ")).containsExactly("abcdefghijkl".split(""));
    }

    @Test
    void ideographsAndKana_areAWordEach() {
        assertThat(words("東京タワー")).containsExactly("東", "京", "タ", "ワ", "ー");
        assertThat(words("ﾀﾜｶﾞ")).containsExactly("タ", "ワ", "ガ");
        assertThat(words("か\u3099き")).containsExactly("が", "き");
        assertThat(words("𠮷野家abc家")).containsExactly("𠮷", "野", "家", "abc", "家");
    }

    @Test
    void thai_isByItsConsonantsWithTheirMarks() {
        assertThat(words("ที่นี่")).containsExactly("ที่", "นี่");
    }

    @Test
    void hangul_isByItsSyllables_howeverItIsWritten() {
        assertThat(words("한국어 \u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165"))
                .containsExactly("한국어", "한국어");
    }

    @Test
    void emoji_areAWordEach_withoutWhatJoinsAndColoursThem() {
        assertThat(words("I❤️you👩‍💻!")).containsExactly("i", "❤", "you", "👩", "💻");
        assertThat(words("👍🏽👍")).containsExactly("👍", "👍");
        assertThat(words("🇨🇭")).containsExactly("🇨", "🇭");
        assertThat(words("1️⃣2️⃣")).containsExactly("1", "2");
    }

    @Test
    void loneSurrogates_areLeftOut() {
        assertThat(words("a\uD83Db \uDE00c")).containsExactly("a", "b", "c");
    }

    @Test
    void markWithoutALetter_isLeftOut() {
        assertThat(words("\u0301 \u0E31 a\u0301")).containsExactly("a");
    }

    @Test
    void folded_isFoldedAlready() {
        for (String text : List.of("Zürich Straße İstanbul Σίσυφος", "ﾀﾜｶﾞ ① ½ ㎏", "Ёлка 한국 👩‍💻", "Ǆ ǅ ŉ ẖ ﬅ")) {
            for (String word : words(text)) {
                assertThat(words(word)).containsExactly(word);
            }
        }
    }

    @Test
    void mostWords_areTheFirst() {
        assertThat(SearchWords.of("one two three", 2)).containsExactly("one", "two");
        assertThat(SearchWords.of("one", 0)).isEmpty();
    }

    @Test
    void everyCharacter_isSplitWithoutAnError() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String text = new String(Character.toChars(codePoint));
            for (String word : words("a " + text + " b")) {
                assertThat(word).isNotEmpty();
                assertThat(Texts.wellFormed("word", word)).doesNotContain(" ");
            }
        }
    }

    @Test
    void text_isLookedAtUpToALimit() {
        char[] text = new char[100_000];
        Arrays.fill(text, 'a');

        assertThat(words(new String(text)))
                .singleElement()
                .satisfies(word -> assertThat(word).hasSize(16_384));
    }
}

package dev.coffer.storage;

import static dev.coffer.storage.MatchClass.BEGINNING;
import static dev.coffer.storage.MatchClass.WORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.spi.SearchTerm;
import dev.coffer.storage.spi.SearchTerms;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchQueryTest {
    private static final String LONG = "abcdefghijklmnopqrstuvwxyz".repeat(3);

    private static Optional<MatchClass> match(String query, String... texts) {
        return new SearchQuery(query)
                .match(Arrays.stream(texts)
                        .map(text -> SearchWords.of(text, 500))
                        .toList());
    }

    private static Optional<SearchTerms> terms(String query, MatchClass wanted) {
        return new SearchQuery(query).terms(wanted);
    }

    private static Optional<SearchTerms> terms(boolean partly, SearchTerm... terms) {
        return Optional.of(new SearchTerms(List.of(terms), partly));
    }

    private static SearchTerm whole(String text) {
        return new SearchTerm(text, true);
    }

    private static SearchTerm beginning(String text) {
        return new SearchTerm(text, false);
    }

    @Test
    void words_areFoundAnywhereInAnyOrder() {
        assertThat(match("zurich jane", "jane.doe@example.com", "in Zürich")).contains(WORD);
        assertThat(match("zurich john", "jane.doe@example.com", "in Zürich")).isEmpty();
    }

    @Test
    void words_withoutASpaceBetween_followEachOther() {
        assertThat(match("example.com", "jane@example.com")).contains(WORD);
        assertThat(match("example.com", "jane@example.org", "com")).isEmpty();
        assertThat(match("com.example", "jane@example.com")).isEmpty();
        assertThat(match("doe-example", "jane.doe@example.com")).contains(WORD);
    }

    @Test
    void lastOfThem_mayBeABeginning() {
        assertThat(match("example.co", "jane@example.com")).contains(BEGINNING);
        assertThat(match("exam.com", "jane@example.com")).isEmpty();
        assertThat(match("exam", "jane@example.com")).contains(BEGINNING);
    }

    @Test
    void worstOfThePieces_counts() {
        assertThat(match("jane exam", "jane@example.com")).contains(BEGINNING);
        assertThat(match("jane exam", "jane@example.com", "an exam")).contains(WORD);
    }

    @Test
    void quotes_makeAPhraseOfWholeWords() {
        assertThat(match("\"jane doe\"", "Jane Doe")).contains(WORD);
        assertThat(match("\"jane do\"", "Jane Doe")).isEmpty();
        assertThat(match("\"doe jane\"", "Jane Doe")).isEmpty();
        assertThat(match("“jane doe” exam", "Jane Doe", "example")).contains(BEGINNING);
    }

    @Test
    void phrase_doesNotGoFromOneTextToTheNext() {
        assertThat(match("\"jane doe\"", "jane", "doe")).isEmpty();
    }

    @Test
    void unbalancedQuote_isAPhraseToTheEnd() {
        assertThat(match("jane \"doe smith", "jane doe smith")).contains(WORD);
        assertThat(match("jane \"doe smi", "jane doe smith")).isEmpty();
        assertThat(match("jane\"", "jane")).contains(WORD);
    }

    @Test
    void operatorsAndWildcards_meanNothing() {
        assertThat(match("jane & !doe | (smith) * % _ ~ -:", "jane doe smith")).contains(WORD);
        assertThat(match("NOT jane", "jane")).isEmpty();
        assertThat(match("j%e", "jane")).isEmpty();
        assertThat(match("j*", "jane")).contains(BEGINNING);
    }

    @Test
    void nothing_hasNoTerms() {
        for (String query : List.of("", " ", "\"", "\"\"", "* & |", "\uD83D", "\u0000")) {
            assertThat(terms(query, WORD)).isEmpty();
            assertThat(terms(query, BEGINNING)).isEmpty();
        }
    }

    @Test
    void terms_ofWords() {
        assertThat(terms("Jane Zürich", WORD)).isEqualTo(terms(false, whole("jane"), whole("zurich")));
        assertThat(terms("Jane Zürich", BEGINNING)).isEqualTo(terms(true, beginning("jane"), beginning("zurich")));
    }

    @Test
    void terms_ofWordsThatFollowEachOther_doNotTellHowTheyMatch() {
        assertThat(terms("jane example.com", BEGINNING))
                .isEqualTo(terms(false, beginning("jane"), whole("example"), beginning("com")));
    }

    @Test
    void terms_ofAPhrase_areWholeAndHaveNoBeginnings() {
        assertThat(terms("\"jane doe\"", WORD)).isEqualTo(terms(false, whole("jane"), whole("doe")));
        assertThat(terms("\"jane doe\"", BEGINNING)).isEmpty();
        assertThat(terms("\"jane doe\" doe exam", BEGINNING))
                .isEqualTo(terms(true, whole("jane"), whole("doe"), beginning("exam")));
    }

    @Test
    void terms_haveEachTextOnce() {
        assertThat(terms("jane jane JANE", WORD)).isEqualTo(terms(false, whole("jane")));
        assertThat(terms("jane \"jane\"", BEGINNING)).isEqualTo(terms(true, whole("jane")));
        assertThat(terms("jane.jane", BEGINNING)).isEqualTo(terms(false, whole("jane")));
    }

    @Test
    void terms_ofLongWords_areCut() {
        assertThat(terms(LONG, WORD)).isEqualTo(terms(false, whole(LONG.substring(0, 64))));
        assertThat(terms("abcdefghijklm", BEGINNING)).isEqualTo(terms(false, beginning("abcdefghijkl")));
        assertThat(terms("abcdefghijkl", BEGINNING)).isEqualTo(terms(true, beginning("abcdefghijkl")));
    }

    @Test
    void terms_areNoMoreThan16() {
        String query = "a b c d e f g h i j k l m n o p q r s t";

        assertThat(terms(query, WORD))
                .hasValueSatisfying(terms -> assertThat(terms.all()).hasSize(16));
        assertThat(terms(query, BEGINNING))
                .hasValueSatisfying(terms -> assertThat(terms.partly()).isFalse());
    }

    @Test
    void wordsBehindTheFirst50_doNotCount() {
        String fifty = "a ".repeat(49) + "b ";

        assertThat(match(fifty + "c", "a b")).contains(WORD);
        assertThat(match("a ".repeat(48) + "b c", "a b")).isEmpty();
    }

    @Test
    void address_isFoundByItsCanonicalForm() {
        assertThat(new SearchQuery(" Jane@Example.COM ").canonicalEmail()).contains("jane@example.com");
        assertThat(new SearchQuery("jane").canonicalEmail()).isEmpty();
        assertThat(new SearchQuery("\uD83D@b").canonicalEmail()).isEmpty();
    }

    @Test
    void termsOfAUser_areItsWordsAndTheirBeginnings() {
        assertThat(UserSearch.ofAll().terms(Samples.user("ab@abc.de")))
                .containsExactlyInAnyOrder(whole("ab"), beginning("a"), whole("abc"), whole("de"), beginning("d"));
    }
}

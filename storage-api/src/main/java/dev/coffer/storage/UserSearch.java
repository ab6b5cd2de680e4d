package dev.coffer.storage;

import dev.coffer.storage.spi.SearchTerm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Users#search} looks at: addresses, and the values of metadata but for those left out. Keys are not searched. Of a user
 * the first {@value #MAX_WORDS} words are found, those of the address before those of the metadata by name, and of each text those in
 * its first 16,384 characters. Immutable.
 */
public final class UserSearch {
    /** As many code points of a word are in the index as a whole. */
    static final int MAX_TERM_CODE_POINTS = 64;

    /** As many code points of a word are in the index as its beginnings. */
    static final int MAX_BEGINNING_CODE_POINTS = 12;

    private static final int MAX_WORDS = 500;

    /** Changes when the same text gives other words, and all have to be indexed anew. */
    private static final int RULES = 1;

    private static final UserSearch OF_ALL = new UserSearch(new TreeSet<>());

    private final SortedSet<String> leftOut;

    private UserSearch(SortedSet<String> leftOut) {
        this.leftOut = Collections.unmodifiableSortedSet(leftOut);
    }

    /** {@return search in addresses and all metadata} */
    public static UserSearch ofAll() {
        return OF_ALL;
    }

    /**
     * {@return the same search without these}
     *
     * @param fields names at the top of the metadata, whose values are not searched, nor kept in the index
     */
    public UserSearch leavingOut(String... fields) {
        SortedSet<String> all = new TreeSet<>(leftOut);
        for (String field : InputRules.given("fields", fields)) {
            all.add(Texts.wellFormed("fields", field));
        }
        return new UserSearch(all);
    }

    /**
     * {@return the same search without these}
     *
     * @param fields names at the top of the metadata, whose values are not searched, nor kept in the index
     */
    public UserSearch leavingOut(Collection<String> fields) {
        return leavingOut(InputRules.given("fields", fields).toArray(String[]::new));
    }

    /** {@return names at the top of the metadata whose values are not searched, in order} */
    public SortedSet<String> leftOut() {
        return leftOut;
    }

    /** {@return what tells this search from any other, for a provider to keep beside its index} */
    public String fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.add("search " + RULES);
        parts.addAll(leftOut);
        return new Cursor(parts).at();
    }

    /**
     * {@return what the user is to be found by, each text once}
     *
     * @param user as stored
     */
    public List<SearchTerm> terms(User user) {
        Map<String, Boolean> terms = new LinkedHashMap<>();
        words(InputRules.given("user", user)).stream()
                .flatMap(List::stream)
                .distinct()
                .forEach(word -> {
                    terms.put(start(word, MAX_TERM_CODE_POINTS), true);
                    for (int length = 1; length <= MAX_BEGINNING_CODE_POINTS && !isWhole(word, length); length++) {
                        terms.putIfAbsent(start(word, length), false);
                    }
                });
        return terms.entrySet().stream()
                .map(term -> new SearchTerm(term.getKey(), term.getValue()))
                .toList();
    }

    /** The first code points of a word. */
    static String start(String word, int codePoints) {
        return isWhole(word, codePoints) ? word : word.substring(0, word.offsetByCodePoints(0, codePoints));
    }

    /** Whether a word has no more than so many code points. */
    static boolean isWhole(String word, int codePoints) {
        return word.length() <= codePoints || word.codePointCount(0, word.length()) <= codePoints;
    }

    /** The words of each text by itself: no phrase goes from one to the next. */
    List<List<String>> words(User user) {
        List<List<String>> words = new ArrayList<>();
        int left = MAX_WORDS;
        for (String text : texts(user)) {
            List<String> split = left == 0 ? List.of() : SearchWords.of(text, left);
            left -= split.size();
            words.add(split);
        }
        return words;
    }

    private List<String> texts(User user) {
        List<String> texts = new ArrayList<>();
        texts.add(user.email());
        new TreeMap<>(user.metadata()).forEach((name, value) -> {
            if (!leftOut.contains(name)) {
                addTexts(value, texts);
            }
        });
        return texts;
    }

    /** Providers keep the names of an object in different orders. */
    private static void addTexts(@Nullable Object value, List<String> texts) {
        if (value instanceof Map<?, ?> object) {
            new TreeMap<>(object).values().forEach(element -> addTexts(element, texts));
        } else if (value instanceof BigDecimal number) {
            texts.add(number.toPlainString());
        } else if (value instanceof Collection<?> array) {
            array.forEach(element -> addTexts(element, texts));
        } else if (value != null) {
            texts.add(value.toString());
        }
    }

    /** Says what is left out. */
    @Override
    public String toString() {
        return "UserSearch" + leftOut;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserSearch search && leftOut.equals(search.leftOut);
    }

    @Override
    public int hashCode() {
        return leftOut.hashCode();
    }
}

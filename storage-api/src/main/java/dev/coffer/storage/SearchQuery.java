package dev.coffer.storage;

import dev.coffer.storage.spi.SearchTerm;
import dev.coffer.storage.spi.SearchTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody typed. Each piece between white space has to be found, and a text in quotes as a whole; a piece of several words, such
 * as {@code example.com}, is found where they follow each other, and the last of them may be the beginning of a word. Nothing else means
 * anything. What comes behind the first {@value #MAX_WORDS} words does not count.
 */
final class SearchQuery {
    static final int MAX_WORDS = 50;
    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_TERMS = 16;
    private static final String QUOTES = "\"\u201C\u201D\u201E\u00AB\u00BB";

    private final Optional<String> canonicalEmail;
    private final List<Piece> pieces = new ArrayList<>();
    private int words;

    /** Words that have to follow each other. */
    private record Piece(List<String> words, boolean quoted) {
        String last() {
            return words.get(words.size() - 1);
        }

        /** Whether the index alone tells how it matches. */
        boolean isPlain() {
            return quoted || (words.size() == 1 && UserSearch.isWhole(last(), UserSearch.MAX_BEGINNING_CODE_POINTS));
        }

        Optional<MatchClass> in(List<String> text) {
            Optional<MatchClass> best = Optional.empty();
            for (int from = 0; from + words.size() <= text.size(); from++) {
                int end = from + words.size() - 1;
                if (!text.subList(from, end).equals(words.subList(0, words.size() - 1))) {
                    continue;
                }
                if (text.get(end).equals(last())) {
                    return Optional.of(MatchClass.WORD);
                }
                if (!quoted && text.get(end).startsWith(last())) {
                    best = Optional.of(MatchClass.BEGINNING);
                }
            }
            return best;
        }
    }

    SearchQuery(String typed) {
        String text = typed.substring(0, Math.min(typed.length(), MAX_LENGTH));
        canonicalEmail = address(text);
        StringBuilder piece = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean quote = QUOTES.indexOf(c) >= 0;
            if (quote || (!quoted && isSpace(c))) {
                end(piece, quoted);
                quoted ^= quote;
            } else {
                piece.append(c);
            }
        }
        end(piece, quoted);
    }

    private static Optional<String> address(String text) {
        try {
            return Optional.of(InputRules.canonicalEmail(InputRules.email(text.strip())));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private void end(StringBuilder piece, boolean quoted) {
        List<String> split = SearchWords.of(piece.toString(), MAX_WORDS - words);
        if (!split.isEmpty()) {
            pieces.add(new Piece(split, quoted));
            words += split.size();
        }
        piece.setLength(0);
    }

    /** The address that it is, if it can be one. */
    Optional<String> canonicalEmail() {
        return canonicalEmail;
    }

    /** What everyone has who is found in this class, and some others also; empty if nobody can be found in it. */
    Optional<SearchTerms> terms(MatchClass wanted) {
        boolean partly = wanted == MatchClass.BEGINNING;
        if (pieces.isEmpty() || (partly && pieces.stream().allMatch(Piece::quoted))) {
            return Optional.empty();
        }
        Map<String, Boolean> terms = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            int last = piece.words().size() - 1;
            piece.words().subList(0, last).forEach(word -> addWhole(terms, word));
            if (partly && !piece.quoted()) {
                terms.putIfAbsent(UserSearch.start(piece.last(), UserSearch.MAX_BEGINNING_CODE_POINTS), false);
            } else {
                addWhole(terms, piece.last());
            }
        }
        boolean byIndexAlone =
                partly && terms.size() <= MAX_TERMS && pieces.stream().allMatch(Piece::isPlain);
        List<SearchTerm> all = terms.entrySet().stream()
                .limit(MAX_TERMS)
                .map(term -> new SearchTerm(term.getKey(), term.getValue()))
                .toList();
        return Optional.of(new SearchTerms(all, byIndexAlone));
    }

    private static void addWhole(Map<String, Boolean> terms, String word) {
        terms.put(UserSearch.start(word, UserSearch.MAX_TERM_CODE_POINTS), true);
    }

    /** How a user matches whose texts have these words; empty if it does not. */
    Optional<MatchClass> match(List<List<String>> texts) {
        MatchClass worst = MatchClass.WORD;
        for (Piece piece : pieces) {
            Optional<MatchClass> best =
                    texts.stream().flatMap(text -> piece.in(text).stream()).min(MatchClass::compareTo);
            if (best.isEmpty()) {
                return Optional.empty();
            }
            worst = best.get().compareTo(worst) > 0 ? best.get() : worst;
        }
        return Optional.of(worst);
    }
}

package dev.coffer.storage;

import dev.coffer.storage.spi.SearchTerm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody typed. Each piece between white space has to be found, and a text in quotes as a whole; a piece of several words, such
 * as {@code example.com}, is found where they follow each other, and the last of them may be the beginning of a word. Nothing else means
 * anything.
 */
final class SearchQuery {
    private static final int MAX_TERMS = 16;
    private static final String QUOTES = "\"\u201C\u201D\u201E\u00AB\u00BB";

    private final String text;
    private final List<Piece> pieces = new ArrayList<>();

    /** Words that have to follow each other. */
    private record Piece(List<String> words, boolean quoted) {
        String last() {
            return words.get(words.size() - 1);
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

    SearchQuery(String text) {
        this.text = text.strip();
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

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private void end(StringBuilder piece, boolean quoted) {
        List<String> words = SearchWords.of(piece.toString());
        if (!words.isEmpty()) {
            pieces.add(new Piece(words, quoted));
        }
        piece.setLength(0);
    }

    /** Whether it has no word in it, and so finds nobody. */
    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** The address that it is, if it can be one. */
    Optional<String> canonicalEmail() {
        try {
            return Optional.of(InputRules.canonicalEmail(InputRules.email(text)));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    /** What everyone has who is found in this class, and some others also. */
    List<SearchTerm> terms(MatchClass wanted) {
        Set<SearchTerm> terms = new LinkedHashSet<>();
        for (Piece piece : pieces) {
            List<String> words = piece.words();
            for (String word : words.subList(0, words.size() - 1)) {
                terms.add(whole(word));
            }
            terms.add(
                    piece.quoted() || wanted == MatchClass.WORD
                            ? whole(piece.last())
                            : new SearchTerm(
                                    UserSearch.start(piece.last(), UserSearch.MAX_BEGINNING_CODE_POINTS), false));
        }
        return terms.stream().limit(MAX_TERMS).toList();
    }

    private static SearchTerm whole(String word) {
        return new SearchTerm(UserSearch.start(word, UserSearch.MAX_TERM_CODE_POINTS), true);
    }

    /** How these texts match; empty if they do not. */
    Optional<MatchClass> match(List<String> texts) {
        List<List<String>> words = texts.stream().map(SearchWords::of).toList();
        MatchClass worst = MatchClass.WORD;
        for (Piece piece : pieces) {
            Optional<MatchClass> best =
                    words.stream().flatMap(text -> piece.in(text).stream()).min(MatchClass::compareTo);
            if (best.isEmpty()) {
                return Optional.empty();
            }
            worst = best.get().compareTo(worst) > 0 ? best.get() : worst;
        }
        return Optional.of(worst);
    }
}

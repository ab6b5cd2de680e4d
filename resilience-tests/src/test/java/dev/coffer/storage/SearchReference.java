package dev.coffer.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A search that looks at each user in turn, of texts in quotes and of metadata of texts and lists. */
public final class SearchReference {
    private static final Pattern PIECE = Pattern.compile("\"([^\"]*)\"?|([^\\s\"]+)");
    private static final Comparator<String> UTF_8 = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String email, String canonicalEmail, List<List<String>> texts) {}

    private record Piece(List<String> words, boolean quoted) {}

    private record Hit(int matchClass, String canonicalEmail, String email) {}

    /** Adds a user. */
    public void add(String email, Map<String, Object> metadata) {
        List<List<String>> texts = new ArrayList<>();
        texts.add(words(email));
        new TreeMap<>(metadata).values().forEach(value -> flat(value).forEach(text -> texts.add(words(text))));
        entries.add(new Entry(email, InputRules.canonicalEmail(email), texts));
    }

    private static Stream<String> flat(Object value) {
        return value instanceof List<?> list
                ? list.stream().flatMap(SearchReference::flat)
                : Stream.of(value.toString());
    }

    private static List<String> words(String text) {
        return SearchWords.of(text, Integer.MAX_VALUE);
    }

    /** The addresses of those that are found, in order. */
    public List<String> search(String query) {
        List<Piece> pieces = PIECE.matcher(query)
                .results()
                .map(piece -> new Piece(words(piece.group()), piece.group(1) != null))
                .filter(piece -> !piece.words().isEmpty())
                .toList();
        String address = new SearchQuery(query).canonicalEmail().orElse("");
        List<Hit> hits = new ArrayList<>();
        for (Entry entry : entries) {
            boolean whole = entry.canonicalEmail().equals(address);
            OptionalInt matchClass = whole ? OptionalInt.of(0) : matchClass(entry, pieces);
            matchClass.ifPresent(of -> hits.add(new Hit(of, entry.canonicalEmail(), entry.email())));
        }
        return hits.stream()
                .sorted(Comparator.comparingInt(Hit::matchClass).thenComparing(Hit::canonicalEmail, UTF_8))
                .map(Hit::email)
                .toList();
    }

    private static OptionalInt matchClass(Entry entry, List<Piece> pieces) {
        int worst = pieces.isEmpty() ? 3 : 1;
        for (Piece piece : pieces) {
            int best = 3;
            for (List<String> text : entry.texts()) {
                best = Math.min(best, best(text, piece.words(), piece.quoted()));
            }
            worst = Math.max(worst, best);
            if (worst == 3) {
                break;
            }
        }
        return worst == 3 ? OptionalInt.empty() : OptionalInt.of(worst);
    }

    private static int best(List<String> text, List<String> wanted, boolean quoted) {
        int best = 3;
        for (int from = 0; from + wanted.size() <= text.size(); from++) {
            best = Math.min(best, at(text.subList(from, from + wanted.size()), wanted, quoted));
        }
        return best;
    }

    private static int at(List<String> words, List<String> wanted, boolean quoted) {
        if (words.equals(wanted)) {
            return 1;
        }
        int last = wanted.size() - 1;
        return !quoted
                        && words.subList(0, last).equals(wanted.subList(0, last))
                        && words.get(last).startsWith(wanted.get(last))
                ? 2
                : 3;
    }
}

package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SearchReference;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random searches among random users of several scripts find the same in the same order on both providers, and what they should. */
class SearchEqualityTest {
    private static final int USERS = 10_000;
    private static final int QUERIES = 1_000;
    private static final int BATCH = 1_000;

    /** Of a query that most users match. */
    private static final int MOST_HITS = 500;

    private static final List<String> WORDS = List.of(
            "Zürich",
            "Genève",
            "São",
            "Łódź",
            "Ærø",
            "Straße",
            "İzmir",
            "Đà",
            "naïve",
            "Mañana",
            "Jane",
            "Doe",
            "John",
            "jan",
            "Ångström",
            "anna",
            "Annabelle",
            "annual",
            "Донской",
            "Ёлка",
            "ёж",
            "Москва",
            "Киев",
            "Йод",
            "Иван",
            "Иванова",
            "Αθήνα",
            "Σίσυφος",
            "ΟΔΥΣΣΕΎΣ",
            "Ωμέγα",
            "東京",
            "北京",
            "東",
            "京都",
            "大阪城",
            "𠮷野家",
            "タワー",
            "서울",
            "한국어",
            "😀",
            "👩‍💻",
            "❤️",
            "👍🏽",
            "🇨🇭",
            "42",
            "1984",
            "3.14",
            "②",
            "½",
            "co-operate",
            "O'Brien",
            "e-mail",
            "x",
            "Donaudampfschifffahrtsgesellschaft",
            "Donaudampfer",
            "αβγδ",
            "łuk");
    private static final List<String> DOMAINS =
            List.of("example.com", "example.org", "mail.example.com", "exämple.de", "пример.рф", "例え.jp", "x.co");
    private static final List<String> BETWEEN = List.of(" ", " ", " ", "-", ".", ", ", " & ", "_", "/", "%", "");

    @TempDir
    Path directory;

    private final long seed = Long.getLong("coffer.tests.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final SearchReference reference = new SearchReference();
    private final List<String> emails = new ArrayList<>();

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private String otherwise(String text) {
        return switch (random.nextInt(5)) {
            case 0 -> text.toUpperCase(Locale.ROOT);
            case 1 -> text.toLowerCase(Locale.ROOT);
            case 2 -> Normalizer.normalize(text, Normalizer.Form.NFD);
            default -> text;
        };
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder(otherwise(any(WORDS)));
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(any(BETWEEN)).append(otherwise(any(WORDS)));
        }
        return text.toString();
    }

    private NewUser user(int number) {
        String name = text(2).replaceAll("[\\s@]", ".");
        String email = name + (random.nextBoolean() ? "." : "") + number + "@" + any(DOMAINS);
        Map<String, Object> metadata = Map.of(
                "name", text(3),
                "city", any(WORDS),
                "notes", List.of(text(5), List.of(text(1))),
                "age", (long) random.nextInt(100));
        emails.add(email);
        reference.add(email, metadata);
        return NewUser.withEmail(email).metadata(metadata);
    }

    private String query() {
        StringBuilder query = new StringBuilder(piece());
        for (int i = random.nextInt(3); i > 0; i--) {
            query.append(any(BETWEEN)).append(piece());
        }
        return query.toString();
    }

    private String piece() {
        return switch (random.nextInt(12)) {
            case 0 -> any(emails);
            case 1 -> any(DOMAINS);
            case 2 -> "\"" + text(2) + "\"";
            case 3 -> "\"" + any(WORDS);
            case 4 -> any(List.of("*", "\"", "%", "AND", "!", "()", "\uD83D", "\u0000", "\uFE0F"));
            case 5 -> Integer.toString(random.nextInt(USERS));
            case 6, 7, 8 -> beginning(otherwise(any(WORDS)));
            default -> text(2);
        };
    }

    private String beginning(String word) {
        return word.substring(0, 1 + random.nextInt(word.length()));
    }

    private static StorageConfig searching(String url) {
        return StorageConfig.forUrl(url).userSearch(UserSearch.ofAll()).build();
    }

    @Test
    void searches_findTheSameInTheSameOrder() {
        long begin = System.nanoTime();
        try (Storage sqlite = Storage.open(searching("sqlite:" + directory.resolve("search.db")));
                Storage postgres = Storage.open(searching(TestServer.NEWEST.freshUrl()))) {
            for (int from = 0; from < USERS; from += BATCH) {
                List<NewUser> batch =
                        IntStream.range(from, from + BATCH).mapToObj(this::user).toList();
                sqlite.users().createAll(batch);
                postgres.users().createAll(batch);
            }
            long hits = 0;
            int found = 0;
            for (int i = 0; i < QUERIES; i++) {
                String query = query();
                int limit = 1 + random.nextInt(300);
                String description = "query '%s', limit %d, seed %d".formatted(query, limit, seed);
                List<String> expected = reference.search(query);
                List<String> most = expected.subList(0, Math.min(MOST_HITS, expected.size()));
                assertThat(found(sqlite, query, limit))
                        .as("SQLite, %s", description)
                        .isEqualTo(most);
                assertThat(found(postgres, query, limit))
                        .as("PostgreSQL, %s", description)
                        .isEqualTo(most);
                hits += expected.size();
                found += expected.isEmpty() ? 0 : 1;
            }
            assertThat(found).isGreaterThan(QUERIES / 4);
            System.out.printf(
                    "search: seed %d, %,d users, %,d queries, %,d of them found somebody, %,d hits, %,d s%n",
                    seed, USERS, QUERIES, found, hits, (System.nanoTime() - begin) / 1_000_000_000);
        }
    }

    private static List<String> found(Storage storage, String query, int limit) {
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            PageRequest request = PageRequest.first(limit);
            Page<User> page =
                    storage.users().search(query, cursor.map(request::after).orElse(request));
            page.items().forEach(user -> found.add(user.email()));
            cursor = page.nextCursor();
        } while (cursor.isPresent() && found.size() < MOST_HITS);
        return found.subList(0, Math.min(MOST_HITS, found.size()));
    }
}

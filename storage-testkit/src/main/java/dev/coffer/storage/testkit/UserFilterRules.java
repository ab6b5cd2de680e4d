package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.UserFilter.where;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.User;
import dev.coffer.storage.UserFilter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Users are listed by what their metadata hold, whatever else is there, with values compared by what they are. */
@Needs(USERS)
abstract class UserFilterRules extends Rules {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private void user(String name, Map<String, ? extends @Nullable Object> metadata) {
        users().create(NewUser.withEmail(name + "@example.org").metadata(metadata));
        clock.advance(Duration.ofMillis(1));
    }

    private void user(String name, Object plan) {
        user(name, Map.of("plan", plan));
    }

    private List<String> names(UserFilter filter) {
        return names(users().list(filter, PageRequest.first(100)));
    }

    private static List<String> names(Page<User> page) {
        return page.items().stream()
                .map(User::email)
                .map(email -> email.substring(0, email.indexOf('@')))
                .toList();
    }

    @Test
    void is_findsTheValueOfItsKind_andNoOther() {
        user("text", "5");
        user("number", 5);
        user("yes", true);
        user("no", false);
        user("one", 1);
        user("longer", "55");
        user("empty", "");
        user("none", Map.of());

        assertThat(names(where("plan").is("5"))).containsExactly("text");
        assertThat(names(where("plan").is(5))).containsExactly("number");
        assertThat(names(where("plan").is(true))).containsExactly("yes");
        assertThat(names(where("plan").is(1))).containsExactly("one");
        assertThat(names(where("plan").is(""))).containsExactly("empty");
        assertThat(names(where("plan").is("pro"))).isEmpty();
    }

    @Test
    void isNull_findsNullAndNotWhatIsAbsent() {
        Map<String, @Nullable Object> nothing = new HashMap<>();
        nothing.put("plan", null);
        user("null", nothing);
        user("text", "null");
        user("absent", Map.of());

        assertThat(names(where("plan").isNull())).containsExactly("null");
    }

    @Test
    void is_number_isEqualByItsWorth_exactly() {
        BigInteger beyondDouble = BigInteger.TWO.pow(200).add(BigInteger.ONE);
        user("five", 5);
        user("decimal", new BigDecimal("0.1"));
        user("near", new BigDecimal("0.1000000000000000055511151231257827"));
        user("large", beyondDouble);
        user("larger", beyondDouble.add(BigInteger.ONE));

        assertThat(names(where("plan").is(new BigDecimal("5.00")))).containsExactly("five");
        assertThat(names(where("plan").is(new BigDecimal("0.10")))).containsExactly("decimal");
        assertThat(names(where("plan").is(beyondDouble))).containsExactly("large");
    }

    @Test
    void is_text_isTheSameSigns() {
        user("composed", "Z\u00FCrich");
        user("decomposed", "Zu\u0308rich");
        user("capital", "Z\u00DCRICH");
        user("hostile", "' OR \"1\" = \"1\\");
        user("emoji", "\uD83C\uDF89");

        assertThat(names(where("plan").is("Z\u00FCrich"))).containsExactly("composed");
        assertThat(names(where("plan").is("' OR \"1\" = \"1\\"))).containsExactly("hostile");
        assertThat(names(where("plan").is("\uD83C\uDF89"))).containsExactly("emoji");
    }

    @Test
    void is_objectOrArray_isEqualWhateverTheOrderOfNames() {
        user("object", Map.of("plan", Map.of("a", 1, "b", List.of(1, 2))));
        user("array", Map.of("plan", List.of(1, 2)));
        user("element", Map.of("plan", 1));

        assertThat(names(where("plan").is(Map.of("b", List.of(1, 2), "a", new BigDecimal("1.0")))))
                .containsExactly("object");
        assertThat(names(where("plan").is(List.of(1, 2)))).containsExactly("array");
        assertThat(names(where("plan").is(1))).containsExactly("element");
    }

    @Test
    void isOneOf_findsEach() {
        user("a", "a");
        user("b", "b");
        user("c", "c");
        user("list", Map.of("plan", List.of("a")));

        assertThat(names(where("plan").isOneOf(List.of("c", "a", 7)))).containsExactly("a", "c");
        assertThat(names(where("plan").isOneOf(List.of(List.of("a"), "b")))).containsExactly("b", "list");
        assertThat(names(where("plan").isOneOf(List.of()))).isEmpty();
    }

    @Test
    void exists_findsAnyValue_alsoNull() {
        Map<String, @Nullable Object> nothing = new HashMap<>();
        nothing.put("plan", null);
        user("null", nothing);
        user("text", "");
        user("object", Map.of("plan", Map.of()));
        user("inside", Map.of("other", Map.of("plan", 1)));

        assertThat(names(where("plan").exists())).containsExactly("null", "text", "object");
    }

    @Test
    void path_goesThroughObjects_andNothingElse() {
        user("deep", Map.of("address", Map.of("city", "Wien")));
        user("dotted", Map.of("address.city", "Wien"));
        user("array", Map.of("address", List.of(Map.of("city", "Wien"))));
        user("text", Map.of("address", "Wien"));
        user("index", Map.of("address", List.of("Wien")));

        assertThat(names(where("address", "city").is("Wien"))).containsExactly("deep");
        assertThat(names(where("address.city").is("Wien"))).containsExactly("dotted");
        assertThat(names(where("address", "0").exists())).isEmpty();
    }

    @Test
    void names_areLiteral() {
        List<String> hostile = List.of(
                "a\"b",
                "a'b",
                "$",
                "$.plan",
                "*",
                "a\\b",
                "?",
                ":id",
                "%",
                "",
                " ",
                "[0]",
                "\n",
                "\u00FC",
                "\uD83C\uDF89",
                "@",
                "plan\" == 1 || $.\"plan");
        for (int i = 0; i < hostile.size(); i++) {
            user("user" + i, Map.of(hostile.get(i), "x"));
        }

        for (int i = 0; i < hostile.size(); i++) {
            assertThat(names(where(hostile.get(i)).is("x"))).as(hostile.get(i)).containsExactly("user" + i);
        }
    }

    @Test
    void numberRange_includesItsEnds_exactly() {
        long beyondDouble = 9_007_199_254_740_993L;
        user("four", 4);
        user("five", new BigDecimal("5.000"));
        user("seven", 7);
        user("text", "6");
        user("large", beyondDouble);
        user("huge", BigInteger.TWO.pow(100));

        assertThat(names(where("plan").atLeast(5).and(where("plan").atMost(7)))).containsExactly("five", "seven");
        assertThat(names(where("plan").atLeast(beyondDouble))).containsExactly("large", "huge");
        assertThat(names(where("plan").atLeast(beyondDouble + 1))).containsExactly("huge");
        assertThat(names(where("plan").atMost(beyondDouble - 1))).containsExactly("four", "five", "seven");
        assertThat(names(where("plan")
                        .atLeast(new BigDecimal("4.0000000000000000000000000001"))
                        .and(where("plan").atMost(10))))
                .containsExactly("five", "seven");
    }

    @Test
    void numberRange_ofLargeFractions_leavesNobodyOut() {
        long large = (1L << 60) + 3;
        user("large", large);

        assertThat(names(where("plan").atLeast(new BigDecimal(large).subtract(new BigDecimal("0.5")))))
                .containsExactly("large");
        assertThat(names(where("plan").atMost(new BigDecimal(large).add(new BigDecimal("0.5")))))
                .containsExactly("large");
    }

    @Test
    void instantRange_includesItsBeginningAndNotItsEnd_whateverTheOffset() {
        user("before", "2025-12-31T23:59:59.999999999Z");
        user("at", "2026-01-01T00:00:00Z");
        user("offset", "2026-01-01T01:30:00+01:00");
        user("end", "2026-02-01T00:00:00Z");
        user("date", "2026-01-15");
        user("number", 1_767_225_600);
        user("text", "soon");

        assertThat(names(where("plan").from(NEW_YEAR).and(where("plan").before(Instant.parse("2026-02-01T00:00:00Z")))))
                .containsExactly("at", "offset");
        assertThat(names(where("plan").before(NEW_YEAR))).containsExactly("before");
    }

    @Test
    void and_demandsAll() {
        user("both", Map.of("plan", "pro", "seats", 10));
        user("plan", Map.of("plan", "pro", "seats", 1));
        user("seats", Map.of("plan", "free", "seats", 10));

        assertThat(names(where("plan").is("pro").and(where("seats").atLeast(5))))
                .containsExactly("both");
    }

    @Test
    void pages_showEachOnce_inTheOrderOfIds() {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            user("user" + i, i % 3 == 0 ? "pro" : "free");
            if (i % 3 == 0) {
                wanted.add("user" + i);
            }
        }

        for (int limit : new int[] {1, 3, 10, 11}) {
            List<String> shown = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Page<User> page = users().list(where("plan").is("pro"), new PageRequest(limit, cursor));
                assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
                shown.addAll(names(page));
                cursor = page.nextCursor();
            } while (cursor.isPresent());
            assertThat(shown).as("limit %d", limit).isEqualTo(wanted);
        }
    }

    @Test
    void filter_thatCannotBe_isInvalidInput() {
        UserFilter wide = IntStream.range(1, 32)
                .mapToObj(i -> where("a" + i).exists())
                .reduce(where("a0").exists(), UserFilter::and);

        assertInvalidInput("names", () -> where());
        assertInvalidInput("names", () -> where("\uD800"));
        assertInvalidInput("values", () -> where("a").is("\uD800"));
        assertInvalidInput("values", () -> where("a").is(new Object()));
        assertInvalidInput("least", () -> where("a").atLeast(Double.NaN));
        assertInvalidInput("filter", () -> wide.and(where("more").exists()));
        assertThat(names(wide)).isEmpty();
    }

    @Test
    void cursor_ofAnotherFilter_isInvalidInput() {
        user("a", "pro");
        user("b", "pro");
        String cursor = users().list(where("plan").is("pro"), PageRequest.first(1))
                .nextCursor()
                .orElseThrow();

        assertInvalidInput(
                "cursor",
                () -> users().list(
                                where("plan").is("free"), PageRequest.first(1).after(cursor)));
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.Capability.USER_SEARCH;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.UserUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A search finds what people type, in addresses and metadata, whole matches first; and it is never an error. */
@Needs({USERS, USER_SEARCH})
abstract class SearchRules extends Rules {
    @BeforeEach
    void searchAll() {
        reopen(config -> config.userSearch(UserSearch.ofAll()));
    }

    private void user(String email, String name, @Nullable Object value) {
        users().create(NewUser.withEmail(email).metadata(Map.of(name, value)));
    }

    private List<String> found(String query) {
        return found(storage, query, 100);
    }

    private static List<String> found(StorageAccess storage, String query, int limit) {
        List<String> found = new ArrayList<>();
        Page<User> page = storage.users().search(query, PageRequest.first(limit));
        while (true) {
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().stream().map(User::email).forEach(found::add);
            Optional<String> next = page.nextCursor();
            if (next.isEmpty()) {
                return found;
            }
            page = storage.users().search(query, PageRequest.first(limit).after(next.get()));
        }
    }

    @Test
    void search_wordsOfAnAddress_findIt() {
        user("jane.doe@example.com", "n", 1L);
        user("john.doe@example.org", "n", 1L);

        assertThat(found("example.com")).containsExactly("jane.doe@example.com");
        assertThat(found("doe")).containsExactly("jane.doe@example.com", "john.doe@example.org");
        assertThat(found("jane.doe@example.com")).containsExactly("jane.doe@example.com");
        assertThat(found("doe@example.or")).containsExactly("john.doe@example.org");
        assertThat(found("nobody")).isEmpty();
    }

    @Test
    void search_wordsOfMetadata_findThem() {
        users().create(NewUser.withEmail("a@x.y")
                .metadata(Map.of("city", "Bern", "more", List.of(Map.of("deep", "Aare"), 42L, true))));

        for (String query : List.of("bern", "aare", "42", "true", "bern aare")) {
            assertThat(found(query)).as(query).containsExactly("a@x.y");
        }
    }

    @Test
    void search_caseAndAccents_makeNoDifference() {
        user("a@x.y", "city", "Zürich");
        user("b@x.y", "city", "zurich");

        for (String query : List.of("zurich", "ZÜRICH", "zu\u0308rich")) {
            assertThat(found(query)).as(query).containsExactly("a@x.y", "b@x.y");
        }
    }

    @Test
    void search_anyScript_isFound() {
        user("a@x.y", "name", "Ёлка Σίσυφος 東京 한국어 👩‍💻");

        for (String query : List.of("елка", "ΣΊΣΥΦΟΣ", "京", "東京", "한국", "💻", "елка 東")) {
            assertThat(found(query)).as(query).containsExactly("a@x.y");
        }
    }

    @Test
    void search_beginningOfAWord_isFound() {
        user("jane@example.com", "city", "Donaudampfschifffahrtsgesellschaft");

        for (String query : List.of("j", "jan", "exam", "donaudampfsc", "donaudampfschifffahrt")) {
            assertThat(found(query)).as(query).containsExactly("jane@example.com");
        }
        assertThat(found("ane")).isEmpty();
        assertThat(found("donaudampfschafe")).isEmpty();
    }

    @Test
    void search_severalWords_haveAllToBeThere() {
        user("jane@example.com", "city", "Bern");
        user("john@example.com", "city", "Basel");

        assertThat(found("jane bern")).containsExactly("jane@example.com");
        assertThat(found("bern exam jan")).containsExactly("jane@example.com");
        assertThat(found("jane basel")).isEmpty();
    }

    @Test
    void search_quotes_makeAPhrase() {
        user("a@x.y", "name", "Jane Mary Doe");
        user("b@x.y", "name", "Mary Jane Doe");

        assertThat(found("\"jane mary\"")).containsExactly("a@x.y");
        assertThat(found("jane mary")).containsExactly("a@x.y", "b@x.y");
        assertThat(found("\"jane ma\"")).isEmpty();
    }

    @Test
    void search_keys_areNeverFound() {
        users().create(NewUser.withEmail("a@x.y").metadata(Map.of("city", Map.of("name", "Bern"))));

        assertThat(found("city")).isEmpty();
        assertThat(found("name")).isEmpty();
    }

    @Test
    void search_operatorsAndWildcards_meanNothing() {
        user("a@x.y", "name", "bern not or and");

        for (String query : List.of("ber%", "b_rn", "%", "*", "b*rn", "-bern2", "bern:*2", "!bern |basel")) {
            assertThat(found(query)).as(query).isSubsetOf(List.of("a@x.y"));
        }
        assertThat(found("b_rn")).isEmpty();
        assertThat(found("bern OR basel")).isEmpty();
        assertThat(found("NOT bern & (or)")).containsExactly("a@x.y");
    }

    @Test
    void search_hits_areTheWholeAddressThenWholeWordsThenBeginnings() {
        user("z@a.b", "name", "anything");
        user("b@x.y", "address", "z@a.b");
        user("a@x.y", "address", "z@a.bc");
        user("c@x.y", "address", "z@a.b");

        assertThat(found("z@a.b")).containsExactly("z@a.b", "b@x.y", "c@x.y", "a@x.y");
        assertThat(found("Z@A.B")).containsExactly("z@a.b", "b@x.y", "c@x.y", "a@x.y");
    }

    @Test
    void search_hitsOfAClass_areByAddressInTheOrderOfUtf8() {
        List<String> emails = Stream.of("a", "z", "é", "я", "京", "\uFF41", "\uD83D\uDE00")
                .map(name -> name + "@x.y")
                .toList();
        for (int i : new int[] {4, 0, 6, 2, 5, 1, 3}) {
            user(emails.get(i), "name", "Bern");
        }

        assertThat(found("bern")).isEqualTo(emails);
        assertThat(found("ber")).isEqualTo(emails);
    }

    @Test
    void search_pages_showEachUserOnceWhateverTheirSize() {
        List<String> whole =
                IntStream.range(10, 40).mapToObj(i -> "u" + i + "@x.y").toList();
        List<String> beginning =
                IntStream.range(10, 40).mapToObj(i -> "a" + i + "@x.y").toList();
        Stream.of(whole, beginning)
                .flatMap(List::stream)
                .sorted()
                .forEach(email -> user(email, "name", whole.contains(email) ? "bern bernina" : "bernina"));
        List<String> all = Stream.concat(whole.stream(), beginning.stream()).toList();

        for (int limit : new int[] {1, 2, 7, 29, 30, 31, 59, 60, 61, 1_000}) {
            assertThat(found(storage, "bern", limit)).as("limit %s", limit).isEqualTo(all);
            assertThat(found(storage, "bern x.y", limit)).as("limit %s", limit).isEqualTo(all);
        }
    }

    @Test
    void search_changesBetweenPages_neitherRepeatNorHideTheOthers() {
        List<String> emails = List.of("b@x.y", "d@x.y", "f@x.y", "h@x.y");
        emails.forEach(email -> user(email, "name", "bern"));
        Page<User> first = users().search("bern", PageRequest.first(2));

        user("a@x.y", "name", "bern");
        user("c@x.y", "name", "bern");
        user("e@x.y", "name", "bern");
        users().delete(first.items().get(1).id());
        Page<User> rest = users().search(
                        "bern", PageRequest.first(10).after(first.nextCursor().orElseThrow()));

        assertThat(first.items()).extracting(User::email).containsExactly("b@x.y", "d@x.y");
        assertThat(rest.items()).extracting(User::email).containsExactly("e@x.y", "f@x.y", "h@x.y");
    }

    @Test
    void search_user_isAsItIsStored() {
        User ada = users().create(NewUser.withEmail("ada@example.org").metadata(Map.of("n", 1L)));
        User locked = users().lock(ada.id());

        assertThat(users().search("ada", PageRequest.first(1)).items()).containsExactly(locked);
    }

    @Test
    void search_changedUser_isFoundByWhatItIsNow() {
        User ada = users().create(NewUser.withEmail("ada@old.org").metadata(Map.of("city", "Bern bernina")));

        users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel bern")));
        assertThat(found("basel")).containsExactly("ada@old.org");
        assertThat(found("bernina")).isEmpty();
        assertThat(found("bern")).containsExactly("ada@old.org");

        users().update(ada.id(), UserUpdate.email("ada@new.org"));
        assertThat(found("old")).isEmpty();
        assertThat(found("new basel")).containsExactly("ada@new.org");
    }

    @Test
    void search_addressThatChangedHands_findsItsPresentUser() {
        User one = users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        users().update(one.id(), UserUpdate.email("eve@x.y"));
        user("ada@x.y", "city", "Bern");

        assertThat(found("bern")).containsExactly("ada@x.y", "eve@x.y");
    }

    @Test
    void search_deletedUser_isNotFound() {
        User ada = users().create(NewUser.withEmail("ada@example.org"));

        users().delete(ada.id());
        assertThat(found("ada")).isEmpty();

        users().create(NewUser.withEmail("ada@example.org"));
        assertThat(found("ada")).containsExactly("ada@example.org");
    }

    @Test
    void search_userThatWasFoundOrCreated_isFound() {
        users().findOrCreate(NewUser.withEmail("ada@example.org"));
        users().findOrCreate(NewUser.withEmail("ada@example.org").metadata(Map.of("city", "Bern")));

        assertThat(found("ada")).containsExactly("ada@example.org");
        assertThat(found("bern")).isEmpty();
    }

    @Test
    void search_usersCreatedTogether_areFound() {
        users().createAll(IntStream.range(0, 300)
                .mapToObj(i -> NewUser.withEmail("user" + i + "@example.org"))
                .toList());

        assertThat(found("user299")).containsExactly("user299@example.org");
        assertThat(found("example.org")).hasSize(300);
    }

    @Test
    @Needs(TRANSACTIONS)
    void search_inATransaction_findsWhatItDid() {
        user("ada@example.org", "city", "Bern");

        List<String> inside = storage.callInTransaction(tx -> {
            tx.users().create(NewUser.withEmail("eve@example.org"));
            return found(tx, "example.org", 10);
        });

        assertThat(inside).containsExactly("ada@example.org", "eve@example.org");
        assertThat(found("eve")).containsExactly("eve@example.org");
    }

    @Test
    @Needs(TRANSACTIONS)
    void search_afterARollback_findsWhatWasThere() {
        User ada = users().create(NewUser.withEmail("ada@example.org").metadata(Map.of("city", "Bern")));

        assertThatIllegalStateException()
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    tx.users().create(NewUser.withEmail("eve@example.org"));
                    tx.users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel")));
                    throw new IllegalStateException("no");
                }));

        assertThat(found("example.org")).containsExactly("ada@example.org");
        assertThat(found("bern")).containsExactly("ada@example.org");
        assertThat(found("basel")).isEmpty();
    }

    @Test
    void search_whateverIsTyped_isNoError() {
        user("ada@example.org", "name", "a \uD83D\uDE00 \" b");
        List<String> hostile = new ArrayList<>(NastyTexts.KEPT);
        hostile.addAll(NastyTexts.REFUSED);
        hostile.addAll(
                List.of("", " ", "\"", "\"\"\"", "\"a", "a\" b\"", "&|!()*:<->", "AND OR NOT", "@", "a@", "a@b"));
        hostile.add("a".repeat(10_000));
        hostile.add("a ".repeat(5_000));
        hostile.add("\"".repeat(10_000));
        hostile.add("\uD83D".repeat(10_000));
        hostile.add("😀".repeat(5_000));
        hostile.add(IntStream.range(0, 2_500).mapToObj(i -> "w" + i).reduce("", (all, word) -> all + " " + word));

        for (String query : hostile) {
            assertThat(found(query)).as(query).isSubsetOf(List.of("ada@example.org"));
        }
        assertThat(found("")).isEmpty();
        assertThat(found("\uD83Dada\u0000exam")).containsExactly("ada@example.org");
    }

    @Test
    void search_malformedOrForeignCursor_isInvalidInputCursor() {
        user("ada@example.org", "name", "a");
        user("eve@example.org", "name", "a");
        String cursor =
                users().search("example", PageRequest.first(1)).nextCursor().orElseThrow();

        for (String malformed : Cursors.malformed(cursor)) {
            assertInvalidInput(
                    "cursor",
                    () -> users().search("example", PageRequest.first(1).after(malformed)));
        }
        assertInvalidInput(
                "cursor", () -> users().search("org", PageRequest.first(1).after(cursor)));
    }

    @Test
    void search_limitOutside1To1000_isInvalidInputLimit() {
        for (int limit : new int[] {Integer.MIN_VALUE, -1, 0, 1_001}) {
            assertInvalidInput("limit", () -> users().search("ada", PageRequest.first(limit)));
        }
    }
}

package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Listings page by page, and the cursors between their pages. */
class PagesTest {
    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open();
    private final Users users = storage.users();
    private final Sessions sessions = storage.sessions();
    private final KeyValueNamespace namespace = storage.keyValues().namespace("n");
    private final KeyValueRecord items = namespace.record("i");

    private static <T> List<T> all(Function<Optional<String>, Page<T>> listing) {
        List<T> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<T> page = listing.apply(cursor);
            assertThat(page.items()).isNotEmpty();
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        return all;
    }

    private static Scan scan(Scan scan, Optional<String> cursor) {
        return cursor.map(scan::after).orElse(scan);
    }

    private UUID user(UUID id) {
        return users.create(NewUser.withEmail(id + "@example.org").id(id)).id();
    }

    @Test
    void list_ofUsers_isInUnsignedOrderOfTheirIds() {
        List<UUID> ids =
                List.of(new UUID(0, 1), new UUID(0, -1), new UUID(1, 0), new UUID(Long.MIN_VALUE, 0), new UUID(-1, -1));
        for (int i : new int[] {3, 0, 4, 2, 1}) {
            user(ids.get(i));
        }

        List<User> listed = all(cursor -> users.list(new PageRequest(2, cursor)));

        assertThat(listed).extracting(User::id).isEqualTo(ids);
        assertThat(users.list(PageRequest.first(5)).nextCursor()).isEmpty();
        assertThat(users.list(PageRequest.first(4)).nextCursor()).isPresent();
    }

    @Test
    void list_ofSessions_isThatOfTheUser() {
        UUID ada = user(new UUID(0, 1));
        UUID bob = user(new UUID(0, 2));
        List<UUID> issued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            issued.add(sessions.issue(NewSession.forUser(ada)).session().id());
            sessions.issue(NewSession.forUser(bob));
        }

        List<Session> listed = all(cursor -> sessions.list(ada, new PageRequest(2, cursor)));

        assertThat(listed).extracting(Session::id).containsExactlyInAnyOrderElementsOf(issued);
        assertThat(listed).extracting(session -> session.id().toString()).isSorted();
    }

    @Test
    void scan_ofARecord_goesOnBehindTheCursor() {
        List<String> keys = List.of("a", "b", "c", "d", "e");
        keys.forEach(key -> items.put(key, "value"));

        assertThat(all(cursor -> items.scan(scan(Scan.all().limit(2), cursor))))
                .extracting(KeyValue::key)
                .isEqualTo(keys);
        assertThat(all(cursor -> items.scan(scan(Scan.all().descending().limit(2), cursor))))
                .extracting(KeyValue::key)
                .containsExactly("e", "d", "c", "b", "a");
    }

    @Test
    void scan_ofANamespace_goesOnWithinARecord() {
        for (String id : List.of("x", "y")) {
            for (String key : List.of("a", "b", "c")) {
                namespace.record(id).put(key, "value");
            }
        }

        assertThat(all(cursor -> namespace.scan(scan(Scan.all().limit(2), cursor))))
                .extracting(item -> item.id() + item.key())
                .containsExactly("xa", "xb", "xc", "ya", "yb", "yc");
    }

    @Test
    void aCursor_allowsAnotherPageSize() {
        List.of("a", "b", "c", "d").forEach(key -> items.put(key, "value"));
        String cursor = items.scan(Scan.all().limit(1)).nextCursor().orElseThrow();

        assertThat(items.scan(Scan.all().limit(3).after(cursor)).items())
                .extracting(KeyValue::key)
                .containsExactly("b", "c", "d");
    }

    @Test
    void aCursor_fromAnotherScan_isRefused() {
        List.of("a", "b", "c", "d").forEach(key -> {
            items.put(key, "value");
            namespace.record("j").put(key, "value");
        });
        Scan scan = Scan.range("a", "d").limit(1);
        String cursor = items.scan(scan).nextCursor().orElseThrow();
        provider.forgetCalls();

        assertRefused("cursor", () -> items.scan(scan.descending().after(cursor)));
        assertRefused("cursor", () -> items.scan(Scan.range("a", "c").after(cursor)));
        assertRefused("cursor", () -> items.scan(Scan.range("b", "d").after(cursor)));
        assertRefused("cursor", () -> items.scan(Scan.from("a").after(cursor)));
        assertRefused("cursor", () -> items.scan(Scan.to("d").after(cursor)));
        assertRefused("cursor", () -> items.scan(Scan.all().after(cursor)));
        assertRefused("cursor", () -> namespace.record("j").scan(scan.after(cursor)));
        assertRefused("cursor", () -> namespace.scan(scan.after(cursor)));
        assertRefused(
                "cursor", () -> storage.keyValues().namespace("m").record("i").scan(scan.after(cursor)));
        assertThat(provider.calls()).isEmpty();
        assertThat(items.scan(scan.after(cursor)).items()).hasSize(1);
    }

    @Test
    void aCursor_ofAScanWithoutABound_isNotThatOfAnEmptyOne() {
        List.of("a", "b").forEach(key -> items.put(key, "value"));
        String cursor = items.scan(Scan.all().limit(1)).nextCursor().orElseThrow();

        assertRefused("cursor", () -> items.scan(Scan.from("").after(cursor)));
    }

    @Test
    void aCursor_fromAnotherListing_isRefused() {
        UUID ada = user(new UUID(0, 1));
        UUID bob = user(new UUID(0, 2));
        sessions.issue(NewSession.forUser(ada));
        sessions.issue(NewSession.forUser(ada));
        String ofUsers = users.list(PageRequest.first(1)).nextCursor().orElseThrow();
        String ofAda = sessions.list(ada, PageRequest.first(1)).nextCursor().orElseThrow();

        assertRefused("cursor", () -> users.list(PageRequest.first(1).after(ofAda)));
        assertRefused("cursor", () -> sessions.list(ada, PageRequest.first(1).after(ofUsers)));
        assertRefused("cursor", () -> sessions.list(bob, PageRequest.first(1).after(ofAda)));
        assertRefused("cursor", () -> users.list(PageRequest.first(1).after("nonsense")));
    }

    @Test
    void betweenPages_nothingIsOpen() {
        List.of("a", "b").forEach(key -> items.put(key, "value"));
        provider.forgetCalls();

        items.scan(Scan.all().limit(1));

        assertThat(provider.calls()).containsExactly("keyValues.scan");
    }
}

package dev.coffer.storage;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.resilience.HostileTexts;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Any text as a cursor, and cursors forged by who knows their form: whatever they say, a listing shows nothing but its own.
 *
 * <p>The first byte says which listing, the second how it is forged; the rest is what is said.
 */
public final class CursorFuzzer {
    private static final Storage STORAGE = Storage.open("sqlite::memory:");
    private static final UUID ADA = fill();
    private static final List<Listing<?>> LISTINGS = listings();
    private static final int WAYS = 3;

    private CursorFuzzer() {}

    /**
     * A listing.
     *
     * @param own makes its cursors
     * @param page from a cursor on
     * @param belongs whether it may show the item
     */
    private record Listing<T>(Cursor own, Function<String, Page<T>> page, Predicate<T> belongs) {
        void showsItsOwn(String cursor) {
            attempt(() -> page.apply(cursor))
                    .ifPresent(shown ->
                            demand(shown.items().stream().allMatch(belongs), "a cursor leads out of what is listed"));
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        Listing<?> listing = LISTINGS.get(Byte.toUnsignedInt(data[0]) % LISTINGS.size());
        byte[] said = Arrays.copyOfRange(data, 2, data.length);
        listing.showsItsOwn(
                switch (Byte.toUnsignedInt(data[1]) % WAYS) {
                    case 0 -> HostileTexts.whole(said);
                    case 1 -> withItsFingerprint(listing.own(), said);
                    default -> at(listing.own(), said);
                });
    }

    private static String withItsFingerprint(Cursor own, byte[] said) {
        byte[] nowhere = Base64.getUrlDecoder().decode(own.at());
        byte[] cursor = Arrays.copyOf(nowhere, nowhere.length + said.length);
        System.arraycopy(said, 0, cursor, nowhere.length, said.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    private static String at(Cursor own, byte[] said) {
        String text = HostileTexts.whole(said);
        return text.indexOf('\u001f') < 0
                ? own.at(text)
                : own.at(HostileTexts.parts(text, 2).toArray(String[]::new));
    }

    private static UUID fill() {
        UUID ada = STORAGE.users().create(NewUser.withEmail("ada@example.org")).id();
        UUID bob = STORAGE.users().create(NewUser.withEmail("bob@example.org")).id();
        for (UUID user : List.of(ada, bob, ada, bob)) {
            STORAGE.sessions().issue(NewSession.forUser(user));
        }
        for (String namespace : List.of("files", "others")) {
            for (String id : List.of("alice", "bob", "carol")) {
                for (String key : List.of("a", "b", "c")) {
                    STORAGE.keyValues().namespace(namespace).record(id).put(key, "1");
                }
            }
        }
        return ada;
    }

    private static List<Listing<?>> listings() {
        KeyValueNamespace files = STORAGE.keyValues().namespace("files");
        KeyValueRecord bob = files.record("bob");
        return List.of(
                new Listing<User>(
                        new Cursor(List.of("users")),
                        cursor -> STORAGE.users().list(PageRequest.first(1).after(cursor)),
                        user -> true),
                new Listing<Session>(
                        new Cursor(List.of("sessions", ADA.toString())),
                        cursor -> STORAGE.sessions()
                                .list(ADA, PageRequest.first(1).after(cursor)),
                        session -> session.userId().equals(ADA)),
                new Listing<KeyValue>(
                        new Cursor(List.of("scan", "=files", "=bob", "", "", ">")),
                        cursor -> bob.scan(Scan.all().after(cursor)),
                        item -> item.namespace().equals("files") && item.id().equals("bob")),
                new Listing<KeyValue>(
                        new Cursor(List.of("scan", "=files", "=bob", "", "", "<")),
                        cursor -> bob.scan(Scan.all().descending().after(cursor)),
                        item -> item.namespace().equals("files") && item.id().equals("bob")),
                new Listing<KeyValue>(
                        new Cursor(List.of("scan", "=files", "", "=b", "=c", ">")),
                        cursor -> files.scan(Scan.range("b", "c").after(cursor)),
                        item -> item.namespace().equals("files") && item.id().equals("bob")),
                new Listing<KeyValue>(
                        new Cursor(List.of("scan", "=files", "=bob", "=b", "", "<")),
                        cursor -> bob.scan(Scan.from("b").descending().after(cursor)),
                        item -> item.id().equals("bob") && item.key().compareTo("b") >= 0));
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.Page;
import dev.coffer.storage.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A scan comes in pages, bounded by items and by bytes; a cursor is a position in it and grants nothing else. */
@Needs(KEY_VALUES)
abstract class PageRules extends Rules {
    private static final int MIB = 1024 * 1024;

    private List<String> putNumbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "k%05d", i))
                .peek(key -> profile().put(key, key))
                .toList();
    }

    private static List<String> keys(Page<KeyValue> page) {
        return page.items().stream().map(KeyValue::key).toList();
    }

    /** All pages of a scan; each but the last with a cursor. */
    private static List<Page<KeyValue>> pages(Scan scan, Function<Scan, Page<KeyValue>> source) {
        List<Page<KeyValue>> pages = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            pages.add(source.apply(cursor.map(scan::after).orElse(scan)));
            cursor = pages.get(pages.size() - 1).nextCursor();
        } while (cursor.isPresent() && pages.size() < 100);
        return pages;
    }

    @Test
    void pages_showEachItemOnceInOrder() {
        List<String> all = putNumbered(10);

        List<Page<KeyValue>> pages = pages(Scan.all().limit(3), profile()::scan);

        assertThat(pages).extracting(page -> page.items().size()).containsExactly(3, 3, 3, 1);
        assertThat(pages.stream().flatMap(page -> keys(page).stream())).containsExactlyElementsOf(all);
    }

    @Test
    void pages_descending_showEachItemOnceInReverse() {
        List<String> all = putNumbered(7);

        List<Page<KeyValue>> pages =
                pages(Scan.range("k00001", "k00006").descending().limit(2), profile()::scan);

        assertThat(pages.stream().flatMap(page -> keys(page).stream()))
                .containsExactly(all.get(5), all.get(4), all.get(3), all.get(2), all.get(1));
    }

    @Test
    void pages_ofANamespace_crossItsRecords() {
        KeyValueNamespace namespace = keyValues().namespace("n");
        for (String id : List.of("b", "a", "c")) {
            namespace.record(id).put("2", "");
            namespace.record(id).put("1", "");
            namespace.record(id).put("3", "");
        }

        for (int limit = 1; limit <= 4; limit++) {
            assertThat(pages(Scan.all().limit(limit), namespace::scan).stream()
                            .flatMap(page -> page.items().stream())
                            .map(item -> item.id() + item.key()))
                    .containsExactly("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3");
            assertThat(pages(Scan.from("b").descending().limit(limit), namespace::scan).stream()
                            .flatMap(page -> page.items().stream())
                            .map(item -> item.id() + item.key()))
                    .containsExactly("c3", "c2", "c1", "b3", "b2", "b1");
        }
    }

    @Test
    void lastPage_thatIsFull_hasNoCursor() {
        putNumbered(4);

        assertThat(profile().scan(Scan.all().limit(4)).nextCursor()).isEmpty();
        assertThat(profile().scan(Scan.all().limit(3)).nextCursor()).isPresent();
        assertThat(keyValues().namespace("nothing").scan(Scan.all()))
                .isEqualTo(new Page<>(List.of(), Optional.empty()));
    }

    @Test
    void page_hasAtMostAThousandItems() {
        List<String> all = putNumbered(1_001);

        Page<KeyValue> first = profile().scan(Scan.all());

        assertThat(keys(first)).isEqualTo(all.subList(0, 1_000));
        assertThat(keys(profile().scan(Scan.all().after(first.nextCursor().orElseThrow()))))
                .containsExactly(all.get(1_000));
        for (int refused : new int[] {Integer.MIN_VALUE, -1, 0, 1_001, Integer.MAX_VALUE}) {
            assertInvalidInput("limit", () -> profile().scan(Scan.all().limit(refused)));
            assertInvalidInput(
                    "limit", () -> keyValues().namespace("n").scan(Scan.all().limit(refused)));
        }
    }

    @Test
    void page_hasAtMostEightMebibytes() {
        profile().put("a", new byte[4 * MIB]);
        profile().put("b", new byte[4 * MIB]);
        profile().put("c", new byte[1]);

        Page<KeyValue> first = profile().scan(Scan.all());

        assertThat(keys(first)).containsExactly("a", "b");
        assertThat(keys(profile().scan(Scan.all().after(first.nextCursor().orElseThrow()))))
                .containsExactly("c");
    }

    @Test
    void page_endsBeforeTheItemThatGoesBeyondItsBytes() {
        openFresh(config -> config.limits(storage.limits().withPage(100, 10)));
        profile().put("a", new byte[6]);
        profile().put("b", new byte[4]);
        profile().put("c", new byte[7]);
        profile().put("d", new byte[4]);
        profile().put("e", new byte[0]);

        assertThat(pages(Scan.all(), profile()::scan))
                .map(PageRules::keys)
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d", "e"));
        assertThat(pages(Scan.all().descending(), profile()::scan))
                .map(PageRules::keys)
                .containsExactly(List.of("e", "d"), List.of("c"), List.of("b", "a"));
    }

    @Test
    void page_isNeverEmptyWhileSomethingIsLeft() {
        openFresh(config -> config.limits(storage.limits().withPage(100, 10)));
        profile().put("a", new byte[11]);
        profile().put("b", new byte[5_000]);
        profile().put("c", new byte[1]);

        assertThat(pages(Scan.all(), profile()::scan))
                .map(PageRules::keys)
                .containsExactly(List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void pages_afterWritesInBetween_neitherRepeatNorHideTheOthers() {
        List.of("b", "d", "f", "h").forEach(key -> profile().put(key, key));
        Page<KeyValue> first = profile().scan(Scan.all().limit(2));
        profile().put("a", "new");
        profile().put("c", "new");
        profile().delete("d");
        profile().put("e", "new");
        profile().delete("f");

        Page<KeyValue> rest =
                profile().scan(Scan.all().limit(5).after(first.nextCursor().orElseThrow()));

        assertThat(keys(first)).containsExactly("b", "d");
        assertThat(keys(rest)).containsExactly("e", "h");
        assertThat(rest.nextCursor()).isEmpty();
    }

    @Test
    void limit_mayChangeBetweenPages() {
        List<String> all = putNumbered(6);
        String cursor = profile().scan(Scan.all().limit(1)).nextCursor().orElseThrow();

        assertThat(keys(profile().scan(Scan.all().limit(4).after(cursor)))).isEqualTo(all.subList(1, 5));
        assertThat(keys(profile().scan(Scan.all().after(cursor)))).isEqualTo(all.subList(1, 6));
    }

    @Test
    void cursor_thatIsMalformed_isInvalidInputCursor() {
        putNumbered(2);
        String cursor = profile().scan(Scan.all().limit(1)).nextCursor().orElseThrow();

        for (String malformed : Cursors.malformed(cursor)) {
            assertInvalidInput("cursor", () -> profile().scan(Scan.all().after(malformed)));
            assertInvalidInput(
                    "cursor", () -> keyValues().namespace("n").scan(Scan.all().after(malformed)));
        }
    }

    @Test
    void cursor_ofAnotherQuery_isInvalidInputCursor() {
        putNumbered(3);
        keyValues().namespace("profiles").record("bob").put("secret", "1");
        keyValues().namespace("others").record("ada").put("secret", "1");
        String cursor = profile().scan(Scan.all().limit(1)).nextCursor().orElseThrow();
        String ofNamespace = keyValues()
                .namespace("profiles")
                .scan(Scan.all().limit(1))
                .nextCursor()
                .orElseThrow();

        for (Scan other : List.of(
                Scan.all().descending(),
                Scan.from(""),
                Scan.to("z"),
                Scan.prefix("k"),
                Scan.range("k00000", "k00002"))) {
            assertInvalidInput("cursor", () -> profile().scan(other.after(cursor)));
        }
        assertInvalidInput(
                "cursor",
                () -> keyValues()
                        .namespace("profiles")
                        .record("bob")
                        .scan(Scan.all().after(cursor)));
        assertInvalidInput(
                "cursor",
                () -> keyValues()
                        .namespace("others")
                        .record("ada")
                        .scan(Scan.all().after(cursor)));
        assertInvalidInput(
                "cursor",
                () -> keyValues().namespace("profiles").scan(Scan.all().after(cursor)));
        assertInvalidInput("cursor", () -> profile().scan(Scan.all().after(ofNamespace)));
    }

    @Test
    void cursor_isGoodOnAnotherHandle() {
        List<String> all = putNumbered(3);
        String cursor = profile().scan(Scan.all().limit(2)).nextCursor().orElseThrow();

        assertThat(keys(keyValues()
                        .namespace("profiles")
                        .record("ada")
                        .scan(Scan.all().after(cursor))))
                .isEqualTo(all.subList(2, 3));
    }
}

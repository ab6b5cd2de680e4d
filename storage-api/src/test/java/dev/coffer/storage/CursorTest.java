package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Cursor CURSOR = new Cursor(List.of("scan", "a", "b"));

    private static byte[] decoded(String cursor) {
        return Base64.getUrlDecoder().decode(cursor);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static List<List<String>> positions() {
        return List.of(
                List.of(""),
                List.of("a"),
                List.of("a", ""),
                List.of("", "\uD83D\uDE00"),
                List.of("\uDBFF\uDFFF".repeat(255), "\uDBFF\uDFFF".repeat(255)));
    }

    @ParameterizedTest
    @MethodSource("positions")
    void position_isTheOneThatWasGiven(List<String> position) {
        String cursor = CURSOR.at(position.toArray(String[]::new));

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(CURSOR.position(cursor, position.size())).isEqualTo(position);
        assertThat(new Cursor(List.of("scan", "a", "b")).position(cursor, position.size()))
                .isEqualTo(position);
    }

    static List<List<String>> otherQueries() {
        return List.of(
                List.of(),
                List.of("scan"),
                List.of("scan", "ab"),
                List.of("scan", "a", "b", ""),
                List.of("scan", "b", "a"));
    }

    @ParameterizedTest
    @MethodSource("otherQueries")
    void position_fromAnotherQuery_isRefused(List<String> query) {
        assertRefused("cursor", () -> CURSOR.position(new Cursor(query).at("x"), 1));
    }

    @Test
    void position_withAnotherNumberOfParts_isRefused() {
        assertRefused("cursor", () -> CURSOR.position(CURSOR.at("x"), 2));
        assertRefused("cursor", () -> CURSOR.position(CURSOR.at("x", "y"), 1));
        assertRefused("cursor", () -> CURSOR.position(CURSOR.at(), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A", "AAAA", "AAAAAAAAAAA", "!!!!", "\u20AC", "=", "AA==", "a.b", "\0", "\uD83D"})
    void position_outOfWhatIsNoCursor_isRefused(String cursor) {
        assertRefused("cursor", () -> CURSOR.position(cursor, 1));
    }

    @Test
    void position_outOfATruncatedCursor_isRefused() {
        String cursor = CURSOR.at("key");
        for (int length = 0; length < cursor.length(); length++) {
            String truncated = cursor.substring(0, length);
            assertRefused("cursor", () -> CURSOR.position(truncated, 1));
        }
    }

    @Test
    void position_outOfACursorWithAnyOtherEncoding_isRefused() {
        String cursor = CURSOR.at("keys");

        assertRefused("cursor", () -> CURSOR.position(cursor + "=", 1));
        assertRefused("cursor", () -> CURSOR.position(cursor + "AA", 1));
        assertRefused("cursor", () -> CURSOR.position(cursor + " ", 1));
    }

    @Test
    void position_withATamperedFingerprintOrLength_isRefused() {
        byte[] bytes = decoded(CURSOR.at("key"));
        for (int i = 0; i < bytes.length - "key".length(); i++) {
            byte[] tampered = bytes.clone();
            tampered[i] ^= 1;
            assertRefused("cursor", () -> CURSOR.position(encoded(tampered), 1));
        }
    }

    @Test
    void position_thatIsNoText_isRefused() {
        byte[] bytes = decoded(CURSOR.at("ke"));
        byte[] notUtf8 = bytes.clone();
        notUtf8[bytes.length - 1] = (byte) 0xFF;
        byte[] nul = bytes.clone();
        nul[bytes.length - 1] = 0;

        assertRefused("cursor", () -> CURSOR.position(encoded(notUtf8), 1));
        assertRefused("cursor", () -> CURSOR.position(encoded(nul), 1));
    }

    @Test
    void position_outOfAHugeCursor_isRefused() {
        String longest = CURSOR.at("k".repeat(3062));

        assertThat(longest).hasSize(4096);
        assertThat(CURSOR.position(longest, 1)).containsExactly("k".repeat(3062));
        assertRefused("cursor", () -> CURSOR.position(CURSOR.at("k".repeat(3063)), 1));
        assertRefused("cursor", () -> CURSOR.position("A".repeat(10_000_000), 1));
    }

    @Test
    void uuid_isReadInItsCanonicalFormOnly() {
        UUID id = UUID.fromString("0190a5b1-1234-7abc-8def-0123456789ab");

        assertThat(CURSOR.uuid(Optional.empty())).isNull();
        assertThat(CURSOR.uuid(Optional.of(CURSOR.at(id.toString())))).isEqualTo(id);
        assertRefused("cursor", () -> CURSOR.uuid(Optional.of(CURSOR.at("1-1-1-1-1"))));
    }

    @Test
    void page_hasACursorOnlyIfThereIsMore() {
        List<UUID> ids = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));

        Page<UUID> notAll = CURSOR.page(ids, 2, id -> id);

        assertThat(notAll.items()).isEqualTo(ids.subList(0, 2));
        assertThat(CURSOR.uuid(notAll.nextCursor())).isEqualTo(ids.get(1));
        assertThat(CURSOR.page(ids, 3, id -> id)).isEqualTo(new Page<>(ids, Optional.empty()));
        assertThat(CURSOR.page(List.<UUID>of(), 3, id -> id).items()).isEmpty();
    }
}

package dev.coffer.storage.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One text of what changed, however it is stored. */
class ChangeTextTest {
    @Test
    void whiteSpaceAndOrder_makeNoDifference() {
        assertThat(ChangeText.of(
                        "{\"email\": {\"was\": \"a\", \"is\": null}, \"a\":{\"is\":[{\"c\": 1.50, \"b\": 1e2}]}}"))
                .isEqualTo("{\"a\":{\"is\":[{\"b\":100,\"c\":1.5}]},\"email\":{\"is\":null,\"was\":\"a\"}}");
    }

    @Test
    void metadataInAnotherOrder_hasNotChanged() {
        assertThat(ChangeText.of("{\"metadata\":{\"was\":{\"a\":1,\"b\":2},\"is\":{\"b\":2,\"a\":1}}}"))
                .isEqualTo("{}");
        assertThat(ChangeText.of("{\"lockedAt\":{\"is\":null}}")).isEqualTo("{\"lockedAt\":{\"is\":null}}");
    }

    @Test
    void deepestMetadata_isShown() {
        String deepest = "{\"a\":".repeat(100) + "1" + "}".repeat(100);

        assertThat(ChangeText.of("{\"metadata\": {\"is\": " + deepest + "}}"))
                .isEqualTo("{\"metadata\":{\"is\":" + deepest + "}}");
    }

    @Test
    void whatIsNoJson_staysAsItIs() {
        assertThat(ChangeText.of("{\"email\": {")).isEqualTo("{\"email\": {");
    }
}

package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text that the API takes: well-formed, and of bounded length. */
class TextFieldsTest {
    private static final WatchedProvider PROVIDER = new WatchedProvider();
    private static final Storage STORAGE = PROVIDER.open();
    private static final User ADA = STORAGE.users().create(NewUser.withEmail("ada@example.org"));
    private static final String GRIN = "\uD83D\uDE00";

    /** A text argument, and how many code points it may have. */
    record Text(String field, int max, String suffix, Consumer<String> use) {
        Text(String field, int max, Consumer<String> use) {
            this(field, max, "", use);
        }

        void of(int codePoints) {
            use.accept(GRIN.repeat(codePoints - suffix.length()) + suffix);
        }

        @Override
        public String toString() {
            return field;
        }
    }

    private static KeyValueNamespace namespace() {
        return STORAGE.keyValues().namespace("n");
    }

    private static KeyValueRecord item() {
        return namespace().record("i");
    }

    static List<Text> names() {
        return List.of(
                new Text("namespace", 255, text -> STORAGE.keyValues().namespace(text)),
                new Text("id", 255, text -> namespace().record(text)),
                new Text("key", 255, text -> item().get(text)),
                new Text("key", 255, text -> item().put(text, "value")),
                new Text("key", 255, text -> item().getAll(List.of("a", text))),
                new Text("namespace", 255, text -> STORAGE.keyValues().get(ItemKey.of(text, "i", "k"))),
                new Text("id", 255, text -> STORAGE.keyValues().get(ItemKey.of("n", text, "k"))),
                new Text("key", 255, text -> STORAGE.keyValues().get(ItemKey.of("n", "i", text))),
                new Text("key", 255, text -> STORAGE.keyValues().getAll(List.of(ItemKey.of("n", "i", text)))),
                new Text("purpose", 255, text -> STORAGE.tokens().issue(NewToken.forUser(ADA.id(), text))),
                new Text("purpose", 255, text -> STORAGE.tokens().consume(text, "token")),
                new Text("purpose", 255, text -> STORAGE.tokens().revokeAll(ADA.id(), text)),
                new Text("idempotencyKey", 255, text -> new IdempotencyKey(text, MovableClock.START)));
    }

    static List<Text> texts() {
        List<Text> texts = new ArrayList<>(names());
        texts.addAll(List.of(
                new Text("prefix", 255, text -> item().deleteByPrefix(text)),
                new Text("prefix", 255, text -> namespace().deleteByPrefix(text)),
                new Text("from", 255, text -> item().scan(Scan.range(text, "z"))),
                new Text("to", 255, text -> item().scan(Scan.range("a", text))),
                new Text("from", 255, text -> namespace().scan(Scan.from(text))),
                new Text("to", 255, text -> namespace().count(Scan.to(text))),
                new Text("email", 320, "@example.org", text -> STORAGE.users().create(NewUser.withEmail(text))),
                new Text("email", 320, "@example.com", text -> STORAGE.users().findOrCreate(NewUser.withEmail(text))),
                new Text(
                        "email", 320, "@example.net", text -> STORAGE.users().update(ADA.id(), UserUpdate.email(text))),
                new Text("email", 320, text -> STORAGE.users().findByEmail(text)),
                new Text("email", 320, text -> STORAGE.users().authenticate(text, "password")),
                new Text(
                        "userAgent",
                        1024,
                        text -> STORAGE.sessions()
                                .issue(NewSession.forUser(ADA.id()).userAgent(text))),
                new Text(
                        "ipAddress",
                        64,
                        text -> STORAGE.sessions()
                                .issue(NewSession.forUser(ADA.id()).ipAddress(text)))));
        return texts;
    }

    /** Texts that are bounded by the bytes of their UTF-8. */
    static List<Text> secrets() {
        return List.of(
                new Text("token", 512, text -> STORAGE.sessions().find(text)),
                new Text("token", 512, text -> STORAGE.sessions().authenticate(text)),
                new Text("token", 512, text -> STORAGE.sessions().touch(text)),
                new Text("token", 512, text -> STORAGE.sessions().rotate(text)),
                new Text("token", 512, text -> STORAGE.sessions().revoke(text)),
                new Text("token", 512, text -> STORAGE.tokens().consume("purpose", text)),
                new Text("password", 1024, text -> STORAGE.users().authenticate("ada@example.org", text)),
                new Text("password", 1024, text -> STORAGE.users().setPassword(ADA.id(), text)),
                new Text(
                        "password",
                        1024,
                        text -> STORAGE.users()
                                .create(NewUser.withEmail(UUID.randomUUID() + "@example.org")
                                        .password(text))));
    }

    static List<Text> all() {
        List<Text> all = new ArrayList<>(texts());
        all.addAll(secrets());
        all.add(new Text(
                "metadata", 0, text -> STORAGE.users().update(ADA.id(), UserUpdate.metadata(Map.of(text, 1)))));
        all.add(new Text(
                "metadata", 0, text -> STORAGE.users().update(ADA.id(), UserUpdate.metadata(Map.of("a", text)))));
        all.add(new Text(
                "payload",
                0,
                text -> STORAGE.tokens()
                        .issue(NewToken.forUser(ADA.id(), "purpose").payload(Map.of("a", List.of(text))))));
        all.add(new Text("value", 0, text -> item().put("k", text)));
        all.add(new Text("prefix", 0, Scan::prefix));
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void aNulOrALoneSurrogate_isRefusedBeforeTheProviderIsCalled(Text text) {
        for (String malformed : List.of("a\0b@example.org", "a\uD83D@example.org", "a\uDE00@example.org")) {
            PROVIDER.forgetCalls();

            assertRefused(text.field, () -> text.use.accept(malformed));

            assertThat(PROVIDER.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void length_inCodePoints_isBounded(Text text) {
        assertThatCode(() -> text.of(text.max)).doesNotThrowAnyException();
        PROVIDER.forgetCalls();

        assertRefused(text.field, () -> text.of(text.max + 1));

        assertThat(PROVIDER.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void length_inBytes_isBounded(Text text) {
        String longest = "\u20AC".repeat(text.max / 3) + "x".repeat(text.max % 3);
        assertThatCode(() -> text.use.accept(longest)).doesNotThrowAnyException();
        PROVIDER.forgetCalls();

        assertRefused(text.field, () -> text.use.accept(longest + "x"));

        assertThat(PROVIDER.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aBlankName_isRefused(Text text) {
        for (String blank : List.of("", " ", "\t\n", "\u2003")) {
            assertRefused(text.field, () -> text.use.accept(blank));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a ", "\u00A0", "-", "%", "_"})
    void aName_ofAnythingElse_isKeptAsItIs(String name) {
        STORAGE.keyValues().namespace(name).record(name).put(name, "value");

        assertThat(STORAGE.keyValues().get(ItemKey.of(name, name, name)))
                .hasValueSatisfying(item -> assertThat(item.key()).isEqualTo(name));
    }

    @Test
    void aNull_isRefusedByItsName() {
        assertRefused("email", () -> InputRules.email(nothing()));
        assertRefused("namespace", () -> STORAGE.keyValues().namespace(nothing()));
        assertRefused("token", () -> STORAGE.sessions().find(nothing()));
        assertRefused("password", () -> STORAGE.users().authenticate("ada@example.org", nothing()));
    }
}

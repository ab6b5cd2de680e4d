package dev.coffer.storage;

import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.StoredUser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No password, hash, token or stored value shows in a text that might be logged. */
class SecrecyTest {
    private static final String SECRET = "s3cret";
    private static final byte[] SECRET_BYTES = SECRET.getBytes(StandardCharsets.UTF_8);
    private static final Storage STORAGE = new WatchedProvider().open();
    private static final User ADA = STORAGE.users().create(NewUser.withEmail("ada@example.org"));
    private static final KeyValueRecord ITEMS =
            STORAGE.keyValues().namespace("n").record("i");

    static List<Object> values() {
        Session session = STORAGE.sessions().issue(NewSession.forUser(ADA.id())).session();
        OneTimeToken token =
                STORAGE.tokens().issue(NewToken.forUser(ADA.id(), "purpose")).stored();
        ItemKey item = ITEMS.item("k");
        ITEMS.put("k", SECRET);
        KeyValue stored = ITEMS.get("k").orElseThrow();
        ItemWrite.Put put =
                new ItemWrite.Put(item, SECRET_BYTES, new ItemWrite.Expiry(false, Optional.empty()), Condition.any());
        return List.of(
                NewUser.withEmail("ada@example.org").password(SECRET),
                NewUser.withEmail("ada@example.org").passwordHash(SECRET),
                new IssuedSession(session, SECRET),
                new IssuedToken(token, SECRET),
                new Credentials(ADA, Optional.of(SECRET)),
                new StoredUser(ADA, "ada@example.org", Optional.of(SECRET)),
                Mutation.put(item, SECRET),
                List.of(Mutation.put(item, SECRET_BYTES)),
                stored,
                new Page<>(List.of(stored), Optional.empty()),
                new ItemSlice(List.of(stored), false),
                put,
                StorageConfig.forUrl("memory://ada:" + SECRET + "@host").build());
    }

    @ParameterizedTest
    @MethodSource("values")
    void toString_showsNoSecret(Object value) {
        assertThat(value.toString()).isNotEmpty().doesNotContain(SECRET).doesNotContain("[B@");
    }

    @Test
    void toString_tellsWhatItIs() {
        assertThat(NewUser.withEmail("ada@example.org")).hasToString("NewUser");
        assertThat(UserUpdate.email("ada@example.org")).hasToString("UserUpdate");
        assertThat(ITEMS.put("v", "12345")).isPositive();
        assertThat(ITEMS.get("v").orElseThrow().toString()).matches("KeyValue\\[version=[0-9]+, 5 bytes]");
        assertThat(Mutation.put(ITEMS.item("v"), "12345")).hasToString("Put[5 bytes]");
        assertThat(new StoredUser(ADA, "ada@example.org", Optional.empty()))
                .hasToString("StoredUser[" + ADA.id() + "]");
        assertThat(new Credentials(ADA, Optional.empty())).hasToString("Credentials[" + ADA.id() + "]");
    }

    static List<ThrowingCallable> refused() {
        Users users = STORAGE.users();
        String longSecret = SECRET.repeat(500);
        NewUser bob = NewUser.withEmail("bob@example.org");
        ITEMS.put("secret", SECRET);
        ITEMS.put("not UTF-8", new byte[] {'s', '3', 'c', 'r', 'e', 't', (byte) 0xFF});
        return List.of(
                () -> users.create(bob.password(longSecret)),
                () -> users.create(bob.password(SECRET + '\0')),
                () -> users.create(bob.passwordHash(SECRET)),
                () -> users.create(bob.metadata(Map.of(SECRET, new Object()))),
                () -> users.create(bob.metadata(Map.of("a", SECRET + '\uD800'))),
                () -> users.create(bob.metadata(Map.of("a", List.of(new LazyNumber(SECRET))))),
                () -> users.authenticate("ada@example.org", longSecret),
                () -> users.setPassword(ADA.id(), longSecret),
                () -> users.find(SECRET),
                () -> users.create(NewUser.withEmail(SECRET)),
                () -> users.list(PageRequest.first(1).after(SECRET)),
                () -> STORAGE.sessions().find(longSecret),
                () -> STORAGE.tokens().consume("purpose", longSecret),
                () -> ITEMS.put(SECRET + '\0', "value"),
                () -> ITEMS.put("k", SECRET + '\0'),
                () -> ITEMS.put(longSecret, "value"),
                () -> ITEMS.increment("secret"),
                () -> ITEMS.getText("not UTF-8"),
                () -> ITEMS.expire("secret", Duration.ofSeconds(Long.MAX_VALUE)),
                () -> StorageConfig.forUrl(SECRET),
                () -> StorageConfig.fromEnvironment(Map.of("COFFER_URL", "memory:", "COFFER_POOL_SIZE", SECRET)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anError_showsNoSecret(ThrowingCallable call) {
        StringWriter trace = new StringWriter();

        refusal(call).printStackTrace(new PrintWriter(trace));

        assertThat(trace.toString()).doesNotContain(SECRET);
    }

    @Test
    void aDuplicate_showsNoValue() {
        assertThatThrownBy(() -> STORAGE.users().create(NewUser.withEmail("ADA@example.org")))
                .isInstanceOf(Duplicate.class)
                .hasMessageNotContaining("example.org");
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.spi.StorageBackend;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** No password, hash or token is in any toString, and none of them and no stored value in any message, of a cause neither. */
abstract class SecretRules extends Rules {
    private static final String EMAIL = "ada.secretive@example.org";
    private static final String HASH = "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";
    private static final byte[] VALUE = "do not tell anybody".getBytes(UTF_8);

    /** A token and what is stored of it, in the forms in which bytes are printed. */
    private static String[] formsOf(String token) {
        byte[] hash = Sha256.of(token);
        return new String[] {
            token,
            HexFormat.of().formatHex(hash),
            HexFormat.of().withUpperCase().formatHex(hash),
            Base64.getEncoder().withoutPadding().encodeToString(hash),
            Base64.getUrlEncoder().withoutPadding().encodeToString(hash)
        };
    }

    private static String printed(ThrowingCallable call) {
        Throwable error = catchThrowable(call);
        assertThat(error).isNotNull();
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    @Needs(USERS)
    void toString_ofUsers_showsNoPasswordAndNoHash() {
        NewUser newUser = NewUser.withEmail(EMAIL).password(PASSWORD);
        User ada = users().create(newUser);
        String hash = users().exportPasswordHash(ada.id()).orElseThrow();

        assertThat(List.of(
                        newUser.toString(),
                        NewUser.withEmail(EMAIL).passwordHash(HASH).toString(),
                        ada.toString(),
                        UserUpdate.email(EMAIL).toString(),
                        users().authenticate(EMAIL, PASSWORD).toString(),
                        users().findOrCreate(newUser).toString(),
                        users().list(PageRequest.first(1)).toString(),
                        storage.toString()))
                .allSatisfy(text -> assertThat(text).doesNotContain(PASSWORD, hash, HASH));
        assertThat(newUser.toString()).doesNotContain(EMAIL);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void toString_ofSessions_showsNoToken() {
        IssuedSession issued = sessions().issue(NewSession.forUser(user(EMAIL).id()));
        UUID ada = issued.session().userId();
        String hash = users().exportPasswordHash(ada).orElseThrow();
        String found = sessions().find(issued.token()).toString()
                + sessions().authenticate(issued.token())
                + sessions().list(ada, PageRequest.first(1))
                + sessions().touch(issued.token());

        IssuedSession rotated = sessions().rotate(issued.token()).orElseThrow();

        assertThat(issued + found + rotated)
                .doesNotContain(formsOf(issued.token()))
                .doesNotContain(formsOf(rotated.token()))
                .doesNotContain(hash);
    }

    @Test
    @Needs({USERS, TOKENS})
    void toString_ofTokens_showsNoToken() {
        IssuedToken issued = tokens().issue(NewToken.forUser(user(EMAIL).id(), "reset"));

        assertThat(issued.toString() + issued.stored() + tokens().consume("reset", issued.token()))
                .doesNotContain(formsOf(issued.token()));
    }

    @Test
    @Needs(KEY_VALUES)
    void toString_ofItems_showsNoValue() {
        profile().put("a", VALUE);
        KeyValue item = profile().get("a").orElseThrow();

        assertThat(item.toString()
                        + profile().scan(Scan.all())
                        + profile().getAll()
                        + Mutation.put(profile().item("a"), VALUE))
                .doesNotContain("do not tell", Arrays.toString(VALUE));
    }

    @Test
    @Needs(USERS)
    void errorsOfUsers_showNoSecretAndNoValue() {
        User ada = users().create(NewUser.withEmail(EMAIL).password(PASSWORD));
        User bob = user("bob@example.org");
        String hash = users().exportPasswordHash(ada.id()).orElseThrow();

        assertThat(List.of(
                        printed(() -> users().create(NewUser.withEmail(EMAIL).password(PASSWORD))),
                        printed(() -> users().create(
                                        NewUser.withEmail(EMAIL).id(ada.id()).passwordHash(hash))),
                        printed(() -> users().createAll(List.of(NewUser.withEmail("x@y"), NewUser.withEmail(EMAIL)))),
                        printed(() -> users().update(bob.id(), UserUpdate.email(EMAIL))),
                        printed(() ->
                                users().update(ada.id(), UserUpdate.email("x@y").ifVersion(9))),
                        printed(() -> users().setPassword(new UUID(0x7000, 1), PASSWORD)),
                        printed(() -> users().setPassword(ada.id(), PASSWORD.repeat(100))),
                        printed(() -> users().authenticate(EMAIL, PASSWORD + "\u0000")),
                        printed(() -> users().create(NewUser.withEmail("x@y").passwordHash(hash + "x"))),
                        printed(() -> users().create(NewUser.withEmail(EMAIL + "@")))))
                .allSatisfy(text -> assertThat(text.toLowerCase(Locale.ROOT))
                        .doesNotContain(EMAIL, PASSWORD, hash.toLowerCase(Locale.ROOT)));
    }

    @Test
    @Needs({USERS, SESSIONS, TOKENS})
    void errorsOfSessionsAndTokens_showNoSecret() {
        StorageBackend backend = openTapped(UnaryOperator.identity()).backend();
        UUID ada = user(EMAIL).id();
        IssuedSession session = sessions().issue(NewSession.forUser(ada));
        IssuedToken token = tokens().issue(NewToken.forUser(ada, "reset"));
        String longToken = session.token() + "x".repeat(512);

        assertThat(List.of(
                        printed(() -> sessions().find(longToken)),
                        printed(() -> sessions().rotate(session.token() + "\u0000")),
                        printed(() -> tokens().consume("", token.token())),
                        printed(() -> tokens().consume("reset", token.token() + longToken)),
                        printed(() -> backend.sessions().insert(session.session(), Sha256.of(session.token()))),
                        printed(() -> backend.tokens().insert(token.stored(), Sha256.of(token.token())))))
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain(formsOf(session.token()))
                        .doesNotContain(formsOf(token.token())));
    }

    @Test
    @Needs(KEY_VALUES)
    void errorsOfItems_showNoValueAndNoName() {
        profile().put("secret-key", VALUE);

        assertThat(List.of(
                        printed(() -> profile().increment("secret-key")),
                        printed(() -> profile().put("secret-key", VALUE, PutOptions.ifAbsent())),
                        printed(() -> profile().put("secret-key", VALUE, PutOptions.ifVersion(9_999))),
                        printed(() -> profile().delete("secret-key", 9_999)),
                        printed(() -> profile().put("secret-key".repeat(100), VALUE))))
                .allSatisfy(
                        text -> assertThat(text).doesNotContain("secret-key", "do not tell", Arrays.toString(VALUE)));
    }

    @Test
    void configuration_showsNoPasswordAndNoParameterOfItsUrl() {
        String secretive = "scheme://ada:hunter2@db.example.org:5432/app?sslpassword=hunter3&password=hunter4";

        assertThat(StorageConfig.forUrl(secretive).build().toString()).doesNotContain("hunter");
        assertThat(printed(() -> contract.open(contract.config(secretive, clock, UnaryOperator.identity()))))
                .doesNotContain("hunter");
        assertThat(printed(() -> StorageConfig.forUrl("//ada:hunter2@db"))).doesNotContain("hunter");
        assertThat(Map.of("config", contract.config(url, clock, UnaryOperator.identity()))
                        .toString())
                .contains("StorageConfig");
    }
}

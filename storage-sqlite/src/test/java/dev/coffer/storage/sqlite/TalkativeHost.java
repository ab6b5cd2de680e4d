package dev.coffer.storage.sqlite;

import dev.coffer.storage.Condition;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** A process that does everything with its secrets, and prints every result and every failure. */
final class TalkativeHost {
    private static final UUID NOBODY = new UUID(0x7000, Long.MIN_VALUE);

    private final Secrets secrets = new Secrets();
    private final MovableClock clock = new MovableClock();
    private final StorageConfig config;
    private final Path file;

    private final String password = secrets.password("correct horse battery");
    private final String otherPassword = secrets.password("staple of the battery");
    private final String wrongPassword = secrets.password("horse of another colour");
    private final String longPassword = secrets.password("so long a password ".repeat(50));
    private final String weakHash =
            secrets.passwordHash("$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS");
    private final String email = secrets.value("ada.secretive@example.org");
    private final String value = secrets.value("a value that is not your business");

    private TalkativeHost(Path file) {
        this.file = file;
        config = StorageConfig.forUrl("sqlite:" + file)
                .clock(clock)
                .passwordCost(5)
                .lockTimeout(Duration.ofSeconds(1))
                .build();
    }

    /** Arguments: the database's file, and the file to write the secrets to. */
    public static void main(String[] arguments) throws Exception {
        LoggerFactory.getLogger(TalkativeHost.class).trace("slf4j is heard");
        Logger.getLogger(TalkativeHost.class.getName()).log(Level.FINEST, "java.util.logging is heard");
        TalkativeHost host = new TalkativeHost(Path.of(arguments[0]));
        host.doEverything();
        host.secrets.write(Path.of(arguments[1]));
    }

    private void doEverything() throws Exception {
        try (Storage storage = Storage.open(config)) {
            User ada = logIn(storage);
            tell(() -> storage.inTransaction(tx -> {
                tell(() -> tx.users().create(NewUser.withEmail(email).password(password)));
            }));
            useSessions(storage, ada);
            useTokens(storage, ada);
            useItems(storage);
            whileLocked(storage, ada);
        }
        withoutPermission();
        withBrokenTables();
    }

    private User logIn(Storage storage) {
        NewUser user = NewUser.withEmail(email).password(password).metadata(Map.of("note", value));
        tell(() -> user);
        User ada = storage.users().create(user);
        tell(() -> ada);
        tell(() -> storage.users().create(user));
        tell(() -> storage.users()
                .create(NewUser.withEmail("b@example.org").id(ada.id()).passwordHash(weakHash)));
        tell(() -> storage.users()
                .createAll(List.of(NewUser.withEmail("c@example.org").password(otherPassword), user)));
        tell(() -> storage.users().findOrCreate(user));
        tell(() -> storage.users().authenticate(email, password));
        tell(() -> storage.users().authenticate(email, wrongPassword));
        tell(() -> storage.users().authenticate("nobody@example.org", wrongPassword));
        tell(() -> storage.users().authenticate(email, longPassword + longPassword));
        tell(() -> storage.users().authenticate(email, password + '\0'));
        tell(() -> storage.users().setPassword(NOBODY, otherPassword));
        tell(() -> storage.users().setPassword(ada.id(), longPassword + longPassword));
        exportHash(storage, ada);
        storage.users().setPassword(ada.id(), longPassword, EndSessions.none());
        exportHash(storage, ada);
        tell(() -> storage.users().create(NewUser.withEmail("d@example.org").passwordHash(weakHash + "x")));
        tell(() -> storage.users().update(ada.id(), UserUpdate.email(email).ifVersion(99)));
        tell(() -> storage.users().update(NOBODY, UserUpdate.metadata(Map.of("note", value))));
        tell(() -> storage.users().list(PageRequest.first(1).after(value)));
        return ada;
    }

    private void exportHash(Storage storage, User user) {
        secrets.passwordHash(storage.users().exportPasswordHash(user.id()).orElseThrow());
    }

    private void useSessions(Storage storage, User ada) {
        NewSession session = NewSession.forUser(ada.id()).lasting(Duration.ofHours(1));
        IssuedSession issued = storage.sessions().issue(session);
        String token = secrets.token(issued.token());
        tell(() -> issued);
        tell(() -> storage.sessions().issue(NewSession.forUser(NOBODY)));
        tell(() -> storage.sessions().find(token));
        tell(() -> storage.sessions().find(token.repeat(20)));
        tell(() -> storage.sessions().find(token + '\0'));
        tell(() -> storage.sessions().authenticate(token));
        clock.move(Duration.ofMinutes(30));
        tell(() -> storage.sessions().touch(token));
        IssuedSession rotated = storage.sessions().rotate(token).orElseThrow();
        secrets.token(rotated.token());
        tell(() -> rotated);
        tell(() -> storage.sessions().updateMetadata(NOBODY, Map.of("note", value)));
        tell(() -> storage.sessions().list(ada.id(), PageRequest.first(10)));
        tell(() -> storage.sessions().revoke(token));
    }

    private void useTokens(Storage storage, User ada) {
        IssuedToken issued = storage.tokens().issue(NewToken.forUser(ada.id(), "reset"));
        String token = secrets.token(issued.token());
        tell(() -> issued);
        tell(() -> storage.tokens().issue(NewToken.forUser(NOBODY, "reset").payload(Map.of("note", value))));
        tell(() -> storage.tokens().consume("another", token));
        tell(() -> storage.tokens().consume("", token));
        tell(() -> storage.tokens().consume("reset", token));
        tell(() -> storage.applyOnce(
                IdempotencyKey.create(),
                tx -> secrets.token(
                        tx.tokens().issue(NewToken.forUser(ada.id(), "confirm")).token())));
    }

    private void useItems(Storage storage) {
        KeyValueRecord record = record(storage);
        tell(() -> record.put("note", value));
        tell(() -> record.get("note"));
        tell(() -> record.increment("note"));
        tell(() -> record.put("note", value, PutOptions.ifAbsent()));
        tell(() -> record.put("note", value, PutOptions.defaults().with(Condition.version(99))));
        tell(() -> record.put("note", value + '\0'));
        tell(() -> record.scan(Scan.all()));
        tell(() -> record.scan(Scan.all().after(value)));
    }

    private static KeyValueRecord record(Storage storage) {
        return storage.keyValues().namespace("notes").record("ada");
    }

    /** Another process holds the file's lock. */
    private void whileLocked(Storage storage, User ada) throws Exception {
        storage.users().create(NewUser.withEmail("weak@example.org").passwordHash(weak(password)));
        try (Connection other = PlainSql.connect(file)) {
            PlainSql.run(other, "BEGIN IMMEDIATE");
            tell(() -> storage.users().create(NewUser.withEmail(email).password(password)));
            tell(() -> storage.users().setPassword(ada.id(), password));
            tell(() -> storage.users().authenticate("weak@example.org", password)); // a rehash that fails
            tell(() -> storage.sessions().issue(NewSession.forUser(ada.id())));
            tell(() -> record(storage).put("note", value));
            tell(() -> storage.inTransaction(tx -> record(storage).put("note", value)));
        }
    }

    /** A hash of less cost than the configured one. */
    private String weak(String password) {
        try (Storage memory = Storage.open(
                StorageConfig.forUrl("sqlite::memory:").passwordCost(4).build())) {
            User user = memory.users().create(NewUser.withEmail("x@example.org").password(password));
            return secrets.passwordHash(
                    memory.users().exportPasswordHash(user.id()).orElseThrow());
        }
    }

    private void withoutPermission() {
        try (Storage storage = Storage.open(config.toBuilder().readOnly(true).build())) {
            User ada = storage.users().findByEmail(email).orElseThrow();
            tell(() -> storage.users().create(NewUser.withEmail("e@example.org").password(password)));
            tell(() -> storage.sessions().issue(NewSession.forUser(ada.id())));
            tell(() -> storage.users().setPassword(ada.id(), otherPassword));
        }
    }

    /** Behind the storage's back. */
    private void withBrokenTables() throws Exception {
        try (Storage storage = Storage.open(config)) {
            User ada = storage.users().findByEmail(email).orElseThrow();
            String token = secrets.token(
                    storage.sessions().issue(NewSession.forUser(ada.id())).token());
            PlainSql.run(file, "UPDATE coffer_users SET metadata = substr(metadata, 1, length(metadata) - 1)");
            tell(() -> storage.users().find(ada.id()));
            tell(() -> storage.users().authenticate(email, longPassword));
            tell(() -> storage.sessions().authenticate(token));
            PlainSql.run(file, "DROP TABLE coffer_tokens", "DROP TABLE coffer_sessions", "DROP TABLE coffer_users");
            tell(() -> storage.users().create(NewUser.withEmail(email).password(password)));
            tell(() -> storage.users().authenticate(email, password));
            tell(() -> storage.sessions().authenticate(token));
            tell(() -> storage.sessions().rotate(token));
        }
    }

    private void tell(Runnable call) {
        tell(() -> {
            call.run();
            return "done";
        });
    }

    private <T> void tell(Callable<T> call) {
        try {
            T result = call.call();
            if (!result.toString().contains(value) && !result.toString().contains(email)) {
                System.out.println(result); // those that the host asked for are its own
            }
        } catch (Exception e) {
            e.printStackTrace(System.out);
        }
    }
}

package dev.coffer.resilience;

import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.storage.Actor;
import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.User;
import dev.coffer.storage.UserFilter;
import dev.coffer.storage.UserUpdate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every operation that takes a text, in each field that takes one. */
final class TextOperations {
    static final List<TextOperation> ALL = List.of(
            operation(
                    "email",
                    TextOperations::email,
                    "Users.create",
                    "Users.findByEmail",
                    "Users.update",
                    "Users.createAll"),
            operation("email", TextOperations::foundEmail, "Users.findOrCreate", "Users.authenticate"),
            operation("password", TextOperations::password, "Users.create", "Users.setPassword", "Users.authenticate"),
            operation("passwordHash", TextOperations::passwordHash, "Users.create"),
            operation("id", (storage, text) -> demand(storage.users().find(text).isEmpty(), "nobody"), "Users.find"),
            operation("cursor", TextOperations::cursors, "Users.list", "Sessions.list", "KeyValueRecord.scan"),
            operation("metadata", TextOperations::userMetadata, "Users.create", "Users.update"),
            operation("texts", TextOperations::session, "Sessions.issue", "Sessions.updateMetadata"),
            operation(
                    "token",
                    TextOperations::sessionToken,
                    "Sessions.find",
                    "Sessions.authenticate",
                    "Sessions.touch",
                    "Sessions.rotate",
                    "Sessions.revoke"),
            operation(
                    "purpose and payload", TextOperations::token, "Tokens.issue", "Tokens.consume", "Tokens.revokeAll"),
            operation(
                    "names",
                    TextOperations::item,
                    "KeyValues.namespace",
                    "KeyValues.get",
                    "KeyValues.getAll",
                    "KeyValues.apply",
                    "KeyValueNamespace.record",
                    "KeyValueNamespace.deleteByPrefix",
                    "KeyValueRecord.item",
                    "KeyValueRecord.get",
                    "KeyValueRecord.getText",
                    "KeyValueRecord.getAll",
                    "KeyValueRecord.exists",
                    "KeyValueRecord.put",
                    "KeyValueRecord.increment",
                    "KeyValueRecord.expire",
                    "KeyValueRecord.persist",
                    "KeyValueRecord.delete",
                    "KeyValueRecord.deleteByPrefix"),
            operation("value", TextOperations::value, "KeyValueRecord.put", "KeyValueRecord.putAll", "KeyValues.apply"),
            operation(
                    "bounds",
                    TextOperations::bounds,
                    "KeyValueRecord.scan",
                    "KeyValueRecord.count",
                    "KeyValueNamespace.scan",
                    "KeyValueNamespace.count"),
            operation("key", TextOperations::idempotencyKey, "Storage.applyOnce", "StorageView.applyOnce"),
            operation("query", TextOperations::search, "Users.search"),
            operation("filter", TextOperations::filter, "Users.list"),
            operation("actor", TextOperations::actor, "Storage.as", "Audit.list"),
            operation("record", TextOperations::auditRecord, "Audit.list"));

    private static final String PASSWORD = "correct horse battery";
    private static final Duration HOUR = Duration.ofHours(1);

    private TextOperations() {}

    private static TextOperation operation(String field, BiConsumer<StorageAccess, String> check, String... names) {
        return new TextOperation(Set.of(names), field, check);
    }

    /** An address with the text on both sides, if it is not one by itself. */
    private static String address(String text) {
        return text.indexOf('@') < 0 ? text + "@" + text : text;
    }

    /** Whoever has the text is found by it, if it has a word. */
    private static void search(StorageAccess storage, String text) {
        PageRequest first = PageRequest.first(10);
        demand(storage.users().search(text, first).items().size() <= 1, "one user at most");
        demand(storage.users().search("ada " + text, first).items().size() <= 1, "one user at most");
    }

    private static void filter(StorageAccess storage, String text) {
        UserFilter.Field named = UserFilter.where(text);
        withUser(storage, somebody().metadata(Map.of(text, text)), user -> {
            demand(list(storage, named.is(text)).equals(List.of(user)), "the user is not found by the metadata");
            demand(
                    list(storage, named.isOneOf(List.of("other", text)).and(named.exists()))
                            .equals(List.of(user)),
                    "the user is not found by one of two");
            demand(list(storage, UserFilter.where(text, text).exists()).isEmpty(), "a text has a name inside");
        });
    }

    private static List<User> list(StorageAccess storage, UserFilter filter) {
        return storage.users().list(filter, PageRequest.first(10)).items();
    }

    private static void actor(StorageAccess access, String text) {
        if (access instanceof Storage storage) { // which alone has it
            Actor actor = Actor.of(text).inRequest(text);
            withUser(storage.as(actor), somebody(), user -> {
                List<AuditRecord> records = records(storage, AuditQuery.all().byActor(text));
                demand(records.size() == 1, "there is not one record of the actor's");
                demand(
                        records.equals(records(storage, AuditQuery.all().ofUser(user.id()))),
                        "the record is not the user's");
                demand(records.get(0).actor().equals(Optional.of(text)), "the actor is another one");
                demand(records.get(0).request().equals(Optional.of(text)), "the request is another one");
            });
            storage.audit().seal();
            demand(storage.audit().verify().isIntact(), "the chain is not intact");
            storage.audit().prune(Instant.now().plus(HOUR));
        }
    }

    private static void auditRecord(StorageAccess access, String text) {
        if (access instanceof Storage storage) {
            demand(records(storage, AuditQuery.all().ofId(text)).isEmpty(), "a record of what is not");
        }
    }

    private static List<AuditRecord> records(Storage storage, AuditQuery query) {
        return storage.audit().list(query, PageRequest.first(10)).items();
    }

    private static void withUser(StorageAccess storage, NewUser user, Consumer<User> work) {
        User created = storage.users().create(user);
        try {
            work.accept(created);
        } finally {
            storage.users().delete(created.id());
        }
    }

    private static NewUser somebody() {
        return NewUser.withEmail(somewhere());
    }

    private static String somewhere() {
        return UUID.randomUUID() + "@example.org";
    }

    private static void email(StorageAccess storage, String text) {
        String email = address(text);
        withUser(storage, NewUser.withEmail(email), user -> {
            demand(user.email().equals(email.strip()), "the address is another one");
            demand(storage.users().findByEmail(email).equals(Optional.of(user)), "the address is not found");
            storage.users().update(user.id(), UserUpdate.email(somewhere()));
            demand(storage.users().findByEmail(email).isEmpty(), "the old address is found");
            User back = storage.users().update(user.id(), UserUpdate.email(email));
            demand(storage.users().find(user.id()).equals(Optional.of(back)), "the user is another one");
        });
        User alone =
                storage.users().createAll(List.of(NewUser.withEmail(email))).get(0);
        demand(storage.users().findByEmail(email).equals(Optional.of(alone)), "the address of a batch is not found");
        storage.users().delete(alone.id());
    }

    private static void foundEmail(StorageAccess storage, String text) {
        NewUser user = NewUser.withEmail(address(text)).password(PASSWORD);
        User created = storage.users().findOrCreate(user).user();
        demand(storage.users().findOrCreate(user).user().equals(created), "the user is created twice");
        demand(
                storage.users().authenticate(address(text), PASSWORD).equals(Optional.of(created)),
                "the address does not log in");
        storage.users().delete(created.id());
    }

    private static void password(StorageAccess storage, String text) {
        String email = somewhere();
        NewUser user = NewUser.withEmail(email);
        withUser(storage, user.password(text), created -> {
            demand(storage.users().authenticate(email, text).isPresent(), "the password is not right");
            demand(storage.users().authenticate(email, "not " + PASSWORD).isEmpty(), "another one is right");
        });
        withUser(storage, user, created -> {
            storage.users().setPassword(created.id(), text);
            demand(storage.users().authenticate(email, text).isPresent(), "the new password is not right");
        });
    }

    private static void passwordHash(StorageAccess storage, String text) {
        withUser(
                storage,
                somebody().passwordHash(text),
                user -> demand(
                        storage.users().exportPasswordHash(user.id()).equals(Optional.of(text)),
                        "the hash is another one"));
    }

    private static void cursors(StorageAccess storage, String text) {
        storage.users().list(PageRequest.first(1).after(text));
        storage.sessions()
                .list(new UUID(0x7000, Long.MIN_VALUE), PageRequest.first(1).after(text));
        storage.keyValues().namespace("n").record("i").scan(Scan.all().after(text));
    }

    private static Map<String, @Nullable Object> json(String text) {
        Map<String, @Nullable Object> json = new HashMap<>();
        json.put(text, text);
        json.put("list", List.of(text, Map.of(text, text)));
        return json;
    }

    private static void userMetadata(StorageAccess storage, String text) {
        Map<String, @Nullable Object> json = json(text);
        withUser(storage, somebody().metadata(json), user -> {
            demand(storage.users().find(user.id()).orElseThrow().metadata().equals(json), "the metadata is other");
            storage.users().update(user.id(), UserUpdate.metadata(Map.of("new", text)));
            demand(
                    storage.users().find(user.id()).orElseThrow().metadata().equals(Map.of("new", text)),
                    "the new metadata is other");
        });
    }

    private static void session(StorageAccess storage, String text) {
        withUser(storage, somebody(), user -> {
            IssuedSession issued = storage.sessions()
                    .issue(NewSession.forUser(user.id())
                            .userAgent(text)
                            .ipAddress(text.substring(0, text.offsetByCodePoints(0, Math.min(64, codePoints(text)))))
                            .metadata(json(text)));
            demand(issued.session().userAgent().equals(Optional.of(text)), "the user agent is another one");
            demand(
                    storage.sessions().find(issued.token()).equals(Optional.of(issued.session())),
                    "the session is another one");
            storage.sessions().updateMetadata(issued.session().id(), Map.of("new", text));
            demand(
                    storage.sessions()
                            .find(issued.token())
                            .orElseThrow()
                            .metadata()
                            .equals(Map.of("new", text)),
                    "the new metadata is other");
        });
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static void sessionToken(StorageAccess storage, String text) {
        demand(storage.sessions().find(text).isEmpty(), "a session that nobody issued");
        demand(storage.sessions().authenticate(text).isEmpty(), "a session that nobody issued lets in");
        demand(storage.sessions().touch(text).isEmpty(), "a session that nobody issued is touched");
        demand(storage.sessions().rotate(text).isEmpty(), "a session that nobody issued is rotated");
        demand(!storage.sessions().revoke(text), "a session that nobody issued is revoked");
    }

    private static void token(StorageAccess storage, String text) {
        withUser(storage, somebody(), user -> {
            NewToken token = NewToken.forUser(user.id(), text).payload(json(text));
            IssuedToken issued = storage.tokens().issue(token);
            demand(storage.tokens().consume(text + "x", issued.token()).isEmpty(), "another purpose is right");
            demand(
                    storage.tokens().consume(text, issued.token()).equals(Optional.of(issued.stored())),
                    "the token is another one");
            storage.tokens().issue(token);
            demand(storage.tokens().revokeAll(user.id(), text) == 1, "the token is not revoked");
            demand(storage.tokens().consume("reset", text).isEmpty(), "a token that nobody issued");
        });
    }

    /** Namespace, id and key may be said apart. */
    private static void item(StorageAccess storage, String text) {
        List<String> names = HostileTexts.parts(text, 3);
        boolean apart = !names.get(1).isEmpty();
        item(storage, apart ? new ItemKey(names.get(0), names.get(1), names.get(2)) : new ItemKey(text, text, text));
    }

    private static void item(StorageAccess storage, ItemKey item) {
        KeyValueNamespace namespace = storage.keyValues().namespace(item.namespace());
        KeyValueRecord record = namespace.record(item.id());
        String key = item.key();
        demand(record.item(key).equals(item), "the item is another one");
        long version = record.put(key, "1", PutOptions.ifAbsent());
        demand(
                storage.keyValues().get(item).map(KeyValue::itemKey).equals(Optional.of(item)),
                "the item is not found by its names");
        demand(record.get(key).map(KeyValue::version).equals(Optional.of(version)), "the item has another version");
        demand(record.getAll(List.of(key)).keySet().equals(Set.of(key)), "the item is not among some");
        demand(record.getAll().keySet().equals(Set.of(key)), "the item is not alone");
        demand(record.exists(key) && record.increment(key) == 2, "the item is no number");
        demand(record.expire(key, HOUR) && record.persist(key), "the item does not live");
        demand(record.deleteByPrefix(key) == 1, "the item is not behind its own prefix");
        storage.keyValues().apply(List.of(Mutation.put(item, "2")));
        demand(record.getText(key).equals(Optional.of("2")), "the item of a batch is not found");
        demand(storage.keyValues().getAll(List.of(item)).containsKey(item), "the item is not among all");
        demand(record.delete(key), "the item is not deleted");
        record.put(key, "3");
        demand(namespace.deleteByPrefix(item.id()) == 1, "the record is not behind its own prefix");
        demand(!record.exists(key), "the item is still there");
    }

    private static void value(StorageAccess storage, String text) {
        KeyValueRecord record = storage.keyValues().namespace("values").record("any");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        record.put("text", text);
        record.putAll(Map.of("bytes", bytes));
        storage.keyValues().apply(List.of(Mutation.put(record.item("mutation"), text)));
        record.getAll().values().forEach(item -> demand(item.text().equals(text), "the value is another one"));
        demand(record.clear() == 3, "there are not all values");
    }

    private static void bounds(StorageAccess storage, String text) {
        KeyValueRecord record = storage.keyValues().namespace("bounds").record("any");
        for (Scan scan : List.of(Scan.from(text), Scan.to(text), Scan.range(text, text), Scan.prefix(text))) {
            demand(record.scan(scan).items().isEmpty() && record.count(scan) == 0, "nothing is something");
            KeyValueNamespace namespace = storage.keyValues().namespace("bounds");
            demand(
                    namespace.scan(scan.descending()).items().isEmpty() && namespace.count(scan) == 0,
                    "nothing is there");
        }
    }

    private static void idempotencyKey(StorageAccess access, String text) {
        if (access instanceof Storage storage) { // which alone has it
            IdempotencyKey key = new IdempotencyKey(text, Instant.now());
            storage.as(Actor.of("somebody")).applyOnce(key, tx -> {});
            demand(storage.applyOnce(key, tx -> {}) == ApplyOutcome.ALREADY_APPLIED, "the key is applied twice");
        }
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What requests do takes one statement each: the server counts them. */
class OneStatementTest {
    private static final int CALLS = 10;
    private static final int HUNDRED = 100;
    private static final int THOUSAND = 1_000;
    private static final byte[] VALUE = new byte[100];
    private static final String PASSWORD_HASH = "$2b$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZabcde";

    /** An empty one asks whether the server is there: before a write, if it has not been heard of for 10 ms. */
    private static final Pattern STATEMENT = Pattern.compile("LOG:  (execute [^:]+|statement): .+");

    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18).setting("log_statement", "all");

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    private static Map<String, Runnable> operations(Storage storage) {
        User user = storage.users().create(NewUser.withEmail("ada@example.org"));
        NewSession session = NewSession.forUser(user.id()).lasting(Duration.ofDays(1));
        String token = storage.sessions().issue(session).token();
        KeyValueNamespace namespace = storage.keyValues().namespace("items");
        KeyValueRecord record = namespace.record("ada");
        IntStream.range(0, THOUSAND).forEach(i -> record.put("key" + i, VALUE));
        List<ItemKey> keys = IntStream.range(0, HUNDRED)
                .mapToObj(i -> new ItemKey("items", "ada", "key" + i))
                .toList();
        Map<String, byte[]> values = keys.stream().collect(Collectors.toMap(ItemKey::key, key -> VALUE));
        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put(
                "session by token",
                () -> assertThat(storage.sessions().find(token)).isPresent());
        operations.put(
                "session and user",
                () -> assertThat(storage.sessions().authenticate(token)).isPresent());
        operations.put(
                "user by id", () -> assertThat(storage.users().find(user.id())).isPresent());
        operations.put(
                "user by email",
                () -> assertThat(storage.users().findByEmail(user.email())).isPresent());
        operations.put("one key-value", () -> assertThat(record.get("key1")).isPresent());
        operations.put(
                "100 key-values in one call",
                () -> assertThat(storage.keyValues().getAll(keys)).hasSize(HUNDRED));
        operations.put(
                "scan of 1,000",
                () -> assertThat(namespace.scan(Scan.all().limit(THOUSAND)).items())
                        .hasSize(THOUSAND));
        operations.put("issue session", () -> storage.sessions().issue(session));
        operations.put(
                "create user",
                () -> storage.users()
                        .create(NewUser.withEmail(UUID.randomUUID() + "@example.org")
                                .passwordHash(PASSWORD_HASH)));
        operations.put("put one key-value", () -> record.put("key1", VALUE));
        operations.put("put 100 key-values", () -> record.putAll(values));
        return operations;
    }

    private static long statements() {
        return SERVER.logLines().stream()
                .filter(line -> STATEMENT.matcher(line).find())
                .count();
    }

    @Test
    void eachRequest_isOneStatement() {
        assertOneEach(true);
    }

    @Test
    void eachRequest_isOneStatement_withoutBatching() {
        assertOneEach(false);
    }

    private static void assertOneEach(boolean batching) {
        StorageConfig config = StorageConfig.forUrl(TestServer.freshUrl(SERVER.url()))
                .naturalBatching(batching)
                .poolSize(1) // a pool that still fills itself says something to the server as well
                .build();
        try (Storage storage = Storage.open(config)) {
            operations(storage).forEach((name, operation) -> {
                operation.run();
                long before = statements();
                IntStream.range(0, CALLS).forEach(call -> operation.run());
                assertThat(statements() - before).as(name).isEqualTo(CALLS);
            });
        }
    }
}

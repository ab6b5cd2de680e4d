package dev.coffer.storage.migrate;

import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Storages filled through the API with all that the rules allow, and what the tests do to them. */
final class Fixture {
    static final String BCRYPT = "$2b$04$9zDNsmJ1yU3yuXSYWHDIF.sHL2C6Q7NpPrkOpEvQbEuOuPYpOMN36";

    private static final Path FILES = Path.of("target", "migrations").toAbsolutePath();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Instant PAST = Instant.parse("2020-02-29T23:59:59.999999Z");
    private static final List<String> TEXTS = List.of(
            "plain",
            "'; DROP TABLE coffer_users; --",
            "\\N",
            "\\.",
            "a\tb\r\nc",
            "\"quoted\", and: {json}",
            "\u0001\u001f\u007f\u0085",
            "a\u0301 \u00e1 \u0130\u0131\u00df",
            "\u202eevil\u202c\u200b\ufeff",
            "\ufffd",
            "\uffff\ue000",
            "\ud83d\ude00 \ud83d\udc69\u200d\ud83d\udcbb",
            "\udbff\udfff",
            " leading and trailing ");

    private final Random random = new Random(4);

    private Fixture() {}

    /** A file that is not there yet, in a directory of its own. */
    static Path freshFile(String name) {
        try {
            Path directory = FILES.resolve(ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
            Files.createDirectories(directory);
            return directory.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StorageConfig config(String url) {
        return StorageConfig.forUrl(url).passwordCost(4).poolSize(2).build();
    }

    /** A URL of a SQLite file with so many users, twice as many sessions, as many tokens and six times as many key-values. */
    static String sqlite(int users) {
        String url = "sqlite:" + freshFile("app.db");
        fill(url, users);
        return url;
    }

    static void fill(String url, int users) {
        new Fixture().fillWithAll(url, users);
    }

    private void fillWithAll(String url, int users) {
        InstantSource past = InstantSource.fixed(PAST);
        try (Storage storage = Storage.open(config(url).toBuilder().clock(past).build())) {
            List<User> all = storage.users().createAll(newUsers(users));
            storage.inTransaction(tx -> {
                for (int i = 0; i < all.size(); i++) {
                    UUID id = all.get(i).id();
                    tx.sessions().issue(session(id, i).lasting(Duration.ofDays(20_000)));
                    tx.sessions()
                            .issue(session(id, i + 1)
                                    .lasting(Duration.ofDays(1))
                                    .atMost(Duration.ofDays(2)));
                    tx.tokens().issue(NewToken.forUser(id, text(i)).payload(json(i)));
                }
                all.stream()
                        .filter(user -> user.email().startsWith("7"))
                        .forEach(user -> tx.users().lock(user.id()));
            });
            if (users > 0) {
                storage.keyValues().apply(items(users));
            }
            storage.keyValues().namespace("gone").record("x").put("y", "z");
            storage.keyValues().namespace("gone").record("x").clear();
            storage.keyValues().namespace("counts").record("x").increment("n", 5, Lifetime.none());
            storage.applyOnce(new IdempotencyKey("not carried", PAST), tx -> {});
        }
    }

    private List<NewUser> newUsers(int count) {
        List<NewUser> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NewUser user = NewUser.withEmail(i + (i % 3 == 0 ? "Z\u00fcrich\ud83d\ude00" : "plain") + "@Example.org")
                    .metadata(json(i));
            user = i % 2 == 0 ? user.passwordHash(BCRYPT) : user;
            user = i % 4 == 0 ? user.emailVerifiedAt(Instant.parse("0001-01-01T00:00:00Z")) : user;
            users.add(i % 5 == 0 ? user.id(new UUID(random.nextLong(), random.nextLong())) : user);
        }
        return users;
    }

    private NewSession session(UUID user, int i) {
        NewSession session = NewSession.forUser(user).metadata(json(i));
        return i % 2 == 0 ? session.userAgent(text(i)).ipAddress("2001:db8::" + i) : session;
    }

    private List<Mutation> items(int users) {
        List<Mutation> items = new ArrayList<>();
        for (int i = 0; i < 6 * users; i++) {
            byte[] value = new byte[i % 50 == 0 ? 20_000 : i % 40];
            random.nextBytes(value);
            PutOptions options = i % 3 == 0
                    ? PutOptions.ttl(Duration.ofMinutes(1))
                    : i % 3 == 1 ? PutOptions.ttl(Duration.ofDays(100_000)) : PutOptions.defaults();
            items.add(Mutation.put(ItemKey.of(text(i / 40), text(i / 7) + i / 7, text(i) + i), value, options));
        }
        return items;
    }

    private static String text(int i) {
        return TEXTS.get(i % TEXTS.size());
    }

    private static Map<String, @Nullable Object> json(int i) {
        return switch (i % 5) {
            case 0 -> Map.of();
            case 1 -> Map.of("text", text(i), text(i), true);
            case 2 -> Map.of("numbers", List.of(i, -1.5e-300, new BigInteger("9".repeat(300)), new BigDecimal("1e2")));
            case 3 -> Map.of("list", Arrays.asList(null, false, List.of(), Map.of("deep", Map.of())), "", "");
            default -> Map.of("\u00e9", Long.MIN_VALUE, "e\u0301", Long.MAX_VALUE);
        };
    }

    /** Runs statements on the database behind a URL, past the library. */
    static void run(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(jdbc(url));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, of scripts with several statements each. */
    static void runScripts(String url, List<String> scripts) {
        try (Connection connection = DriverManager.getConnection(jdbc(url));
                Statement statement = connection.createStatement()) {
            for (String script : scripts) {
                statement.executeUpdate(script);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static long count(String url, String table) {
        try (Connection connection = DriverManager.getConnection(jdbc(url));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jdbc(String url) {
        return url.startsWith("sqlite:") ? "jdbc:" + url : TestServer.jdbcUrl(url);
    }
}

package dev.coffer.examples;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Login throttling: a client has three attempts in a quarter of an hour, which begins with the first of them. */
public final class LoginThrottleMain {
    private static final int ATTEMPTS = 3;
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private LoginThrottleMain() {}

    public static void main(String[] args) throws IOException {
        // A clock that this example moves by itself, so that nobody has to wait. Leave it out in real life.
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));

        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open(StorageConfig.forUrl("sqlite:" + scratch.file("app.db"))
                        .clock(clock::get)
                        .build())) {
            storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));

            for (String guess : List.of("123456", "password", "qwerty", "correct horse battery")) {
                attempt(storage, guess);
                clock.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
            }
            clock.updateAndGet(now -> now.plus(WINDOW));
            attempt(storage, "correct horse battery");
        }
    }

    private static void attempt(Storage storage, String password) {
        try {
            Optional<User> user = logIn(storage, "203.0.113.7", "ada@example.org", password);
            System.out.println(user.isPresent() ? "Welcome" : "Unknown user or wrong password");
        } catch (TooManyAttempts e) {
            System.out.println("Too many attempts, try again at " + e.nextAt);
        }
    }

    /** Counts before it looks at the password, so that a thousand guesses at once do not slip through. */
    static Optional<User> logIn(Storage storage, String client, String email, String password) throws TooManyAttempts {
        KeyValueNamespace clients = storage.keyValues().namespace("login-attempts");
        KeyValueRecord attempts = clients.record(client);
        if (attempts.increment("count", 1, Lifetime.ttl(WINDOW)) > ATTEMPTS) { // only the first one sets the end
            throw new TooManyAttempts(attempts.get("count").flatMap(KeyValue::expiresAt));
        }
        return storage.users().authenticate(email, password);
    }

    static final class TooManyAttempts extends Exception {
        private static final long serialVersionUID = 1L;

        private final String nextAt;

        TooManyAttempts(Optional<Instant> windowEnd) {
            nextAt = windowEnd.map(Instant::toString).orElse("any time");
        }
    }
}

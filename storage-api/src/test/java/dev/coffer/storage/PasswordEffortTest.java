package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coffer.storage.spi.StoredUser;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How much processor time hashing takes: it tells an attacker nothing, and there is a bound on it. */
class PasswordEffortTest {
    private static final int COST = 8;
    private static final String BCRYPT = "at.favre.lib.crypto.bcrypt.";
    private static final UUID ADA = new UUID(0, 1);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Passwords PASSWORDS = new Passwords(COST);
    private static final Passwords WEAKER = new Passwords(COST - 3);
    private static final Users USERS = users();

    /** This thread may not get to look while a hash is made, on a machine that is busy with others. */
    private static final int MOST_LOOKS = 20;

    private static final double TOLERANCE = 0.35; // half or twice the cost is another one

    private static Users users() {
        WatchedProvider provider = new WatchedProvider();
        Users users = provider.open(config -> config.passwordCost(COST)).users();
        users.create(NewUser.withEmail("none@example.org"));
        users.create(NewUser.withEmail("ours@example.org").passwordHash(PASSWORDS.hash("right")));
        users.create(NewUser.withEmail("long@example.org").passwordHash(PASSWORDS.hash("right".repeat(20))));
        users.create(NewUser.withEmail("weaker@example.org").passwordHash(WEAKER.hash("right")));
        users.create(NewUser.withEmail("weaker-long@example.org").passwordHash(WEAKER.hash("right".repeat(20))));
        String foreign = WEAKER.hash("right").replace("$2b$", "$2y$");
        users.create(NewUser.withEmail("foreign@example.org").passwordHash(foreign));
        for (String email : List.of("locked@example.org", "locked-weaker@example.org")) {
            Passwords maker = email.contains("weaker") ? WEAKER : PASSWORDS;
            User user = users.create(NewUser.withEmail(email).passwordHash(maker.hash("right")));
            users.lock(user.id());
        }
        User other = new User(
                Ids.next(MovableClock.START),
                "other@example.org",
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                MovableClock.START,
                MovableClock.START,
                1);
        provider.backend().users().insert(List.of(new StoredUser(other, other.email(), Optional.of("{SHA}c2hh"))));
        return users;
    }

    /** The least of several measurements: whatever else runs can only add to it. */
    private static long nanos(Runnable work) {
        return IntStream.range(0, 3)
                .mapToLong(i -> {
                    long start = THREADS.getCurrentThreadCpuTime();
                    work.run();
                    return THREADS.getCurrentThreadCpuTime() - start;
                })
                .min()
                .orElseThrow();
    }

    @BeforeAll
    static void warmUp() {
        nanos(() -> PASSWORDS.hash("warm up"));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown@example.org, right",
        "none@example.org, right",
        "ours@example.org, wrong",
        "ours@example.org, ''",
        "long@example.org, wrong",
        "long@example.org, 0123456789012345678901234567890123456789012345678901234567890123456789012345",
        "weaker@example.org, wrong",
        "weaker@example.org, ''",
        "weaker-long@example.org, wrong",
        "weaker-long@example.org, 0123456789012345678901234567890123456789012345678901234567890123456789012345",
        "foreign@example.org, wrong",
        "locked@example.org, right",
        "locked@example.org, wrong",
        "locked-weaker@example.org, right",
        "other@example.org, wrong"
    })
    void authenticate_thatFails_takesAsLongAsOneHash(String email, String password) {
        List<Optional<User>> results = new ArrayList<>();
        double hashes = 0;
        for (int i = 0;
                i < 5 && Math.abs(hashes - 1) > TOLERANCE;
                i++) { // a processor is shared, and not always as fast
            hashes = (double) nanos(() -> results.add(USERS.authenticate(email, password)))
                    / nanos(() -> PASSWORDS.hash("password"));
        }

        assertThat(results).containsOnly(Optional.empty());
        assertThat(hashes).isCloseTo(1, within(TOLERANCE));
    }

    @Test
    void hashing_isBoundedToAsManyAtOnceAsThereAreProcessors() {
        int processors = Runtime.getRuntime().availableProcessors();
        int most = 0;
        for (int i = 0; i < MOST_LOOKS && most == 0; i++) {
            List<CompletableFuture<@Nullable Void>> logins = IntStream.range(0, 4 * processors)
                    .mapToObj(login -> Threads.run(() -> USERS.authenticate("unknown@example.org", "right")))
                    .toList();
            CompletableFuture<@Nullable Void> all =
                    CompletableFuture.allOf(logins.toArray(CompletableFuture<?>[]::new));
            while (!all.isDone()) {
                most = Math.max(most, stacksWithin(BCRYPT).size());
            }
            assertThat(all).succeedsWithin(Threads.SOON);
        }

        assertThat(most).isBetween(1, processors);
    }

    static List<Consumer<Users>> hashing() {
        return List.of(
                users -> users.create(NewUser.withEmail("bob@example.org").password("password")),
                users -> users.createAll(
                        List.of(NewUser.withEmail("bob@example.org").password("password"))),
                users -> users.findOrCreate(NewUser.withEmail("bob@example.org").password("password")),
                users -> users.setPassword(ADA, "password"),
                users -> users.authenticate("ada@example.org", "right"),
                users -> users.authenticate("ada@example.org", "wrong"),
                users -> users.authenticate("unknown@example.org", "right"));
    }

    @ParameterizedTest
    @MethodSource("hashing")
    void hashing_happensWhileNoConnectionIsTaken(Consumer<Users> call) {
        List<StackTraceElement[]> stacks = new ArrayList<>();
        for (int i = 0; i < MOST_LOOKS && stacks.isEmpty(); i++) {
            Users users = new WatchedProvider()
                    .open(config -> config.passwordCost(COST + 2))
                    .users();
            users.create(NewUser.withEmail("ada@example.org").id(ADA).passwordHash(WEAKER.hash("right")));
            CompletableFuture<@Nullable Void> running = Threads.run(() -> call.accept(users));
            while (!running.isDone()) {
                stacks.addAll(stacksWithin(BCRYPT));
            }
            assertThat(running).succeedsWithin(Threads.SOON);
        }

        assertThat(stacks)
                .isNotEmpty()
                .as("each call to the provider is an attempt")
                .noneMatch(stack -> isWithin(stack, Attempts.class.getName()));
    }

    private static List<StackTraceElement[]> stacksWithin(String name) {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> isWithin(stack, name))
                .toList();
    }

    private static boolean isWithin(StackTraceElement[] stack, String name) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith(name));
    }
}

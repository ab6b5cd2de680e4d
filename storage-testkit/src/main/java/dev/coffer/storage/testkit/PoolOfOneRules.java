package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.READ_ONLY_SNAPSHOT;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Scan;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool of one connection is enough for everything, by many threads: no operation waits for a second one. */
abstract class PoolOfOneRules extends Rules {
    @BeforeEach
    void openWithAPoolOfOne() {
        openFresh(config -> config.poolSize(1));
    }

    @Test
    @Needs(KEY_VALUES)
    void keyValues_ofManyThreads_doNotDeadlock() {
        AtOnce.results(8, thread -> {
            for (int i = 0; i < 20; i++) {
                profile().increment("n");
                profile().putAll(Map.of("a" + thread, new byte[1], "b" + thread, new byte[1]));
                assertThat(profile().scan(Scan.all().limit(3)).items()).isNotEmpty();
                assertThat(profile().getAll()).containsKeys("n", "a" + thread);
                profile().deleteByPrefix("a" + thread);
            }
            keyValues().purge();
            return thread;
        });

        assertThat(profile().getText("n")).contains("160");
    }

    @Test
    @Needs({USERS, SESSIONS})
    void usersAndSessions_ofManyThreads_doNotDeadlock() {
        AtOnce.results(8, thread -> {
            String email = "user" + thread + "@example.org";
            User user = users().findOrCreate(NewUser.withEmail(email).password(PASSWORD))
                    .user();
            IssuedSession issued = sessions().issue(NewSession.forUser(user.id()));
            assertThat(users().authenticate(email, PASSWORD)).isPresent();
            users().setPassword(
                            user.id(),
                            PASSWORD,
                            EndSessions.allExcept(issued.session().id()));
            assertThat(sessions().authenticate(issued.token())).isPresent();
            assertThat(users().delete(user.id())).isTrue();
            return thread;
        });

        assertThat(users().count()).isZero();
    }

    @Test
    @Needs({KEY_VALUES, TRANSACTIONS})
    void transactionsBesideOperations_doNotDeadlock() {
        AtOnce.results(8, thread -> {
            for (int i = 0; i < 10; i++) {
                if (thread % 2 == 0) {
                    profile().increment("n");
                } else {
                    storage.inTransaction(tx -> {
                        tx.keyValues().namespace("profiles").record("ada").increment("n");
                        tx.keyValues().namespace("profiles").record("ada").scan(Scan.all());
                    });
                }
            }
            return thread;
        });

        assertThat(profile().getText("n")).contains("80");
    }

    @Test
    @Needs({KEY_VALUES, TRANSACTIONS})
    void storageInsideItsOwnTransaction_isIllegalStateAtOnce() {
        storage.inTransaction(tx -> {
            assertThatIllegalStateException().isThrownBy(() -> profile().exists("a"));
            assertThatIllegalStateException().isThrownBy(() -> storage.inTransaction(inner -> {}));
        });
    }

    @Test
    @Needs({KEY_VALUES, TRANSACTIONS, READ_ONLY_SNAPSHOT})
    void snapshotsOfManyThreads_doNotDeadlock() {
        profile().put("a", "1");

        assertThat(AtOnce.results(
                        6,
                        thread -> storage.<Long, RuntimeException>callInTransaction(
                                TransactionOptions.readOnlySnapshot(),
                                tx -> tx.keyValues()
                                        .namespace("profiles")
                                        .record("ada")
                                        .count())))
                .containsOnly(1L);
    }

    @Test
    @Needs({KEY_VALUES, TRANSACTIONS, APPLY_ONCE})
    void applyOnceOfManyThreads_doesNotDeadlock() {
        AtOnce.results(
                8,
                thread -> storage.applyOnce(
                        new IdempotencyKey("key" + thread % 4, clock.instant()),
                        tx -> tx.keyValues().namespace("profiles").record("ada").increment("n")));

        assertThat(profile().getText("n")).contains("4");
    }

    @Test
    @Needs(USERS)
    void largeBatches_needNoSecondConnection() {
        List<NewUser> many = IntStream.range(0, 2_000)
                .mapToObj(i -> NewUser.withEmail("user" + i + "@example.org"))
                .toList();

        Map<UUID, User> created = new HashMap<>();
        users().createAll(many).forEach(user -> created.put(user.id(), user));

        assertThat(users().findAll(created.keySet())).isEqualTo(created);
    }
}

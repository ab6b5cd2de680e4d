package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Scan;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.VersionConflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Of many threads that do the same at once as many succeed as would one after the other, and none sees a half. */
abstract class ConcurrencyRules extends Rules {
    private static <T> List<T> presentOf(List<Optional<T>> results) {
        return results.stream().flatMap(Optional::stream).toList();
    }

    @Test
    @Needs(USERS)
    void fiftyThreadsCreateOneEmail_oneWinsAnd49GetDuplicateEmail() {
        List<AtOnce.Ended<User>> ended = AtOnce.run(50, thread -> users().create(NewUser.withEmail("ada@example.org")));

        assertThat(ended).filteredOn(end -> end.result().isPresent()).hasSize(1);
        assertThat(ended)
                .flatExtracting(end -> end.error().stream().toList())
                .hasSize(49)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                Duplicate.class, e -> assertThat(e.field()).isEqualTo("email")));
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    @Needs(USERS)
    void fiftyThreadsFindOrCreateOneEmail_oneCreatesAndAllGetIt() {
        List<FoundOrCreated> outcomes =
                AtOnce.results(50, thread -> users().findOrCreate(NewUser.withEmail("ada@example.org")));

        assertThat(outcomes).filteredOn(FoundOrCreated::created).hasSize(1);
        assertThat(outcomes)
                .extracting(outcome -> outcome.user().id())
                .hasSize(50)
                .containsOnly(outcomes.get(0).user().id());
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    @Needs(USERS)
    void updatesOfOneVersion_oneIsMade() {
        User ada = user("ada@example.org");

        List<AtOnce.Ended<User>> ended = AtOnce.run(
                8,
                thread -> users().update(
                                ada.id(),
                                UserUpdate.metadata(Map.of("thread", thread)).ifVersion(ada.version())));

        assertThat(ended).filteredOn(end -> end.result().isPresent()).hasSize(1);
        assertThat(ended)
                .flatExtracting(end -> end.error().stream().toList())
                .hasSize(7)
                .hasOnlyElementsOfType(VersionConflict.class);
        assertThat(users().find(ada.id()).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    @Needs(USERS)
    void updatesWithoutAVersion_areAllMade() {
        User ada = user("ada@example.org");

        AtOnce.results(8, thread -> {
            for (int i = 0; i < 10; i++) {
                users().update(ada.id(), UserUpdate.metadata(Map.of("thread", thread)));
            }
            return thread;
        });

        assertThat(users().find(ada.id()).orElseThrow().version()).isEqualTo(81);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void manyRotateOneToken_oneSucceeds() {
        IssuedSession issued =
                sessions().issue(NewSession.forUser(user("ada@example.org").id()));

        List<IssuedSession> rotated =
                presentOf(AtOnce.results(8, thread -> sessions().rotate(issued.token())));

        assertThat(rotated).hasSize(1);
        assertThat(sessions().find(rotated.get(0).token())).contains(issued.session());
        assertThat(sessions().find(issued.token())).isEmpty();
    }

    @Test
    @Needs({USERS, SESSIONS})
    void manyRevokeOneSession_oneIsTrue() {
        IssuedSession issued =
                sessions().issue(NewSession.forUser(user("ada@example.org").id()));

        assertThat(AtOnce.results(8, thread -> sessions().revoke(issued.token())))
                .containsOnlyOnce(true);
    }

    @Test
    @Needs({USERS, TOKENS})
    void manyConsumeOneToken_oneGetsIt() {
        User ada = user("ada@example.org");
        for (int round = 0; round < 10; round++) {
            IssuedToken issued = tokens().issue(NewToken.forUser(ada.id(), "reset"));

            assertThat(presentOf(AtOnce.results(8, thread -> tokens().consume("reset", issued.token()))))
                    .containsExactly(issued.stored());
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void sixteenThreadsIncrementAThousandTimes_isSixteenThousand() {
        AtOnce.results(16, thread -> {
            for (int i = 0; i < 1_000; i++) {
                profile().increment("n");
            }
            return thread;
        });

        assertThat(profile().getText("n")).contains("16000");
    }

    @Test
    @Needs(KEY_VALUES)
    void manyPutIfAbsent_onePuts() {
        for (int round = 0; round < 10; round++) {
            String key = "k" + round;

            List<AtOnce.Ended<Long>> ended =
                    AtOnce.run(8, thread -> profile().put(key, "by " + thread, PutOptions.ifAbsent()));

            assertThat(ended).filteredOn(end -> end.result().isPresent()).hasSize(1);
            assertThat(ended)
                    .flatExtracting(end -> end.error().stream().toList())
                    .hasSize(7)
                    .hasOnlyElementsOfType(VersionConflict.class);
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void readModifyWriteWithVersions_losesNoUpdate() {
        profile().put("n", "0");

        AtOnce.results(4, thread -> {
            for (int made = 0; made < 25; ) {
                KeyValue read = profile().get("n").orElseThrow();
                String next = Long.toString(Long.parseLong(read.text()) + 1);
                try {
                    profile().put("n", next, PutOptions.ifVersion(read.version()));
                    made++;
                } catch (VersionConflict readAgain) {
                    assertThat(readAgain.currentVersion()).isPresent();
                }
            }
            return thread;
        });

        assertThat(profile().getText("n")).contains("100");
    }

    @Test
    @Needs(KEY_VALUES)
    void manyDeleteOneItem_oneIsTrue() {
        for (int round = 0; round < 10; round++) {
            profile().put("a", "1");

            assertThat(AtOnce.results(8, thread -> profile().delete("a"))).containsOnlyOnce(true);
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void versions_givenAtOnce_areDifferent() {
        List<Long> versions = new ArrayList<>();
        AtOnce.results(8, thread -> {
                    List<Long> own = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        own.add(profile().put("a", "1"));
                    }
                    return own;
                })
                .forEach(versions::addAll);

        assertThat(versions).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    @Needs(KEY_VALUES)
    void putAll_isNeverSeenInHalf() {
        assertNeverTorn(() -> profile().getAll(List.of("a", "b", "c")).values());
    }

    @Test
    @Needs(KEY_VALUES)
    void putAll_isNeverSeenInHalfByAReaderOfTheRecord() {
        assertNeverTorn(() -> profile().getAll().values());
    }

    @Test
    @Needs(KEY_VALUES)
    void putAll_isNeverSeenInHalfByAScan() {
        assertNeverTorn(() -> profile().scan(Scan.all()).items());
    }

    /** Three items are always written together, and deleted together now and then, until everybody has had some rounds. */
    private void assertNeverTorn(Supplier<Collection<KeyValue>> read) {
        AtOnce.rounds(7, 40, (thread, round) -> {
            if (thread < 3) {
                writeThree(round);
            } else {
                assertWhole(read.get());
            }
        });
    }

    private static void assertWhole(Collection<KeyValue> seen) {
        assertThat(seen.size()).isIn(0, 3);
        assertThat(seen.stream().map(KeyValue::version).distinct()).hasSizeLessThan(2);
    }

    private void writeThree(int round) {
        byte[] value = {(byte) round};
        profile().putAll(Map.of("a", value, "b", value, "c", value));
        if (round % 10 == 0) {
            profile().clear();
        }
        if (round % 10 == 5) {
            keyValues()
                    .apply(List.of(
                            Mutation.delete(profile().item("c")),
                            Mutation.delete(profile().item("a")),
                            Mutation.delete(profile().item("b"))));
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void batchesInOppositeOrder_areAllMade() {
        AtOnce.results(4, thread -> {
            List<Mutation> batch = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                batch.add(Mutation.put(profile().item("k" + (thread % 2 == 0 ? i : 19 - i)), "by " + thread));
            }
            for (int i = 0; i < 25; i++) {
                keyValues().apply(batch);
            }
            return thread;
        });

        assertThat(profile().getAll().values())
                .hasSize(20)
                .extracting(KeyValue::version)
                .containsOnly(profile().get("k0").orElseThrow().version());
    }

    @Test
    @Needs({KEY_VALUES, TRANSACTIONS})
    void transactionsThatIncrement_loseNoUpdate() {
        AtOnce.results(4, thread -> {
            for (int i = 0; i < 25; i++) {
                storage.inTransaction(tx -> {
                    tx.keyValues().namespace("profiles").record("ada").increment("n");
                    tx.keyValues().namespace("profiles").record("bob").increment("n");
                });
            }
            return thread;
        });

        assertThat(profile().getText("n")).contains("100");
        assertThat(keyValues().namespace("profiles").record("bob").getText("n")).contains("100");
    }

    /** Where the transaction does not hold up the other write, both are made; where it does, the wait is bounded. */
    @Test
    @Needs({KEY_VALUES, TRANSACTIONS})
    void writeThatWaitsLongerThanTheLockTimeout_isBusyAndNotApplied() {
        openFresh(config -> config.lockTimeout(Duration.ofSeconds(1)).poolSize(2));
        assertThat(profile().exists("n")).isFalse(); // a new connection could take longer than that later
        List<AtOnce.Ended<Long>> other = new ArrayList<>();

        storage.inTransaction(tx -> {
            tx.keyValues().namespace("profiles").record("ada").increment("n");
            other.add(AtOnce.ended(AtOnce.beside(thread -> profile().increment("n"))));
        });

        assertThat(other.get(0).error().stream())
                .allSatisfy(error -> assertThat(error).isInstanceOfSatisfying(Busy.class, busy -> {
                    assertThat(busy.retry()).isEqualTo(Retry.OPERATION);
                    assertThat(busy.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                }));
        assertThat(profile().getText("n")).contains(other.get(0).result().isPresent() ? "2" : "1");
    }
}

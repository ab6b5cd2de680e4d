package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.READ_ONLY_SNAPSHOT;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertReadOnly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.TransactionWork;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A read-only snapshot sees the storage as it was at one moment, beside any writer, and writes nothing. */
@Needs({TRANSACTIONS, READ_ONLY_SNAPSHOT})
abstract class SnapshotRules extends Rules {
    private static KeyValueRecord profile(Transaction tx) {
        return tx.keyValues().namespace("profiles").record("ada");
    }

    private final List<Future<String>> held = new ArrayList<>();

    private <X extends Exception> void inSnapshot(TransactionWork<X> work) throws X {
        storage.inTransaction(TransactionOptions.readOnlySnapshot(), work);
        held.forEach(writing -> assertThat(AtOnce.result(writing)).isEqualTo("written"));
    }

    /** Does it on another thread, which must not have to wait for this one unless the provider says so. */
    private void beside(Runnable write) {
        Future<String> writing = AtOnce.beside(thread -> {
            write.run();
            return "written";
        });
        if (contract.snapshotsHoldWriters()) {
            held.add(writing);
        } else {
            assertThat(AtOnce.result(writing)).isEqualTo("written");
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void snapshot_seesOneMomentBesideWriters() {
        profile().put("a", "1");
        profile().put("b", "1");
        inSnapshot(tx -> {
            assertThat(profile(tx).getText("a")).contains("1");
            beside(() -> {
                profile().put("a", "2");
                profile().put("b", "2");
                profile().put("c", "2");
            });

            assertThat(profile(tx).getText("a")).contains("1");
            assertThat(profile(tx).getText("b")).contains("1");
            assertThat(profile(tx).exists("c")).isFalse();
            assertThat(profile(tx).scan(Scan.all()).items()).hasSize(2);
            assertThat(profile(tx).count()).isEqualTo(2);
        });
        assertThat(profile().getText("b")).contains("2");
        assertThat(profile().count()).isEqualTo(3);
    }

    @Test
    @Needs(KEY_VALUES)
    void snapshot_seesNoDeleteByOthers() {
        profile().put("a", "1");
        inSnapshot(tx -> {
            assertThat(profile(tx).count()).isEqualTo(1);
            beside(() -> profile().clear());

            assertThat(profile(tx).getText("a")).contains("1");
        });
        assertThat(profile().count()).isZero();
    }

    @Test
    @Needs({KEY_VALUES, USERS})
    void snapshot_isOneMomentForAllParts() {
        User ada = user("ada@example.org");
        profile().put("email", "ada@example.org");
        inSnapshot(tx -> {
            assertThat(profile(tx).getText("email")).contains("ada@example.org");
            beside(() -> storage.inTransaction(writer -> {
                writer.users().update(ada.id(), UserUpdate.email("countess@example.org"));
                profile(writer).put("email", "countess@example.org");
            }));

            assertThat(tx.users().find(ada.id())).contains(ada);
        });
        assertThat(users().find(ada.id()).orElseThrow().email()).isEqualTo("countess@example.org");
    }

    @Test
    @Needs(KEY_VALUES)
    void snapshots_ofManyThreads_areNeverTorn() {
        profile().putAll(Map.of("a", new byte[] {0}, "b", new byte[] {0}));
        AtOnce.rounds(6, 50, (thread, round) -> {
            byte[] value = {(byte) round};
            if (thread < 2) {
                profile().putAll(Map.of("a", value, "b", value));
            } else {
                inSnapshot(tx -> assertThat(profile(tx).get("a").orElseThrow().value())
                        .isEqualTo(profile(tx).get("b").orElseThrow().value()));
            }
        });
    }

    @Test
    @Needs(KEY_VALUES)
    void snapshot_refusesEveryWriteOfAnItem() {
        profile().put("a", "1");
        long version = profile().get("a").orElseThrow().version();
        assertRefused(List.of(
                tx -> profile(tx).put("b", "1"),
                tx -> profile(tx).put("b", "1", PutOptions.ifAbsent()),
                tx -> profile(tx).putAll(Map.of("b", new byte[0])),
                tx -> profile(tx).increment("n"),
                tx -> profile(tx).delete("a"),
                tx -> profile(tx).delete("a", version),
                tx -> profile(tx).deleteByPrefix("a"),
                tx -> profile(tx).clear(),
                tx -> profile(tx).expire("a", Duration.ofHours(1)),
                tx -> profile(tx).persist("a"),
                tx -> tx.keyValues().namespace("profiles").deleteByPrefix("a"),
                tx -> tx.keyValues().apply(List.of(Mutation.delete(profile(tx).item("a"))))));
        assertThat(profile().getAll().keySet()).containsExactly("a");
        assertThat(profile().get("a").orElseThrow().version()).isEqualTo(version);
    }

    @Test
    @Needs(USERS)
    void snapshot_refusesEveryWriteOfAUser() {
        User ada = user("ada@example.org");
        assertRefused(List.of(
                tx -> tx.users().create(NewUser.withEmail("bob@example.org")),
                tx -> tx.users().createAll(List.of(NewUser.withEmail("bob@example.org"))),
                tx -> tx.users().findOrCreate(NewUser.withEmail("bob@example.org")),
                tx -> tx.users().update(ada.id(), UserUpdate.email("bob@example.org")),
                tx -> tx.users().lock(ada.id()),
                tx -> tx.users().setPassword(ada.id(), ANOTHER_PASSWORD),
                tx -> tx.users().removePassword(ada.id()),
                tx -> tx.users().delete(ada.id())));
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    @Needs({USERS, SESSIONS, TOKENS})
    void snapshot_refusesEveryWriteOfASessionOrToken() {
        User ada = user("ada@example.org");
        String session = sessions().issue(NewSession.forUser(ada.id())).token();
        UUID id = sessions().find(session).orElseThrow().id();
        clock.advance(Duration.ofDays(7));
        String token = tokens().issue(NewToken.forUser(ada.id(), "reset")).token();
        assertRefused(List.of(
                tx -> tx.sessions().issue(NewSession.forUser(ada.id())),
                tx -> tx.sessions().touch(session),
                tx -> tx.sessions().rotate(session),
                tx -> tx.sessions().updateMetadata(id, Map.of()),
                tx -> tx.sessions().revoke(id),
                tx -> tx.sessions().revoke(session),
                tx -> tx.sessions().revokeAll(ada.id(), EndSessions.all()),
                tx -> tx.tokens().issue(NewToken.forUser(ada.id(), "reset")),
                tx -> tx.tokens().consume("reset", token),
                tx -> tx.tokens().revokeAll(ada.id(), "reset")));
        assertThat(sessions().find(session)).isPresent();
        assertThat(tokens().consume("reset", token)).isPresent();
    }

    /** Each write is ReadOnly; that it is swallowed does not help. */
    private void assertRefused(List<Consumer<Transaction>> writes) {
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            Consumer<Transaction> write = writes.get(i);
            int number = i;
            assertThatExceptionOfType(TransactionRolledBack.class)
                    .as("write %s", i)
                    .isThrownBy(() -> inSnapshot(tx -> {
                        assertReadOnly("write " + number, () -> write.accept(tx));
                        refused.add(number);
                    }))
                    .withCauseInstanceOf(ReadOnly.class);
        }
        assertThat(refused).hasSameSizeAs(writes);
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.AUDIT;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.READ_ONLY_SNAPSHOT;
import static dev.coffer.storage.Capability.ROW_LEVEL_SECURITY;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Actor;
import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageView;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A view of one user stays with its transactions, whatever becomes of them, and goes no further. */
@Needs({USERS, SESSIONS, TOKENS, KEY_VALUES, TRANSACTIONS, ROW_LEVEL_SECURITY})
abstract class ConfinedTransactionRules extends ConfinedRules {
    private static final PageRequest ALL = PageRequest.first(1_000);

    /** A user with a key-value, {@code k}. */
    private User userWithItem(String email) {
        User user = user(email);
        keyValues().namespace(MARKED).record(user.id().toString()).put("k", "of " + email);
        return user;
    }

    private static void assertSees(StorageAccess access, User... users) {
        assertThat(access.users().list(ALL).items()).containsExactlyInAnyOrder(users);
        assertThat(access.keyValues().namespace(MARKED).count()).isEqualTo(users.length);
    }

    @Test
    void transaction_ofAView_seesTheOwnUserAlone() {
        User ada = userWithItem("ada@x.y");
        User eve = userWithItem("eve@x.y");

        as(ada).inTransaction(tx -> {
            assertSees(tx, ada);
            assertThat(tx.users().find(eve.id())).isEmpty();
            assertThat(tx.users().authenticate("eve@x.y", PASSWORD)).isEmpty();
            tx.inTransaction(nested -> {
                assertSees(nested, ada);
                nested.users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Bern")));
            });
            assertSees(tx, tx.users().find(ada.id()).orElseThrow());
        });

        assertThat(users().find(ada.id()).orElseThrow().metadata()).isEqualTo(Map.of("city", "Bern"));
        assertThat(users().find(eve.id())).contains(eve);
    }

    @Test
    void transaction_ofAView_makesWhatIsOwn() {
        User ada = user("ada@x.y");

        IssuedSession issued = as(ada).callInTransaction(tx -> {
            tx.keyValues().namespace(MARKED).record(ada.id().toString()).put("k", "v");
            return tx.sessions().issue(NewSession.forUser(ada.id()));
        });

        assertThat(sessions().find(issued.token())).isPresent();
        assertSees(storage, ada);
    }

    @Test
    void transaction_thatWasDenied_isRolledBack() {
        User ada = userWithItem("ada@x.y");
        User eve = userWithItem("eve@x.y");

        assertDenied(
                () -> as(ada).inTransaction(tx -> tx.sessions().issue(NewSession.forUser(eve.id()))),
                () -> as(ada).inTransaction(tx -> tx.sessions().issue(NewSession.forUser(NOBODY))));
        assertDenied(
                () -> as(ada).inTransaction(tx -> tx.users().create(NewUser.withEmail("eve@x.y"))),
                () -> as(ada).inTransaction(tx -> tx.users().create(NewUser.withEmail("new@x.y"))));
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> as(ada).inTransaction(tx -> {
                    tx.users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Bern")));
                    assertDenied(() -> tx.users().update(ada.id(), UserUpdate.email("eve@x.y")));
                }))
                .withCauseInstanceOf(AccessDenied.class);
        assertSees(storage, ada, eve);
    }

    @Test
    void transaction_thatFails_confinesNothingAfterIt() {
        User ada = userWithItem("ada@x.y");
        User eve = userWithItem("eve@x.y");
        List<Consumer<StorageView>> ends = List.of(
                view -> view.inTransaction(tx -> assertSees(tx, ada)),
                view -> assertThatIllegalStateException()
                        .isThrownBy(() -> view.inTransaction(tx -> {
                            tx.users().count();
                            throw new IllegalStateException("on purpose");
                        })),
                view -> assertDenied(() -> view.inTransaction(tx -> tx.users().create(NewUser.withEmail("eve@x.y")))),
                view -> assertDenied(() -> view.users().create(NewUser.withEmail("eve@x.y"))));

        for (Consumer<StorageView> end : ends) {
            for (int i = 0; i < 15; i++) { // each connection is met
                end.accept(as(ada));
                assertSees(storage, ada, eve);
                assertSees(as(eve), eve);
                storage.inTransaction(tx -> assertSees(tx, ada, eve));
                as(eve).inTransaction(tx -> assertSees(tx, eve));
            }
        }
    }

    @Test
    @Needs(READ_ONLY_SNAPSHOT)
    void readOnlySnapshot_ofAView_seesTheOwnUserAlone() {
        User ada = userWithItem("ada@x.y");
        userWithItem("eve@x.y");

        long seen = as(ada).callInTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
            assertSees(tx, ada);
            return tx.users().count();
        });

        assertThat(seen).isEqualTo(1);
    }

    @Test
    void viewsByTurns_eachSeeTheirOwn() {
        User ada = userWithItem("ada@x.y");
        User eve = userWithItem("eve@x.y");
        StorageView adas = as(ada);
        StorageView eves = as(eve);

        for (int i = 0; i < 20; i++) {
            assertSees(adas, ada);
            assertSees(storage, ada, eve);
            assertSees(eves, eve);
            assertSees(adas, ada);
            assertSees(storage, ada, eve);
        }
    }

    @Test
    void viewsOfManyThreads_eachSeeTheirOwn() {
        List<User> users = List.of(
                userWithItem("ada@x.y"), userWithItem("eve@x.y"), userWithItem("bob@x.y"), userWithItem("zoe@x.y"));

        AtOnce.results(8, thread -> {
            for (int i = 0; i < 60; i++) {
                User own = users.get((thread + i) % users.size());
                switch ((thread + i) % 5) {
                    case 0 -> assertSees(as(own), own);
                    case 1 -> as(own).inTransaction(tx -> assertSees(tx, own));
                    case 2 -> assertDenied(() -> as(own).users().create(NewUser.withEmail("ada@x.y")));
                    case 3 ->
                        as(own).inTransaction(tx -> assertThat(
                                        tx.users().findByEmail("ada@x.y").isPresent())
                                .isEqualTo(own.equals(users.get(0))));
                    default -> assertSees(storage, users.toArray(User[]::new));
                }
            }
            return thread;
        });
    }

    @Test
    void nobody_seesNothingAndMakesNothing() {
        User ada = userWithItem("ada@x.y");
        StorageView nobody = storage.actingAs(NOBODY);

        assertSees(nobody);
        assertThat(nobody.users().find(ada.id())).isEmpty();
        assertThat(nobody.users().find(NOBODY)).isEmpty();
        assertDenied(
                () -> nobody.users().create(NewUser.withEmail("new@x.y")),
                () -> nobody.users().create(NewUser.withEmail("new@x.y").id(NOBODY)),
                () -> nobody.users().create(NewUser.withEmail("ada@x.y")));
        UUID unknown = new UUID(NOBODY.getMostSignificantBits(), NOBODY.getLeastSignificantBits() + 1);
        assertDenied(
                () -> nobody.sessions().issue(NewSession.forUser(ada.id())),
                () -> nobody.sessions().issue(NewSession.forUser(unknown)));
        assertDenied(
                () -> nobody.tokens().issue(NewToken.forUser(ada.id(), "reset")),
                () -> nobody.tokens().issue(NewToken.forUser(unknown, "reset")));
        assertThat(catchThrowable(() -> nobody.sessions().issue(NewSession.forUser(NOBODY))))
                .isInstanceOfAny(AccessDenied.class, MissingReference.class);
        assertSees(storage, ada);
    }

    @Test
    void view_ofAUserWhoIsDeleted_isEmpty() {
        User ada = user("ada@x.y");
        User eve = userWithItem("eve@x.y");
        StorageView view = as(ada);

        users().delete(ada.id());

        assertSees(view);
        assertThat(catchThrowable(() -> view.sessions().issue(NewSession.forUser(ada.id()))))
                .isInstanceOfAny(AccessDenied.class, MissingReference.class);
        assertSees(storage, eve);
    }

    @Test
    @Needs(APPLY_ONCE)
    void applyOnce_keyOfAnother_isAppliedToo() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        for (String value : List.of("key", "k".repeat(255), "\uD83D\uDE00".repeat(255))) {
            IdempotencyKey key = new IdempotencyKey(value, clock.instant());
            for (ApplyOutcome outcome : List.of(ApplyOutcome.APPLIED, ApplyOutcome.ALREADY_APPLIED)) {
                assertThat(as(ada).applyOnce(
                                        key,
                                        tx -> assertThat(tx.users().count()).isEqualTo(1)))
                        .isEqualTo(outcome);
                assertThat(as(eve).applyOnce(
                                        key,
                                        tx -> assertThat(tx.users().find(ada.id()))
                                                .isEmpty()))
                        .isEqualTo(outcome);
                assertThat(storage.applyOnce(
                                key, tx -> assertThat(tx.users().count()).isEqualTo(2)))
                        .isEqualTo(outcome);
            }
        }
    }

    @Test
    @Needs(APPLY_ONCE)
    void applyOnce_workThatIsDenied_isNotApplied() {
        User ada = user("ada@x.y");
        IdempotencyKey key = new IdempotencyKey("key", clock.instant());

        assertDenied(() -> as(ada).applyOnce(key, tx -> tx.users().create(NewUser.withEmail("new@x.y"))));

        assertThat(as(ada).applyOnce(key, tx -> tx.users().lock(ada.id()))).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(users().find(ada.id()).orElseThrow().locked()).isTrue();
    }

    @Test
    @Needs(AUDIT)
    void changeThroughAView_isRecordedAsTheActors() {
        User ada = user("ada@x.y");
        Actor support = Actor.of("support:7").inRequest("req-42");

        storage.as(support).actingAs(ada.id()).users().lock(ada.id());
        storage.as(support).actingAs(ada.id()).inTransaction(tx -> tx.users().unlock(ada.id()));
        as(ada).users().lock(ada.id());
        assertDenied(() -> storage.as(support).actingAs(ada.id()).users().create(NewUser.withEmail("new@x.y")));

        List<AuditRecord> records =
                new ArrayList<>(storage.audit().list(AuditQuery.all(), ALL).items());
        records.sort(Comparator.comparing(AuditRecord::entry));
        assertThat(records)
                .extracting(AuditRecord::operation)
                .containsExactly(
                        AuditOperation.USER_CREATED,
                        AuditOperation.USER_LOCKED,
                        AuditOperation.USER_UNLOCKED,
                        AuditOperation.USER_LOCKED);
        assertThat(records.subList(1, 3)).allSatisfy(record -> {
            assertThat(record.actor()).contains("support:7");
            assertThat(record.request()).contains("req-42");
        });
        assertThat(records.get(3).actor()).isEmpty();
    }
}

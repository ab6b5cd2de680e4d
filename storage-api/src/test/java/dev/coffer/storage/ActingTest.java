package dev.coffer.storage;

import static dev.coffer.storage.ApplyOutcome.ALREADY_APPLIED;
import static dev.coffer.storage.ApplyOutcome.APPLIED;
import static dev.coffer.storage.MovableClock.START;
import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done in somebody's name is asked of the provider so, each call and each transaction for itself. */
class ActingTest {
    private static final UUID ADA = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L);
    private static final Actor ADMIN = Actor.of("admin");
    private static final IdempotencyKey KEY = new IdempotencyKey("key", START);

    private final List<String> told = new ArrayList<>();
    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open(config -> config.audit(AuditSettings.ofAll())
            .rowLevelSecurity(RowLevelSecurity.ofAll().userNamespace("profiles"))
            .listener(operation -> {
                told.add(operation.name().toString());
                return completion -> {};
            }));

    @BeforeEach
    void createAda() {
        storage.users().create(NewUser.withEmail("ada@example.org").id(ADA));
        provider.forgetCalls();
        told.clear();
    }

    @Test
    void operation_isAskedForInTheName() {
        storage.users().count();
        storage.as(ADMIN).users().count();
        storage.actingAs(ADA).users().count();
        storage.as(ADMIN).actingAs(ADA).users().count();

        assertThat(provider.calls()).containsExactly("users.count", "as", "actingAs", "actingAs");
    }

    @Test
    void view_isAskedForAnewByEachCall() {
        StorageView view = storage.actingAs(ADA);
        Users users = view.users();
        assertThat(provider.calls()).isEmpty();

        users.count();
        users.find(ADA);

        assertThat(provider.calls()).containsExactly("actingAs", "actingAs");
    }

    @Test
    void transaction_isToldTheNameBeforeAllElse() {
        storage.as(ADMIN).actingAs(ADA).inTransaction(tx -> tx.users().count());
        storage.actingAs(ADA).inTransaction(tx -> tx.users().count());
        storage.inTransaction(tx -> tx.users().count());

        assertThat(provider.calls())
                .filteredOn(call -> !call.equals("tx.close"))
                .containsExactly(
                        "begin",
                        "tx.actAs",
                        "tx.confineTo",
                        "tx.users.count",
                        "tx.commit",
                        "begin",
                        "tx.confineTo",
                        "tx.users.count",
                        "tx.commit",
                        "begin",
                        "tx.users.count",
                        "tx.commit");
    }

    @Test
    void transaction_thatCannotBeConfined_doesNothing() {
        provider.failing("tx.confineTo", new AccessDenied("denied", null));

        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() ->
                        storage.actingAs(ADA).inTransaction(tx -> tx.users().delete(ADA)));

        assertThat(provider.calls()).containsExactly("begin", "tx.confineTo", "tx.close");
        assertThat(storage.users().find(ADA)).isPresent();
    }

    @Test
    void transaction_thatIsRepeated_isConfinedEachTime() {
        provider.failing("tx.commit", new SerializationConflict("conflict", null));

        storage.actingAs(ADA)
                .callInTransaction(
                        TransactionOptions.serializable(), tx -> tx.users().count());

        assertThat(provider.calls()).filteredOn("tx.confineTo"::equals).hasSize(2);
    }

    @Test
    void listener_isToldTheSameNames() {
        Consumer<StorageAccess> work = access -> {
            access.users().find(ADA);
            access.users().update(ADA, UserUpdate.metadata(Map.of("city", "Bern")));
            access.sessions().issue(NewSession.forUser(ADA));
            access.tokens().issue(NewToken.forUser(ADA, "reset"));
            access.keyValues().namespace("profiles").record(ADA.toString()).put("k", "v");
            access.inTransaction(tx -> tx.users().count());
        };
        work.accept(storage);
        List<String> names = List.copyOf(told);
        told.clear();

        work.accept(storage.actingAs(ADA));

        assertThat(told).isEqualTo(names).hasSize(7);
    }

    @Test
    void applyOnce_keyIsTheUsersOwn() {
        assertThat(storage.actingAs(ADA).applyOnce(KEY, tx -> {})).isEqualTo(APPLIED);
        assertThat(storage.as(ADMIN).actingAs(ADA).applyOnce(KEY, tx -> {})).isEqualTo(ALREADY_APPLIED);
        assertThat(storage.actingAs(new UUID(0, 1)).applyOnce(KEY, tx -> {})).isEqualTo(APPLIED);
        assertThat(storage.as(ADMIN).applyOnce(KEY, tx -> {})).isEqualTo(APPLIED);
        assertThat(storage.applyOnce(KEY, tx -> {})).isEqualTo(ALREADY_APPLIED);

        assertThat(provider.backend().appliedKeys().record(ADA + ":key", START)).isFalse();
        assertThat(provider.backend().appliedKeys().record("key", START)).isFalse();
    }

    @Test
    void applyOnce_keyOfAUser_takesNoneOfTheStorages() {
        for (String value : List.of(ADA + ":key", ":" + ADA + ":key", "::" + ADA + ":key", ":key", ADA + "key")) {
            IdempotencyKey key = new IdempotencyKey(value, START);
            assertThat(storage.actingAs(ADA).applyOnce(KEY, tx -> {})).isNotNull();
            assertThat(storage.actingAs(ADA).applyOnce(key, tx -> {})).isEqualTo(APPLIED);
            assertThat(storage.applyOnce(key, tx -> {})).as(value).isEqualTo(APPLIED);
            assertThat(storage.applyOnce(key, tx -> {})).as(value).isEqualTo(ALREADY_APPLIED);
        }
    }

    @Test
    void stored_whereNobodyIsConfined_isTheKeyItself() {
        IdempotencyKey key = new IdempotencyKey(ADA + ":key", START);

        assertThat(Acting.NOBODY.stored(key, false)).isEqualTo(key.value());
    }

    @Test
    void stored_ofAnyActor_isTheKeyItself() {
        assertThat(Acting.NOBODY.stored(KEY, true)).isEqualTo("key");
        assertThat(new Acting(Optional.of(ADMIN), Optional.empty()).stored(KEY, true))
                .isEqualTo("key");
        assertThat(new Acting(Optional.of(ADMIN), Optional.of(ADA)).stored(KEY, true))
                .isEqualTo("01900000-0000-7000-8000-000000000001:key");
    }

    @Test
    void confinedView_isConfinedNoFurther() {
        StorageView view = storage.actingAs(ADA);

        assertThatIllegalStateException().isThrownBy(() -> view.actingAs(ADA)).withMessageContaining("already");
        assertThatIllegalStateException()
                .isThrownBy(() -> storage.as(ADMIN).actingAs(ADA).actingAs(ADA));
        assertRefused("userId", () -> view.actingAs(nothing()));
        assertRefused("userId", () -> storage.actingAs(nothing()));
    }

    @Test
    void actorWithoutAName_isRefused() {
        assertRefused("name", () -> Actor.of(nothing()));
        assertRefused("name", () -> Actor.of(""));
        assertRefused("actor", () -> AuditQuery.all().byActor(""));
    }

    @Test
    void view_insideATransactionOfItsStorage_isIllegalState() {
        StorageView view = storage.actingAs(ADA);

        assertThatIllegalStateException()
                .isThrownBy(() -> storage.inTransaction(tx -> view.users().count()));
        assertThatIllegalStateException()
                .isThrownBy(() -> view.inTransaction(tx -> storage.users().count()));
        assertThatIllegalStateException().isThrownBy(() -> view.inTransaction(tx -> view.inTransaction(own -> {})));
        assertThat(view.users().count()).isOne();
    }

    @Test
    void view_ofAClosedStorage_isIllegalState() {
        StorageView view = storage.actingAs(ADA);
        storage.close();

        assertThatIllegalStateException().isThrownBy(() -> view.users().count());
        assertThatIllegalStateException().isThrownBy(() -> view.inTransaction(tx -> {}));
        assertThatIllegalStateException().isThrownBy(() -> view.applyOnce(KEY, tx -> {}));
    }
}

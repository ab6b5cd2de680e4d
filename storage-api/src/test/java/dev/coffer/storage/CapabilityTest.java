package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a provider does not support is told beforehand, and refused when asked for. */
class CapabilityTest {
    private static void assertUnsupported(Capability capability, ThrowingCallable call) {
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.capability()).isEqualTo(capability));
    }

    static List<Arguments> uses() {
        Consumer<Storage> applyOnce =
                storage -> storage.applyOnce(new IdempotencyKey("key", MovableClock.START), tx -> {});
        return List.of(
                use(Capability.USERS, Storage::users),
                use(Capability.SESSIONS, Storage::sessions),
                use(Capability.TOKENS, Storage::tokens),
                use(Capability.KEY_VALUES, Storage::keyValues),
                use(Capability.USERS, storage -> storage.inTransaction(Transaction::users)),
                use(Capability.SESSIONS, storage -> storage.inTransaction(Transaction::sessions)),
                use(Capability.TOKENS, storage -> storage.inTransaction(Transaction::tokens)),
                use(Capability.KEY_VALUES, storage -> storage.inTransaction(Transaction::keyValues)),
                use(Capability.TRANSACTIONS, storage -> storage.inTransaction(tx -> {})),
                use(Capability.TRANSACTIONS, storage -> storage.callInTransaction(tx -> 1)),
                use(
                        Capability.TRANSACTIONS,
                        storage -> storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {})),
                use(
                        Capability.READ_ONLY_SNAPSHOT,
                        storage -> storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {})),
                use(Capability.USER_SEARCH, storage -> storage.users().search("ada", PageRequest.first(1))),
                use(Capability.USER_SEARCH, storage -> storage.users().search("", PageRequest.first(1))),
                use(Capability.AUDIT, Storage::audit),
                use(Capability.AUDIT, storage -> storage.as(Actor.of("admin"))),
                use(Capability.ROW_LEVEL_SECURITY, storage -> storage.actingAs(new UUID(0, 0))),
                use(
                        Capability.ROW_LEVEL_SECURITY,
                        storage -> storage.as(Actor.of("admin")).actingAs(new UUID(0, 0))),
                use(Capability.APPLY_ONCE, applyOnce),
                use(Capability.APPLY_ONCE, Storage::purgeAppliedKeys));
    }

    private static Arguments use(Capability capability, Consumer<Storage> use) {
        return Arguments.of(capability, use);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void whatIsMissing_isUnsupported(Capability missing, Consumer<Storage> use) {
        WatchedProvider provider = new WatchedProvider().without(missing);
        Storage storage = provider.open();

        assertThat(storage.capabilities()).doesNotContain(missing).hasSize(Capability.values().length - 1);
        assertUnsupported(missing, () -> use.accept(storage));
        assertThat(provider.calls()).doesNotContain("tx.commit");
    }

    @ParameterizedTest
    @MethodSource("uses")
    void whatIsNotMissing_isSupported(Capability present, Consumer<Storage> use) {
        Storage storage = new WatchedProvider().open();

        use.accept(storage);

        assertThat(storage.capabilities()).contains(present);
    }

    @ParameterizedTest
    @EnumSource(Capability.class)
    void whatIsLeft_works(Capability missing) {
        Storage storage = new WatchedProvider().without(missing).open();

        if (missing == Capability.KEY_VALUES) {
            assertThat(storage.users().count()).isZero();
        } else {
            assertThat(storage.keyValues().namespace("n").count()).isZero();
        }
    }

    @Test
    void readOnlySnapshot_missing_leavesTheOtherTransactions() {
        Storage storage =
                new WatchedProvider().without(Capability.READ_ONLY_SNAPSHOT).open();

        storage.inTransaction(
                TransactionOptions.serializable(), tx -> tx.users().create(NewUser.withEmail("ada@example.org")));

        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void ping_asksTheProvider() {
        Unavailable unavailable = new Unavailable("unavailable", null);
        WatchedProvider provider = new WatchedProvider().failing("ping", unavailable);
        Storage storage = provider.open();

        assertThatThrownBy(storage::ping).isSameAs(unavailable);
        storage.ping();

        assertThat(provider.calls()).containsExactly("ping", "ping");
    }

    @Test
    void anUnsupportedPart_doesNotSpoilTheTransaction() {
        Storage storage = new WatchedProvider().without(Capability.TOKENS).open();

        storage.inTransaction(tx -> {
            assertUnsupported(Capability.TOKENS, tx::tokens);
            tx.users().create(NewUser.withEmail("ada@example.org"));
        });

        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void whatAProviderDoesNotImplement_isUnsupported() {
        StorageOperations nothing = new StorageOperations() {};
        StorageBackend backend = new StorageBackend() {
            @Override
            public Set<Capability> capabilities() {
                return Set.of();
            }

            @Override
            public void ping() {}

            @Override
            public void close() {}
        };

        assertUnsupported(Capability.USERS, nothing::users);
        assertUnsupported(Capability.SESSIONS, nothing::sessions);
        assertUnsupported(Capability.TOKENS, nothing::tokens);
        assertUnsupported(Capability.KEY_VALUES, nothing::keyValues);
        assertUnsupported(Capability.APPLY_ONCE, nothing::appliedKeys);
        assertUnsupported(Capability.TRANSACTIONS, () -> backend.begin(TransactionOptions.defaults()));
    }
}

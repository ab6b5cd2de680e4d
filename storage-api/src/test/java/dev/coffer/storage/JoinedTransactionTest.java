package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A transaction that the host has begun, and will end. */
class JoinedTransactionTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");
    private static final StorageConfig CONFIG = StorageConfig.builder()
            .clock(new MovableClock())
            .passwordCost(Passwords.MIN_COST)
            .limits(Limits.defaults().withValueBytes(4))
            .build();

    private final WatchedProvider provider = new WatchedProvider();
    private final StorageBackend backend =
            provider.open(StorageConfig.forUrl("memory:").build());
    private final StorageTransaction hosts = backend.begin(TransactionOptions.defaults());
    private final StorageAccess joined = joining(EnumSet.allOf(Capability.class));

    private StorageAccess joining(Set<Capability> capabilities) {
        return Transaction.joining(hosts, capabilities, CONFIG, "memory");
    }

    @Test
    void whatIsDone_isNeitherCommittedNorRolledBack() {
        joined.users().create(ADA);
        joined.inTransaction(tx -> tx.keyValues().namespace("n").record("i").put("k", "v"));
        assertThatThrownBy(() -> joined.users().create(ADA)).isInstanceOf(Duplicate.class);

        assertThat(provider.calls())
                .containsExactly("begin", "tx.users.insert", "tx.keyValues.apply", "tx.users.insert");
    }

    @Test
    void clockAndLimits_areThoseOfTheConfiguration() {
        assertThat(joined.users().create(ADA).createdAt()).isEqualTo(MovableClock.START);
        assertRefused(
                "value", () -> joined.keyValues().namespace("n").record("i").put("k", "value"));
    }

    @Test
    void afterAnError_everyCallIsRolledBack() {
        provider.failing("tx.users.count", new Busy("locked", null));
        assertThatThrownBy(() -> joined.users().count()).isInstanceOf(Busy.class);
        provider.forgetCalls();

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> joined.users().count())
                .withCauseInstanceOf(Busy.class);
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void anErrorThatIsSwallowedInWork_isToldAtItsEnd() {
        provider.failing("tx.users.count", new Busy("locked", null));

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> joined.inTransaction(
                        tx -> assertThatThrownBy(() -> tx.users().count()).isInstanceOf(Busy.class)))
                .withCauseInstanceOf(Busy.class);
    }

    @Test
    void aSerializationConflict_isNotTriedAgain() {
        provider.failing("tx.users.count", new SerializationConflict("conflict", null));

        assertThatThrownBy(() -> joined.users().count()).isInstanceOf(SerializationConflict.class);
        assertThat(provider.calls()).containsExactly("begin", "tx.users.count");
    }

    @Test
    void anotherThread_isRefused() {
        Threads.run(() -> assertThatIllegalStateException()
                        .isThrownBy(joined::users)
                        .withMessageContaining("thread"))
                .join();
        joined.users().create(ADA);
    }

    @Test
    void whatTheProviderLacks_isUnsupported() {
        StorageAccess users = joining(Set.of(Capability.USERS));

        users.users().create(ADA);
        assertThatThrownBy(users::sessions).isInstanceOf(Unsupported.class);
    }
}

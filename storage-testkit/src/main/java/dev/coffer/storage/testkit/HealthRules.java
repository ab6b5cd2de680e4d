package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.READ_ONLY_SNAPSHOT;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Status;
import dev.coffer.storage.TransactionOptions;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** A storage says how it fares: well as long as it answers, and not that it is down because others use its connections. */
abstract class HealthRules extends Rules {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(8); // of a machine that does much else

    private Health health() {
        long begun = System.nanoTime();
        Health health = storage.health();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST.plus(SLACK));
        return health;
    }

    private static void assertNotDown(Health health) {
        assertThat(health.status()).as("%s", health).isNotEqualTo(Status.DOWN);
        health.pool()
                .filter(pool -> health.latency().isEmpty())
                .ifPresent(pool -> assertThat(pool.isExhausted()).isTrue());
    }

    @Test
    void health_openStorage_isUp() {
        Health health = health();

        assertThat(health.reasons())
                .filteredOn(reason -> !reason.contains("took"))
                .isEmpty();
        assertThat(health.status()).isNotEqualTo(Status.DOWN);
        assertThat(health.checkedAt()).isEqualTo(clock.instant());
        assertThat(health.schema().orElse(Health.Schema.CURRENT)).isEqualTo(Health.Schema.CURRENT);
        assertThat(health.role().orElse(Health.Role.PRIMARY)).isEqualTo(Health.Role.PRIMARY);
        assertThat(health.pool().stream().map(Health.Pool::most)).allMatch(most -> most > 0);
    }

    @Test
    void health_withPoolOfOne_isUp() {
        openFresh(config -> config.poolSize(1));

        assertThat(health().reasons())
                .filteredOn(reason -> !reason.contains("took"))
                .isEmpty();
    }

    @Test
    @Needs(TRANSACTIONS)
    void health_whileATransactionHasTheOneConnection_isNotDown() {
        openFresh(config -> config.poolSize(1));

        assertNotDown(storage.<Health, RuntimeException>callInTransaction(tx -> health()));
    }

    @Test
    @Needs({TRANSACTIONS, READ_ONLY_SNAPSHOT})
    void health_whileASnapshotHasTheOneConnection_isNotDown() {
        openFresh(config -> config.poolSize(1));

        assertNotDown(storage.<Health, RuntimeException>callInTransaction(
                TransactionOptions.readOnlySnapshot(), tx -> health()));
    }

    @Test
    void health_closedStorage_isDown() {
        assertThat(health().status()).isNotEqualTo(Status.DOWN);
        storage.close();

        assertThat(health().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void health_manyAtOnce_allHaveTheSameAnswer() {
        assertThat(new HashSet<>(AtOnce.results(16, thread -> health().status())))
                .hasSize(1);
    }
}

package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Health.Pool;
import dev.coffer.storage.Health.Role;
import dev.coffer.storage.Health.Schema;
import dev.coffer.storage.Health.Status;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    private static final Instant NOW = MovableClock.START;

    private final Health.Builder findings = new Health.Builder(NOW);

    @Test
    void nothingFound_isUp() {
        Health health = findings.build();

        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.reasons()).isEmpty();
        assertThat(health.checkedAt()).isEqualTo(NOW);
        assertThat(health.latency()).isEmpty();
        assertThat(health.pool()).isEmpty();
        assertThat(health.role()).isEmpty();
        assertThat(health.schema()).isEmpty();
        assertThat(health.credentialsExpireAt()).isEmpty();
        assertThat(health.certificateExpiresAt()).isEmpty();
    }

    @Test
    void theWorstCounts_andIsToldFirst() {
        assertThat(findings.degraded("late").build().status()).isEqualTo(Status.DEGRADED);

        Health health = findings.down("away").degraded("full").build();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).containsExactly("away", "late", "full");
    }

    @ParameterizedTest
    @CsvSource({"CURRENT, UP", "NEWER, DEGRADED", "OLDER, DOWN", "EDITED, DOWN", "UNFINISHED, DOWN", "MISSING, DOWN"})
    void tables_countAsTheyAre(Schema schema, Status status) {
        Health health = findings.schema(schema).build();

        assertThat(health.status()).isEqualTo(status);
        assertThat(health.schema()).contains(schema);
        assertThat(health.reasons()).hasSize(status == Status.UP ? 0 : 1);
    }

    @Test
    void certificate_thatEndsWithin14Days_degrades_andTheFirstEndIsTold() {
        Instant enough = NOW.plus(Duration.ofDays(14)).plusNanos(1);
        assertThat(findings.certificate("our", enough).build().status()).isEqualTo(Status.UP);

        Instant soon = enough.minusNanos(1);
        findings.certificate("the server's", soon);
        Health health = findings.certificate("another", enough).build();

        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.reasons()).containsExactly("the server's certificate ends at " + soon);
        assertThat(health.certificateExpiresAt()).contains(soon);
    }

    @Test
    void credentials_thatHaveEnded_areDown() {
        assertThat(findings.credentials(NOW.plusNanos(1)).build().status()).isEqualTo(Status.UP);

        Health health = findings.credentials(NOW).build();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.credentialsExpireAt()).contains(NOW);
    }

    @Test
    void anAnswerThatTookLongerThanASecond_degrades() {
        assertThat(findings.took(Duration.ofSeconds(1)).build().status()).isEqualTo(Status.UP);

        Health health = findings.took(Duration.ofMillis(1_001)).build();

        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.reasons()).containsExactly("an answer took 1001 ms");
        assertThat(health.latency()).contains(Duration.ofMillis(1_001));
    }

    @Test
    void pool_withoutAFreeConnection_isToldWithItsFigures() {
        Pool pool = new Pool(10, 0, 34, 10);
        assertThat(pool.isExhausted()).isTrue();
        assertThat(new Pool(9, 1, 0, 10).isExhausted()).isFalse();

        Health health = findings.exhausted(pool).role(Role.PRIMARY).build();

        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.reasons()).containsExactly("all 10 connections are in use, 34 callers wait");
        assertThat(health.pool()).contains(pool);
        assertThat(health.role()).contains(Role.PRIMARY);
    }
}

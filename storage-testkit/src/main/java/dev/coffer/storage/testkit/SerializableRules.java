package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.TransactionOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Serializable transactions are as if they ran one after the other; one that cannot be is run again as a whole. */
@Needs({TRANSACTIONS, KEY_VALUES})
abstract class SerializableRules extends Rules {
    private static final TransactionOptions SERIALIZABLE = TransactionOptions.serializable();

    private static KeyValueRecord profile(StorageAccess access) {
        return access.keyValues().namespace("profiles").record("ada");
    }

    private static long number(Transaction tx, String key) {
        return Long.parseLong(profile(tx).getText(key).orElseThrow());
    }

    private static SerializationConflict conflict() {
        return new SerializationConflict("planted", null);
    }

    @Test
    void readModifyWrite_losesNoUpdate() {
        profile().put("n", "0");

        AtOnce.results(2, thread -> {
            for (int i = 0; i < 10; i++) {
                untilCommitted(tx -> {
                    long read = number(tx, "n");
                    profile(tx).put("n", Long.toString(read + 1));
                });
            }
            return thread;
        });

        assertThat(profile().getText("n")).contains("20");
    }

    /** Each of two withdraws only if both accounts together have enough; one after the other, only one can. */
    @Test
    void writeSkew_isPrevented() {
        for (int round = 0; round < 10; round++) {
            profile().put("0", "60");
            profile().put("1", "60");

            AtOnce.results(2, thread -> {
                untilCommitted(tx -> {
                    if (number(tx, "0") + number(tx, "1") >= 100) {
                        String mine = Integer.toString(thread);
                        profile(tx).put(mine, Long.toString(number(tx, mine) - 100));
                    }
                });
                return thread;
            });

            long left = Long.parseLong(profile().getText("0").orElseThrow())
                    + Long.parseLong(profile().getText("1").orElseThrow());
            assertThat(left).isEqualTo(20);
        }
    }

    private void untilCommitted(Consumer<Transaction> work) {
        for (int tries = 0; tries < 100; tries++) {
            try {
                storage.inTransaction(SERIALIZABLE, work::accept);
                return;
            } catch (SerializationConflict again) {
                assertThat(again.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            }
        }
        throw new AssertionError("never committed");
    }

    @Test
    void serializationConflict_runsTheWholeWorkAgain() {
        AtomicInteger runs = new AtomicInteger();

        storage.inTransaction(SERIALIZABLE, tx -> {
            profile(tx).increment("n");
            if (runs.incrementAndGet() < 3) {
                throw conflict();
            }
        });

        assertThat(runs).hasValue(3);
        assertThat(profile().getText("n")).contains("1");
    }

    @Test
    void serializationConflict_afterFiveTries_passesThrough() {
        AtomicInteger runs = new AtomicInteger();

        assertThatExceptionOfType(SerializationConflict.class)
                .isThrownBy(() -> storage.inTransaction(SERIALIZABLE, tx -> {
                    profile(tx).increment("n");
                    runs.incrementAndGet();
                    throw conflict();
                }));

        assertThat(runs).hasValue(5);
        assertThat(profile().exists("n")).isFalse();
    }

    @Test
    void serializationConflict_atCommit_runsTheWholeWorkAgain() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        AtomicInteger runs = new AtomicInteger();
        tap.before("commit", () -> {
            throw conflict();
        });

        storage.inTransaction(SERIALIZABLE, tx -> {
            profile(tx).increment("n");
            runs.incrementAndGet();
        });

        assertThat(runs).hasValue(2);
        assertThat(profile().getText("n")).contains("1");
    }

    @Test
    void serializationConflict_withoutTheOption_isNotRetried() {
        AtomicInteger runs = new AtomicInteger();

        assertThatExceptionOfType(SerializationConflict.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    runs.incrementAndGet();
                    throw conflict();
                }));

        assertThat(runs).hasValue(1);
    }

    @Test
    void serializationConflict_ofASingleOperation_isRetriedByTheLibrary() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        for (int i = 0; i < 2; i++) {
            tap.before("increment", () -> {
                throw conflict();
            });
        }

        assertThat(profile().increment("n")).isEqualTo(1);

        assertThat(tap.acted()).isTrue();
        assertThat(profile().getText("n")).contains("1");
    }

    @Test
    void serializationConflict_ofAnOperationInATransaction_isNotRetriedThere() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        AtomicInteger runs = new AtomicInteger();
        tap.before("increment", () -> {
            throw conflict();
        });

        storage.inTransaction(SERIALIZABLE, tx -> {
            runs.incrementAndGet();
            profile(tx).increment("n");
        });

        assertThat(runs).hasValue(2);
        assertThat(profile().getText("n")).contains("1");
    }
}

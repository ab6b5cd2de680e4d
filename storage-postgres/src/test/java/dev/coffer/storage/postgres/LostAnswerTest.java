package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.postgres.PostgresUrl.Host;
import dev.coffer.storage.postgres.TestProxy.Loss;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that is cut at the worst moment. */
class LostAnswerTest {
    private static final int COMMITS = 200; // of every other one the answer is lost
    private static final int STATEMENTS = 100;

    private TestProxy proxy;
    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        Host server = PostgresUrl.parse(url).hosts().get(0);
        proxy = new TestProxy(server);
        storage = Storage.open(StorageConfig.forUrl(url.replaceFirst("@[^/]*/", "@127.0.0.1:" + proxy.port() + "/"))
                .poolSize(1) // so that nothing but the call passes the proxy
                .build());
    }

    @AfterEach
    void close() {
        storage.close();
        proxy.close();
    }

    private static NewUser someone() {
        return NewUser.withEmail(UUID.randomUUID() + "@example.org");
    }

    /** Runs a write of one user again and again, and cuts it off as told; only those whose answer was lost are there. */
    private void assertOutcome(int cuts, Class<? extends StorageException> error, BiConsumer<Storage, Loss> write) {
        long present = storage.users().count();
        for (int i = 0; i < cuts; i++) {
            Loss loss = i % 2 == 0 ? Loss.ANSWER : Loss.REQUEST;
            StorageException failure = catchThrowableOfType(error, () -> write.accept(storage, loss));
            assertThat(failure).as("cut %d: %s", i, loss).isExactlyInstanceOf(error);
            if (failure.outcome() == Outcome.UNKNOWN && loss == Loss.ANSWER) {
                present++;
            }
            assertThat(storage.users().count()).isEqualTo(present);
        }
    }

    @Test
    void aCommit_isAnUnknownOutcome() {
        assertOutcome(
                COMMITS,
                UnknownOutcome.class,
                (on, loss) -> on.inTransaction(tx -> {
                    tx.users().create(someone());
                    proxy.lose(loss);
                }));
    }

    @Test
    void aWriteThatCommitsByItself_isAnUnknownOutcome() {
        assertOutcome(STATEMENTS, UnknownOutcome.class, (on, loss) -> {
            proxy.lose(loss);
            on.users().create(someone());
        });
    }

    @Test
    void aStatementBeforeTheCommit_isRolledBack() {
        assertOutcome(
                STATEMENTS,
                TransactionRolledBack.class,
                (on, loss) -> on.inTransaction(tx -> {
                    proxy.lose(loss);
                    tx.users().create(someone());
                }));
    }

    @Test
    void aRead_isDoneAgain() {
        storage.users().create(someone());
        for (Loss loss : List.of(Loss.ANSWER, Loss.REQUEST)) {
            proxy.lose(loss);
            assertThat(storage.users().count()).isEqualTo(1);
        }
    }
}

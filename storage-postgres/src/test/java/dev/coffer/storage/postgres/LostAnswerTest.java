package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.FaultProxy.Fault;
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

    private FaultProxy proxy;
    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        proxy = new FaultProxy(url);
        storage = Storage.open(StorageConfig.forUrl(proxy.through(url))
                .poolSize(1) // so that nothing but the call passes the proxy
                .build());
    }

    @AfterEach
    void close() {
        storage.close();
        proxy.close();
    }

    /** Puts a new item again and again, and cuts it off as told; only those whose answer was lost are there. */
    private void assertOutcome(int cuts, Class<? extends StorageException> error, BiConsumer<Storage, Fault> write) {
        long present = 0;
        for (int i = 0; i < cuts; i++) {
            Fault cut = i % 2 == 0 ? Fault.CUT_ANSWER : Fault.CUT_REQUEST;
            StorageException failure = catchThrowableOfType(error, () -> write.accept(storage, cut));
            assertThat(failure).as("cut %d: %s", i, cut).isExactlyInstanceOf(error);
            if (failure.outcome() == Outcome.UNKNOWN && cut == Fault.CUT_ANSWER) {
                present++;
            }
            assertThat(storage.keyValues().namespace("n").count()).isEqualTo(present);
        }
    }

    private static void putNew(StorageAccess storage) {
        storage.keyValues().namespace("n").record("r").put(UUID.randomUUID().toString(), "v");
    }

    @Test
    void aCommit_isAnUnknownOutcome() {
        assertOutcome(
                COMMITS,
                UnknownOutcome.class,
                (on, cut) -> on.inTransaction(tx -> {
                    putNew(tx);
                    proxy.inject(cut);
                }));
    }

    @Test
    void aWriteThatCommitsByItself_isAnUnknownOutcome() {
        assertOutcome(STATEMENTS, UnknownOutcome.class, (on, cut) -> {
            proxy.inject(cut);
            putNew(on);
        });
    }

    @Test
    void aStatementBeforeTheCommit_isRolledBack() {
        assertOutcome(
                STATEMENTS,
                TransactionRolledBack.class,
                (on, cut) -> on.inTransaction(tx -> {
                    proxy.inject(cut);
                    putNew(tx);
                }));
    }

    @Test
    void createAndIssue_areDoneOnce() {
        for (int i = 0; i < STATEMENTS; i++) {
            Fault cut = i % 2 == 0 ? Fault.CUT_ANSWER : Fault.CUT_REQUEST;
            proxy.inject(cut);
            User created = storage.users().create(someone());
            assertThat(storage.users().count()).isEqualTo(i + 1);
            proxy.inject(cut);
            String token =
                    storage.sessions().issue(NewSession.forUser(created.id())).token();
            assertThat(storage.sessions().authenticate(token).orElseThrow().user())
                    .isEqualTo(created);
            proxy.inject(cut);
            String reset = storage.tokens()
                    .issue(NewToken.forUser(created.id(), "reset"))
                    .token();
            assertThat(storage.tokens().consume("reset", reset)).isPresent();
        }
    }

    private static NewUser someone() {
        return NewUser.withEmail(UUID.randomUUID() + "@example.org");
    }

    @Test
    void aRead_isDoneAgain() {
        storage.users().create(someone());
        for (Fault cut : List.of(Fault.CUT_ANSWER, Fault.CUT_REQUEST)) {
            proxy.inject(cut);
            assertThat(storage.users().count()).isEqualTo(1);
        }
    }
}

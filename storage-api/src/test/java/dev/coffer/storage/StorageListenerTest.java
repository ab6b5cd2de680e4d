package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StorageListenerTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org").password("secret");
    private static final UUID NOBODY = new UUID(0, 1);

    @RegisterExtension
    private final LogLines log = LogLines.of(StorageListener.class);

    private final List<String> told = new ArrayList<>();
    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open(config -> config.listener(this::begin));

    private StorageListener.OperationEnd begin(Operation operation) {
        String name = operation.name().toString();
        told.add("+" + name);
        return completion -> told.add("-" + name + " " + completion.outcome() + " " + completion.rows());
    }

    @Test
    void opening_isTold_withTheProvider() {
        List<String> operations = new ArrayList<>();
        provider.open(config -> config.listener(operation -> {
            operations.add(operation.toString());
            return completion -> {};
        }));

        assertThat(operations).containsExactly("watched open");
    }

    @Test
    void storage_isToldWhenItOpensAndWhenItCloses() {
        List<String> events = new ArrayList<>();
        Storage listened = provider.open(config -> config.listener(new StorageListener() {
            @Override
            public OperationEnd begin(Operation operation) {
                events.add(operation.name().toString());
                return completion -> {};
            }

            @Override
            public void opened(Storage storage) {
                events.add(
                        "opened " + storage.provider() + " " + storage.health().status());
            }

            @Override
            public void closed(Storage storage) {
                events.add("closed");
            }
        }));
        listened.close();
        listened.close();

        assertThat(events).containsExactly("open", "opened watched UP", "closed");
    }

    @Test
    void operation_isToldWithItsRows() {
        told.clear();
        KeyValueRecord record = storage.keyValues().namespace("n").record("i");
        record.putAll(Map.of("a", new byte[1], "b", new byte[1]));
        record.get("a");
        record.get("c");
        record.getAll();
        record.scan(Scan.all());
        record.count();
        record.delete("c");
        record.increment("n");
        record.clear();

        assertThat(told)
                .filteredOn(text -> text.startsWith("-"))
                .containsExactly(
                        "-key_values.put_all success 2",
                        "-key_values.get success 1",
                        "-key_values.get success 0",
                        "-key_values.get_all success 2",
                        "-key_values.scan success 2",
                        "-key_values.count success 0",
                        "-key_values.delete success 0",
                        "-key_values.increment success 1",
                        "-key_values.clear success 3");
    }

    @Test
    void failure_isToldByItsClass() {
        told.clear();
        assertThatThrownBy(() -> storage.users().lock(NOBODY)).isInstanceOf(NotFound.class);
        provider.failing("users.find", new StorageException("failed", "XX000", Outcome.NOT_APPLIED, null));
        assertThatThrownBy(() -> storage.users().find(NOBODY)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    throw new ClassNotFoundException();
                }))
                .isInstanceOf(ClassNotFoundException.class);

        assertThat(told)
                .containsExactly(
                        "+users.lock",
                        "-users.lock not_found 0",
                        "+users.find",
                        "-users.find storage_exception 0",
                        "+transaction",
                        "-transaction other 0");
    }

    @ParameterizedTest
    @MethodSource("dev.coffer.storage.ErrorsTest#errors")
    void everyError_hasItsOutcome(StorageException error) {
        String outcome = new Completion(Duration.ZERO, 0, Optional.of(error)).outcome();

        assertThat(outcome.replace("_", ""))
                .isEqualTo(error.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    @Test
    void hashing_isWithinItsOperation() {
        told.clear();
        storage.users().create(ADA);
        storage.users().authenticate("ada@example.org", "wrong");

        assertThat(told)
                .containsExactly(
                        "+users.create",
                        "+passwords.hash",
                        "-passwords.hash success 0",
                        "-users.create success 1",
                        "+users.authenticate",
                        "+passwords.verify",
                        "-passwords.verify success 0",
                        "-users.authenticate success 0");
    }

    @Test
    void repeatedAttempts_areOneOperation() {
        told.clear();
        provider.failing("users.find", new SerializationConflict("again", null));
        storage.users().find(NOBODY);
        provider.failingAfter("users.insert", new UnknownOutcome("lost", null));
        storage.users().create(NewUser.withEmail("bob@example.org"));

        assertThat(told)
                .containsExactly("+users.find", "-users.find success 0", "+users.create", "-users.create success 1");
    }

    @Test
    void transaction_containsItsOperations() {
        told.clear();
        storage.applyOnce(
                new IdempotencyKey("k", MovableClock.START), tx -> tx.users().count());

        assertThat(told)
                .containsExactly("+apply_once", "+users.count", "-users.count success 0", "-apply_once success 0");
    }

    @Test
    void purge_isToldByBatch() {
        told.clear();
        storage.sessions().purge();

        assertThat(told).containsExactly("+sessions.purge", "-sessions.purge success 0");
    }

    @Test
    void joinedTransaction_isToldToo() {
        told.clear();
        StorageConfig config = StorageConfig.builder().listener(this::begin).build();
        Transaction.joining(
                        provider.backend().begin(TransactionOptions.defaults()),
                        storage.capabilities(),
                        config,
                        "watched")
                .users()
                .count();

        assertThat(told).containsExactly("+users.count", "-users.count success 0");
    }

    @Test
    void whatIsRefusedBefore_isNotTold() {
        told.clear();
        assertThatThrownBy(() -> storage.users().create(NewUser.withEmail("nobody")))
                .isInstanceOf(InvalidInput.class);
        storage.close();
        assertThatThrownBy(storage::ping).isInstanceOf(IllegalStateException.class);

        assertThat(told).isEmpty();
    }

    @Test
    void listenerThatFails_breaksNothing_andIsLoggedOnce() {
        Storage atBegin = provider.open(config -> config.listener(operation -> {
            throw new IllegalStateException("begin");
        }));
        assertThat(atBegin.users().count()).isZero();
        assertThat(log.lines())
                .containsExactly("WARN [method=\"begin\"]"
                        + " the listener failed, which changes nothing for the storage; this is not told again");

        Storage atEnd = provider.open(config -> config.listener(operation -> completion -> {
            throw new AssertionError("end");
        }));
        assertThat(atEnd.users().count()).isZero();
        assertThatThrownBy(() -> atEnd.users().lock(NOBODY)).isInstanceOf(NotFound.class);
        assertThat(log.lines()).hasSize(2).last().asString().contains("method=\"ended\"");
    }

    @Test
    void listenerThatFailsWhenAStorageOpensOrCloses_breaksNeither_andIsLoggedOnce() {
        Storage listened = provider.open(config -> config.listener(new StorageListener() {
            @Override
            public OperationEnd begin(Operation operation) {
                return OperationEnd.UNTOLD;
            }

            @Override
            public void opened(Storage storage) {
                throw new NoClassDefFoundError("planted");
            }

            @Override
            public void closed(Storage storage) {
                throw StorageListenerTest.<RuntimeException>unchecked(new IOException("planted"));
            }
        }));

        assertThat(listened.users().count()).isZero();
        listened.close();

        assertThat(listened.health().reasons()).containsExactly("the storage is closed");
        assertThat(log.lines()).singleElement().asString().contains("method=\"opened\"");
    }

    /** As languages do that check no exceptions. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void joinedTransactions_logItOnce_asTheStorageOfTheSameConfiguration() {
        StorageConfig config = StorageConfig.builder()
                .listener(operation -> {
                    throw StorageListenerTest.<RuntimeException>unchecked(new IOException("planted"));
                })
                .build();
        for (int transaction = 0; transaction < 3; transaction++) {
            Transaction.joining(
                            provider.backend().begin(TransactionOptions.defaults()),
                            storage.capabilities(),
                            config,
                            "watched")
                    .users()
                    .count();
        }

        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void listener_isToldNothingOfWhatItDoesNotCareAbout() {
        List<String> ended = new ArrayList<>();
        Storage listened =
                provider.open(config -> config.listener(operation -> operation.name() == Operation.Name.USERS_COUNT
                        ? completion -> ended.add(operation.toString())
                        : StorageListener.OperationEnd.UNTOLD));

        listened.users().count();
        listened.users().find(NOBODY);
        assertThatThrownBy(() -> listened.users().lock(NOBODY)).isInstanceOf(NotFound.class);

        assertThat(ended).containsExactly("watched users.count");
    }

    @Test
    @SuppressWarnings("NullAway")
    void listenerThatReturnsNull_breaksNothing() {
        Storage careless = provider.open(config -> config.listener(operation -> null));

        assertThat(careless.users().count()).isZero();
    }
}

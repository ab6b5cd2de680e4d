package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary and its standby. */
class FailOverTest {
    private final OwnServer primary = new OwnServer(18);
    private OwnServer standby = primary;

    @BeforeEach
    void start() {
        primary.start();
        Storage.open(primary.url()).close();
        standby = primary.standby();
    }

    @AfterEach
    void close() {
        standby.close();
        primary.close();
    }

    private StorageConfig.Builder both() {
        return StorageConfig.forUrl(
                "postgresql://postgres@127.0.0.1:%d,127.0.0.1:%d/postgres".formatted(standby.port(), primary.port()));
    }

    private static void create(StorageAccess storage) {
        storage.users().create(NewUser.withEmail(UUID.randomUUID() + "@example.org"));
    }

    private static long countInSnapshot(Storage storage) {
        return storage.callInTransaction(
                TransactionOptions.readOnlySnapshot(), tx -> tx.users().count());
    }

    @Test
    void aStandbyPromotedUnderLoad_isFound_andEachFailureIsTyped() throws Exception {
        try (Storage storage =
                        Storage.open(both().lockTimeout(Duration.ofSeconds(25)).build());
                Connection other = TestServer.connect(primary.url())) {
            CompletableFuture<Void> underWay = writeThatWaits(storage, other);
            try (Load load = new Load(8, () -> create(storage))) {
                load.awaitCalls(2_000); // until there is a connection for each of them
                primary.kill();
                long promoted = System.nanoTime();
                standby.promote();
                load.awaitCalls(100);
                assertThat(Duration.ofNanos(System.nanoTime() - promoted)).isLessThan(Duration.ofSeconds(20));
                assertThatExceptionOfType(UnknownOutcome.class).isThrownBy(() -> Beside.result(underWay));
                assertThat(load.failures()) // none of those that found a dead connection before they sent anything
                        .allSatisfy(failure -> assertThat(failure)
                                .isInstanceOfAny(Unavailable.class, UnknownOutcome.class, TransactionRolledBack.class));
            }
        }
    }

    /** For a lock that the other connection holds to its end. */
    private static CompletableFuture<Void> writeThatWaits(Storage storage, Connection other) throws SQLException {
        other.setAutoCommit(false);
        try (Statement lock = other.createStatement()) {
            lock.execute("LOCK TABLE coffer_key_values");
        }
        KeyValueRecord record = storage.keyValues().namespace("items").record("one");
        CompletableFuture<Void> write = Beside.run(() -> record.put("key", new byte[1]));
        ServerActivity.awaitLock(other, "postgres");
        return write;
    }

    /** As behind an address that has moved: the connections are to a server that only reads. */
    @Test
    void aPoolThatIsOnAStandby_leavesIt() {
        try (FaultProxy address = new FaultProxy(standby.url());
                Storage storage = Storage.open(StorageConfig.forUrl(address.through(standby.url()))
                        .schemaMode(SchemaMode.VALIDATE)
                        .build())) {
            address.leadTo(primary.url());
            assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> create(storage));
            create(storage);
        }
    }

    @Test
    void snapshots_mayGoToAStandby_andOtherReadsStayWithThePrimary() {
        standby.execute("SELECT pg_wal_replay_pause()");
        try (Storage storage = Storage.open(both().standbyReads(true).build())) {
            create(storage);
            assertThat(storage.users().count()).isEqualTo(1);
            assertThat(countInSnapshot(storage)).isZero();
        }
        try (Storage storage = Storage.open(both().build())) {
            assertThat(countInSnapshot(storage)).isEqualTo(1);
        }
    }

    @Test
    void aStorageForReading_mayDoWithAStandbyAlone() {
        primary.stop();
        try (Storage storage =
                Storage.open(both().readOnly(true).standbyReads(true).build())) {
            assertThat(storage.users().count()).isZero();
            assertThat(countInSnapshot(storage)).isZero();
            assertThatExceptionOfType(ReadOnly.class).isThrownBy(() -> create(storage));
        }
    }
}

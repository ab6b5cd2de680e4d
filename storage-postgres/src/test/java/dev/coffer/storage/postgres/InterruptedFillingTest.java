package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.postgres.FaultProxy.Fault;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.State;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever ends the filling of a target, another one goes on where it stood: no record is lost, and none is there twice. */
class InterruptedFillingTest {
    private static final Map<RecordKind, List<StoredRecord>> NASTY = Filling.nasty();

    private static List<StoredRecord> nasty(RecordKind kind) {
        return NASTY.getOrDefault(kind, List.of());
    }

    /** What is there is exactly what the checkpoints say; then the rest arrives. */
    private static void assertGoesOn(String url) {
        try (RecordTarget target = Filling.target(url)) {
            assertThat(target.state()).isEqualTo(State.UNFINISHED);
            target.begin("a source");
            try (RecordSource written = target.written()) {
                for (RecordKind kind : RecordKind.values()) {
                    Optional<RecordKey> reached = target.reached(kind);
                    assertThat(Chunks.records(written, kind))
                            .isEqualTo(nasty(kind).stream()
                                    .filter(record -> reached.filter(
                                                    last -> record.key().compareTo(last) <= 0)
                                            .isPresent())
                                    .toList());
                }
            }
            Filling.load(target, NASTY);
            target.complete();
            target.finish();
        }
        try (RecordSource source = Filling.source(url)) {
            assertThat(Chunks.records(source)).isEqualTo(NASTY);
        }
        Storage.open(StorageConfig.forUrl(url).schemaMode(SchemaMode.VALIDATE).build())
                .close();
    }

    @Test
    void aProcess_killedWhileItLoads() throws Exception {
        for (RecordKind kind : RecordKind.values()) {
            String url = TestServer.OLDEST.freshUrl();
            try (FillingChild child = FillingChild.start(url)) {
                child.await(kind.name(), 20);
                child.kill();
            }
            awaitEnd(TestServer.OLDEST, url);
            assertGoesOn(url);
        }
    }

    private static void awaitEnd(TestServer server, String url) throws Exception {
        try (Connection observer = TestServer.connect(server.freshUrl())) {
            ServerActivity.awaitNone(observer, PostgresUrl.parse(url).user().orElseThrow());
        }
    }

    /** A reader of the table that is filled last keeps its constraint from being made; its indexes and all of the other tables are. */
    @Test
    void aProcess_killedWhileItCompletes() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        String role = PostgresUrl.parse(url).user().orElseThrow();
        String readers = TestServer.NEWEST.freshUrl();
        TestServer.NEWEST.execute("GRANT pg_read_all_data, pg_monitor TO "
                + PostgresUrl.parse(readers).user().orElseThrow());
        try (FillingChild child = FillingChild.start(url);
                Connection reader = TestServer.connect(readers);
                Connection observer = TestServer.connect(readers);
                Statement read = reader.createStatement()) {
            child.await(RecordKind.KEY_VALUE.name(), 1);
            reader.setAutoCommit(false);
            read.execute("SELECT count(*) FROM " + role + ".coffer_key_values");
            child.await(FillingChild.COMPLETING, 1);
            ServerActivity.awaitLock(observer, role);
            child.kill();
        }
        assertGoesOn(url);
    }

    /** Some that are committed, and some that are not yet. */
    private static void loadSome(RecordTarget target) {
        TypedRecords.load(target, nasty(RecordKind.USER).subList(0, 10));
        target.raiseHighWater(1); // commits them
        TypedRecords.load(target, nasty(RecordKind.USER).subList(10, 20));
    }

    @Test
    void aServer_killedWhileItLoads() {
        try (OwnServer server = new OwnServer(18).start()) {
            String url = TestServer.freshUrl(server.url());
            try (RecordTarget target = Filling.target(url)) {
                target.begin("a source");
                loadSome(target);
                server.kill();
                assertThat(catchThrowableOfType(StorageException.class, () -> Filling.load(target, NASTY)))
                        .isInstanceOfAny(TransactionRolledBack.class, UnknownOutcome.class);
            }
            server.start();
            assertGoesOn(url);
        }
    }

    @Test
    void aConnection_thatIsCut() throws IOException {
        String url = TestServer.NEWEST.freshUrl();
        try (FaultProxy proxy = new FaultProxy(url);
                RecordTarget target = Filling.target(proxy.through(url))) {
            target.begin("a source");
            loadSome(target);
            proxy.inject(Fault.CUT_REQUEST);
            assertThat(catchThrowableOfType(StorageException.class, () -> Filling.load(target, NASTY)))
                    .isInstanceOfAny(TransactionRolledBack.class, UnknownOutcome.class);
            assertThat(target.reached(RecordKind.USER)).isPresent();
            assertThat(target.reached(RecordKind.KEY_VALUE)).isEmpty();
            assertThatExceptionOfType(StorageException.class)
                    .as("it cannot go on with half a chunk")
                    .isThrownBy(() -> TypedRecords.load(target, nasty(RecordKind.TOKEN)));
        }
        assertGoesOn(url);
    }

    /** No file may become as large as that of the large value; then there is more room. */
    @Test
    void aDisk_thatIsFull() {
        try (OwnServer server = new OwnServer(15)
                .initdb("--no-locale", "--wal-segsize=1")
                .filesOf((4 << 20) + 512) // ends within a page
                .start()) {
            String url = TestServer.freshUrl(server.url());
            try (RecordTarget target = Filling.target(url)) {
                target.begin("a source");
                assertThatExceptionOfType(ResourceExhausted.class).isThrownBy(() -> {
                    Filling.load(target, NASTY);
                    target.complete();
                });
                assertThat(target.reached(RecordKind.TOKEN)).isPresent();
            }
            server.stop();
            server.filesOf(0).start();
            assertGoesOn(url);
        }
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.State;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Empty tables are filled with records, and become a storage. */
class PostgresTargetTest {
    private static final Map<RecordKind, List<StoredRecord>> NASTY = Filling.nasty();

    @TestFactory
    Stream<DynamicTest> whatIsLoaded_isReadAsItWas_andIsAStorageInTheEnd() {
        return Stream.of(TestServer.OLDEST, TestServer.NEWEST)
                .map(server -> DynamicTest.dynamicTest(server.toString(), () -> assertRoundTrip(server.freshUrl())));
    }

    private static void assertRoundTrip(String url) {
        try (RecordTarget target = Filling.target(url)) {
            assertThat(target.state()).isEqualTo(State.EMPTY);
            target.begin("a source");
            assertThatExceptionOfType(SchemaMismatch.class)
                    .isThrownBy(() -> Storage.open(url))
                    .withMessageContaining("not finished");
            Filling.load(target, NASTY);
            assertWritten(target);
            target.raiseHighWater(5_000);
            target.complete();
            assertWritten(target);
            for (RecordKind kind : RecordKind.values()) {
                assertThat(target.reached(kind)).contains(last(kind).key());
            }
            assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> Storage.open(url));
            target.finish();
        }
        try (RecordSource source = Filling.source(url);
                Storage storage = Storage.open(StorageConfig.forUrl(url)
                        .schemaMode(SchemaMode.VALIDATE)
                        .build())) {
            assertThat(Chunks.records(source)).isEqualTo(NASTY);
            for (RecordKind kind : RecordKind.values()) {
                assertThat(source.count(kind)).isEqualTo(nasty(kind).size());
            }
            assertThat(source.highWater()).isEqualTo(5_000);
            assertThat(storage.keyValues().namespace("n").record("i").put("k", "v"))
                    .isGreaterThan(5_000);
        }
        try (RecordTarget target = Filling.target(url)) {
            assertThat(target.state()).isEqualTo(State.FINISHED);
        }
    }

    private static void assertWritten(RecordTarget target) {
        try (RecordSource written = target.written()) {
            assertThat(written.identity()).isEqualTo(target.identity());
            assertThat(Chunks.records(written)).isEqualTo(NASTY);
        }
    }

    private static List<StoredRecord> nasty(RecordKind kind) {
        return NASTY.getOrDefault(kind, List.of());
    }

    private static StoredRecord last(RecordKind kind) {
        return nasty(kind).get(nasty(kind).size() - 1);
    }
}

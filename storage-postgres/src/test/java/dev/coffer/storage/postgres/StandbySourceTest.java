package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A standby is read. */
class StandbySourceTest {
    @Test
    void aStandby_isReadAsItsPrimaryWouldBe() {
        Map<RecordKind, List<StoredRecord>> nasty = Filling.nasty();
        try (OwnServer primary = new OwnServer(15).start()) {
            String url = TestServer.freshUrl(primary.url());
            Filling.fill(url, nasty);
            try (OwnServer standby = primary.standby();
                    RecordSource ofPrimary = Filling.source(url);
                    RecordSource source = new PostgresStorageProvider()
                            .openSource(StorageConfig.forUrl(url.replace(":" + primary.port(), ":" + standby.port()))
                                    .standbyReads(true)
                                    .build())) {
                assertThat(source.identity()).isEqualTo(ofPrimary.identity());
                try (RecordStream stream = source.read(RecordKind.KEY_VALUE)) {
                    assertThat(stream.next()).isPresent();
                }
                assertThat(Chunks.records(source)).isEqualTo(nasty);
                assertThat(source.count(RecordKind.USER)).isEqualTo(31);
            }
        }
    }
}

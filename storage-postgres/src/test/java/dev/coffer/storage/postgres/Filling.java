package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Fills targets and opens sources, as a migration does. */
final class Filling {
    private static final PostgresStorageProvider PROVIDER = new PostgresStorageProvider();
    private static final int CHUNK = 50;

    private Filling() {}

    static RecordSource source(String url) {
        return PROVIDER.openSource(StorageConfig.forUrl(url).build());
    }

    static RecordTarget target(String url) {
        return PROVIDER.openTarget(StorageConfig.forUrl(url)
                .poolSize(2)
                .lockTimeout(Duration.ofSeconds(2))
                .build());
    }

    static Map<RecordKind, List<StoredRecord>> nasty() {
        Map<RecordKind, List<StoredRecord>> records = new EnumMap<>(RecordKind.class);
        for (RecordKind kind : RecordKind.values()) {
            records.put(kind, NastyRecords.of(kind));
        }
        return records;
    }

    /** From where it stands, chunk by chunk. */
    static void load(RecordTarget target, Map<RecordKind, List<StoredRecord>> all) {
        for (RecordKind kind : RecordKind.values()) {
            List<StoredRecord> rest = all.getOrDefault(kind, List.of()).stream()
                    .filter(record -> target.reached(kind)
                            .filter(reached -> record.key().compareTo(reached) <= 0)
                            .isEmpty())
                    .toList();
            for (int i = 0; i < rest.size(); i += CHUNK) {
                TypedRecords.load(target, rest.subList(i, Math.min(rest.size(), i + CHUNK)));
            }
        }
    }

    /** From beginning to end. */
    static void fill(String url, Map<RecordKind, List<StoredRecord>> all) {
        try (RecordTarget target = target(url)) {
            target.begin("a source");
            load(target, all);
            target.complete();
            target.finish();
        }
    }
}

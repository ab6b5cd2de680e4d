package dev.coffer.storage.sqlite;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process that fills a target from where it is, and says how far it has come. */
final class LoadingWriter {
    static final int EACH = 10_000;
    private static final int CHUNK = 200;

    private LoadingWriter() {}

    /** Argument: the file. A line for each chunk, one when it is complete and one when it is finished. */
    public static void main(String[] arguments) {
        Map<RecordKind, List<StoredRecord>> records = NastyRecords.of(EACH);
        StorageConfig config = StorageConfig.forUrl("sqlite:" + arguments[0]).build();
        try (RecordTarget target = new SqliteStorageProvider().openTarget(config)) {
            target.begin("a source");
            records.forEach((kind, all) -> load(target, kind, all));
            target.raiseHighWater(EACH);
            target.complete();
            System.out.println("complete");
            target.finish();
            System.out.println("finished");
        }
    }

    private static void load(RecordTarget target, RecordKind kind, List<StoredRecord> all) {
        Optional<RecordKey> reached = target.reached(kind);
        List<StoredRecord> left = all.stream()
                .filter(record -> reached.isEmpty() || record.key().compareTo(reached.get()) > 0)
                .toList();
        System.out.println(kind + " from " + (all.size() - left.size()));
        for (int i = 0; i < left.size(); i += CHUNK) {
            TypedRecords.load(target, left.subList(i, Math.min(i + CHUNK, left.size())));
            System.out.println("loaded");
        }
    }
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.RecordTarget;
import java.util.Optional;

/** A process that copies one file into another. */
final class CopyingProcess {
    private CopyingProcess() {}

    /** Arguments: the file to read and the one to fill. Says how many records it copied. */
    public static void main(String[] arguments) {
        SqliteStorageProvider provider = new SqliteStorageProvider();
        StorageConfig from = StorageConfig.forUrl("sqlite:" + arguments[0]).build();
        StorageConfig to = StorageConfig.forUrl("sqlite:" + arguments[1]).build();
        try (RecordSource source = provider.openSource(from);
                RecordTarget target = provider.openTarget(to)) {
            target.begin("a source");
            long copied = 0;
            for (RecordKind kind : RecordKind.values()) {
                try (RecordStream stream = source.read(kind)) {
                    for (Optional<RecordChunk> chunk = stream.next(); chunk.isPresent(); chunk = stream.next()) {
                        target.load(chunk.get().records());
                        copied += chunk.get().records().size();
                    }
                }
            }
            target.complete();
            target.finish();
            System.out.println(copied);
        }
    }
}

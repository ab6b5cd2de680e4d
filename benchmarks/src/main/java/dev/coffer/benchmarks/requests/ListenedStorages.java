package dev.coffer.benchmarks.requests;

import dev.coffer.benchmarks.Operation;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageListener;
import dev.coffer.storage.micrometer.MicrometerListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The same storage without a listener, with one that does nothing, and with one that makes meters: what listening costs. */
public final class ListenedStorages implements AutoCloseable {
    private final List<Storage> storages = new ArrayList<>();
    private final List<Maker> makers;

    /** Each with connections of its own. */
    public ListenedStorages(StorageConfig config) {
        StorageListener idle = operation -> completion -> {};
        makers = List.of(
                maker("no listener", config),
                maker(
                        "a listener that does nothing",
                        config.toBuilder().listener(idle).build()),
                maker(
                        "Micrometer's meters",
                        config.toBuilder()
                                .listener(MicrometerListener.of(new SimpleMeterRegistry()))
                                .build()));
    }

    private Maker maker(String name, StorageConfig config) {
        Storage storage = Storage.open(config);
        storages.add(storage);
        return Maker.shared(name, new Coffer(storage));
    }

    /** Two that are quick and one that writes. */
    public List<Operation> operations(int threads, Sample sample) {
        return Stream.of(RequestKind.SESSION, RequestKind.KEY_VALUE, RequestKind.PUT)
                .map(kind -> kind.operation(threads, sample, makers))
                .toList();
    }

    @Override
    public void close() {
        storages.forEach(Storage::close);
    }
}

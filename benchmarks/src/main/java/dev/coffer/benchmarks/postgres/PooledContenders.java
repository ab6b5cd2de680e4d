package dev.coffer.benchmarks.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.Maker;
import dev.coffer.benchmarks.requests.PooledConnections;
import dev.coffer.benchmarks.requests.RequestKind;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import java.util.List;

/** Who competes where callers outnumber connections: each has a pool of so many. */
final class PooledContenders implements AutoCloseable {
    private final HikariDataSource pool;
    private final Storage batching;
    private final Storage single;
    private final List<Maker> makers;

    PooledContenders(String url, int size) {
        pool = PostgresServer.pool(url, size);
        batching = PostgresServer.coffer(url, size);
        single = PostgresServer.cofferWithoutBatching(url, size);
        makers = List.of(
                Maker.shared("pgjdbc through HikariCP", new PostgresByHand(new PooledConnections(pool))),
                Maker.shared("Coffer without batching", new Coffer(single)),
                Maker.shared("Coffer", new Coffer(batching)));
    }

    Operation operation(RequestKind kind, int callers, Sample sample) {
        return kind.operation(callers, sample, makers);
    }

    @Override
    public void close() {
        single.close();
        batching.close();
        pool.close();
    }
}

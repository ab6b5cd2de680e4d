package dev.coffer.benchmarks.requests;

import dev.coffer.benchmarks.Caller;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/** A thread's requests of one kind, each for any row. */
final class Calls implements Caller {
    private final RequestKind kind;
    private final Requests requests;
    private final Sample sample;
    private final SplittableRandom random =
            new SplittableRandom(ThreadLocalRandom.current().nextLong());

    Calls(RequestKind kind, Requests requests, Sample sample) {
        this.kind = kind;
        this.requests = requests;
        this.sample = sample;
    }

    @Override
    public boolean call() throws Exception {
        try {
            if (!kind.request().make(requests, sample, random)) {
                throw new IllegalStateException(kind.name() + ": not what was asked for");
            }
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        requests.close();
    }
}

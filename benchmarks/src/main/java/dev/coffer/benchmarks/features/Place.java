package dev.coffer.benchmarks.features;

import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.sql.SQLException;
import java.util.List;

/** Where databases are made. */
public interface Place extends AutoCloseable {
    /** Of the kind of database. */
    String name();

    /** Says what takes part. */
    void introduce(Runner runner) throws SQLException;

    /** The URL of a new one, in which nothing is. */
    String database(String name) throws SQLException;

    /** Nobody has it open any more. */
    void drop(String name) throws Exception;

    /** Into empty tables that Coffer has made. */
    void load(String url, Sample sample) throws Exception;

    /** How much of a disk a database takes that nobody writes. */
    long bytes(String url) throws Exception;

    /** Runs operations, with a checkpoint before each round. */
    void run(Runner runner, String section, List<Operation> operations) throws Exception;

    /** One with the rows of a sample, which nothing was switched on for yet. */
    default String loaded(String name, Sample sample) throws Exception {
        String url = database(name);
        Storage.open(StorageConfig.forUrl(url).build()).close();
        load(url, sample);
        return url;
    }

    @Override
    void close() throws SQLException;
}

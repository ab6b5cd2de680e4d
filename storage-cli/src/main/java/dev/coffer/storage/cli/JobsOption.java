package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import picocli.CommandLine.Option;

/** How much is done at once. */
final class JobsOption {
    private static final int MOST = 4;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            order = 13,
            description = "How many connections build indexes at once (the number of processors, at most 4).")
    private int jobs = Math.min(Runtime.getRuntime().availableProcessors(), MOST);

    /** A target that is filled by so many. */
    StorageConfig of(StorageConfig.Builder target) {
        try {
            return target.poolSize(jobs).build();
        } catch (InvalidInput e) {
            throw new InvalidInput("--jobs", e.problem(), e);
        }
    }
}

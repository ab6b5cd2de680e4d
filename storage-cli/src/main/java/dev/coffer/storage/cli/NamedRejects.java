package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.MigrationListener;
import dev.coffer.storage.migrate.Rejection;
import java.util.Optional;

/**
 * Shows progress and, where that is wanted, names each rejected record as it comes: there may be more than fit into memory.
 *
 * @param progress is told
 * @param named prints them
 */
record NamedRejects(Progress progress, Optional<Printer> named) implements MigrationListener {
    @Override
    public void begins(Step step, long records) {
        progress.begins(step, records);
    }

    @Override
    public void advances(long records) {
        progress.advances(records);
    }

    @Override
    public void rejects(Rejection rejection) {
        named.ifPresent(printer -> progress.between(() -> printer.line(Summary.line(rejection))));
    }
}

package dev.coffer.storage.migrate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a migration did, or in a dry run would do.
 *
 * @param source what was read, without secrets
 * @param target what was filled, without secrets
 * @param dryRun whether nothing was written
 * @param tables one for each kind of record
 * @param rejections the first 1,000 records that do not arrive
 * @param mustReset how many users arrive with a password hash that is not bcrypt: they cannot log in before they have reset their
 *     password
 * @param mustResetIds the ids of the first 1,000 of them
 * @param verification what the verification found; empty in a dry run, and where the target is a pipe that cannot be read again
 * @param took from the beginning to the end
 */
public record MigrationReport(
        String source,
        String target,
        boolean dryRun,
        List<TableReport> tables,
        List<Rejection> rejections,
        long mustReset,
        List<UUID> mustResetIds,
        Optional<VerificationReport> verification,
        Duration took) {
    /**
     * Copies the lists.
     *
     * @param source what was read
     * @param target what was filled
     * @param dryRun whether nothing was written
     * @param tables one for each kind of record
     * @param rejections the first 1,000 records that do not arrive
     * @param mustReset how many users must reset their password
     * @param mustResetIds the ids of the first 1,000 of them
     * @param verification what the verification found
     * @param took from the beginning to the end
     */
    public MigrationReport {
        tables = List.copyOf(tables);
        rejections = List.copyOf(rejections);
        mustResetIds = List.copyOf(mustResetIds);
    }

    /** {@return whether every record arrives and is the same on both sides} */
    public boolean complete() {
        return rejected() == 0
                && leftBehind() == 0
                && verification.map(VerificationReport::same).orElse(true);
    }

    /** {@return how many records do not arrive} */
    public long rejected() {
        return tables.stream().mapToLong(TableReport::rejected).sum();
    }

    /** {@return how many records the target has no place for: those of an audit log, where it can have none} */
    public long leftBehind() {
        return tables.stream()
                .mapToLong(table -> table.read() - table.arrived() - table.rejected())
                .sum();
    }

    /** The same, of what is elsewhere by now. */
    MigrationReport into(String place) {
        return new MigrationReport(
                source, place, dryRun, tables, rejections, mustReset, mustResetIds, verification, took);
    }
}

package dev.coffer.storage.migrate;

import java.util.List;

/**
 * What a verification found.
 *
 * @param source what was read, without secrets
 * @param target what it was compared with, without secrets
 * @param tables one for each kind of record that was compared
 * @param highWaterKept whether no version of a key-value can be used again: the target's next one is above the source's last one
 * @param auditLogKept whether the target's audit log goes on where the source's has stopped: the chain has the same ends, and all that was
 *     recorded is
 * @param rejected how many of the source's records cannot arrive anywhere, because they break a rule
 */
public record VerificationReport(
        String source,
        String target,
        List<TableComparison> tables,
        boolean highWaterKept,
        boolean auditLogKept,
        long rejected) {
    /**
     * Copies the list.
     *
     * @param source what was read
     * @param target what it was compared with
     * @param tables one for each kind of record that was compared
     * @param highWaterKept whether no version can be used again
     * @param auditLogKept whether the target's audit log goes on where the source's has stopped: the chain has the same ends, and all that was
     *     recorded is
     * @param rejected how many of the source's records break a rule
     */
    public VerificationReport {
        tables = List.copyOf(tables);
    }

    /** {@return whether every record that can arrive is the same on both sides, and all goes on where it has stopped} */
    public boolean same() {
        return highWaterKept && auditLogKept && tables.stream().allMatch(table -> table.differing() == 0);
    }
}

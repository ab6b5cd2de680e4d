package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKind;
import java.util.List;

/**
 * The records of one kind on both sides.
 *
 * @param kind which kind
 * @param source how many the source has, without those that it rejects
 * @param target how many the target has
 * @param sourceDigest SHA-256 over all of the source's, in hexadecimal; the same for the same records, wherever they are stored
 * @param targetDigest SHA-256 over all of the target's
 * @param differing how many differ
 * @param differences the first 1,000 of them, by key
 */
public record TableComparison(
        RecordKind kind,
        long source,
        long target,
        String sourceDigest,
        String targetDigest,
        long differing,
        List<Difference> differences) {
    /**
     * Copies the list.
     *
     * @param kind which kind
     * @param source how many the source has
     * @param target how many the target has
     * @param sourceDigest over all of the source's
     * @param targetDigest over all of the target's
     * @param differing how many differ
     * @param differences the first 1,000 of them
     */
    public TableComparison {
        differences = List.copyOf(differences);
    }
}

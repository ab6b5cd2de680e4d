package dev.coffer.storage.spi;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditQuery;
import java.time.Instant;
import java.util.List;

/**
 * The records of an audit log. They come from the database itself, in the transaction of each change, and are sealed afterwards into a chain
 * of digests.
 */
public interface AuditStorage {
    /**
     * The ends of the chain.
     *
     * @param beginning before the first record that is kept
     * @param end of the last record that was sealed
     */
    record Ends(AuditHead beginning, AuditHead end) {}

    /**
     * Lists records, sealed or not, from the latest to the earliest by time, then by number. Their {@linkplain AuditEntry#change changes} are
     * compact JSON with sorted names, in whatever text they are stored; what JSON has to escape is escaped in its short form, or in four
     * hexadecimal digits in upper case.
     *
     * @param query what holds for all of them
     * @param before only those that are earlier than this
     * @param entry or as early as that, with a lower number than this
     * @param limit how many at most
     * @return them
     */
    List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit);

    /**
     * Seals committed records that are not, by their numbers, in one transaction, while no other call does.
     *
     * @param limit how many at most
     * @return how many
     */
    int seal(int limit);

    /** {@return how many are not sealed} */
    long unsealed();

    /** {@return the ends as they are stored} */
    Ends ends();

    /**
     * Sealed records by their positions, as they are stored.
     *
     * @param after only those behind this position
     * @param limit how many at most; fewer are enough where they are large
     * @return them; none only where no more are sealed
     */
    List<AuditEntry> sealed(long after, int limit);

    /**
     * Removes sealed records from the beginning up to the first that is not older, and moves the beginning, in one transaction.
     *
     * @param before only those that are earlier
     * @param limit how many at most
     * @return how many
     */
    int prune(Instant before, int limit);

    /**
     * Ends the recording, with a record that says so, in one transaction. What is recorded stays.
     *
     * @param by whom, and when
     */
    void switchOff(AuditContext by);
}

package dev.coffer.storage.spi;

import dev.coffer.storage.AuditHead;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an audit log is beside its records.
 *
 * @param recording whether changes are recorded
 * @param namespaces those of key-values whose changes are, and whether with their values
 * @param ends of the chain
 * @param lastEntry the highest number that a record was ever given; 0 if none was
 */
public record AuditState(
        boolean recording, SortedMap<String, Boolean> namespaces, AuditStorage.Ends ends, long lastEntry) {
    private static final AuditHead BEFORE_ALL = new AuditHead(0, "");

    /** Of a log that never was on. */
    public static final AuditState NONE =
            new AuditState(false, new TreeMap<>(), new AuditStorage.Ends(BEFORE_ALL, BEFORE_ALL), 0);

    /**
     * Refuses nulls, which are a bug of the caller; copies the map.
     *
     * @param recording whether changes are recorded
     * @param namespaces those of key-values whose changes are
     * @param ends of the chain
     * @param lastEntry the highest number
     */
    public AuditState {
        namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
        Objects.requireNonNull(ends, "ends");
    }

    /** {@return whether there never was anything} */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * {@return whether a log of this state goes on where one of the other state has stopped} It may record more.
     *
     * @param other what it is to be
     */
    public boolean continues(AuditState other) {
        return other.isNone()
                || (ends.equals(other.ends)
                        && lastEntry >= other.lastEntry
                        && (recording || !other.recording)
                        && other.namespaces.entrySet().stream().allMatch(this::records));
    }

    private boolean records(Map.Entry<String, Boolean> namespace) {
        Boolean withValues = namespaces.get(namespace.getKey());
        return withValues != null && (withValues || !namespace.getValue());
    }
}

package dev.coffer.storage;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an audit log records: every change of users, passwords, sessions and tokens, and those of key-values in the namespaces that are
 * named. Immutable.
 *
 * <p>A database that has a log keeps it: one that is opened with fewer namespaces, or without a log, records what it did before, and so does
 * one that it is moved into. See {@link Audit#switchOff}.
 */
public final class AuditSettings {
    private static final Bounds<Duration> RETENTION =
            new Bounds<>(Duration.ofDays(1), Duration.ofDays(36_500), "from a day to 36,500 days");
    private static final AuditSettings OF_ALL = new AuditSettings(new TreeMap<>(), Optional.empty());

    private final SortedMap<String, Boolean> namespaces;
    private final Optional<Duration> retention;

    private AuditSettings(SortedMap<String, Boolean> namespaces, Optional<Duration> retention) {
        this.namespaces = Collections.unmodifiableSortedMap(namespaces);
        this.retention = retention;
    }

    /** {@return a log of users, passwords, sessions and tokens, kept for ever} */
    public static AuditSettings ofAll() {
        return OF_ALL;
    }

    /**
     * {@return the same log, and what happens to the key-values of a namespace, without their values}
     *
     * @param namespace of key-values
     * @throws InvalidInput {@code namespace}
     */
    public AuditSettings namespace(String namespace) {
        return with(namespace, false);
    }

    /**
     * {@return the same log, and what happens to the key-values of a namespace, with their values before and after}
     *
     * @param namespace of key-values that are no secrets
     * @throws InvalidInput {@code namespace}
     */
    public AuditSettings namespaceWithValues(String namespace) {
        return with(namespace, true);
    }

    private AuditSettings with(String namespace, boolean values) {
        SortedMap<String, Boolean> more = new TreeMap<>(namespaces);
        more.put(InputRules.name("namespace", namespace), values);
        return new AuditSettings(more, retention);
    }

    /**
     * {@return the same log, whose records {@link Maintenance} removes when they are older than this}
     *
     * @param retention from a day to 36,500 days
     */
    public AuditSettings keeping(Duration retention) {
        return new AuditSettings(new TreeMap<>(namespaces), Optional.of(RETENTION.check("retention", retention)));
    }

    /** {@return the namespaces whose key-values are recorded, and whether with their values} */
    public SortedMap<String, Boolean> namespaces() {
        return namespaces;
    }

    /** {@return how long records are kept; empty for ever} */
    public Optional<Duration> retention() {
        return retention;
    }

    /** Says what is recorded. */
    @Override
    public String toString() {
        return "AuditSettings" + namespaces;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuditSettings same
                && namespaces.equals(same.namespaces)
                && retention.equals(same.retention);
    }

    @Override
    public int hashCode() {
        return namespaces.hashCode();
    }
}

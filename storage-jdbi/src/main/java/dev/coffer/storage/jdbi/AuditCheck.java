package dev.coffer.storage.jdbi;

import dev.coffer.storage.StorageConfig;
import java.util.Collection;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Whether what is to be recorded is, and is sealed. */
public final class AuditCheck {
    private static final String UNSEALED =
            "SELECT count(*) FROM (SELECT 1 FROM coffer_audit_pending LIMIT 100001) AS pending";
    private static final long MANY = 100_000;
    private static final String MAKE =
            "open the storage with its audit settings, as the owner of the tables and in a schema mode that may change";

    private AuditCheck() {}

    /** Of a log that these triggers write. */
    public static Verdict verdict(Handle handle, AuditTriggers triggers, StorageConfig config) {
        Collection<String> missing = new TreeSet<>(triggers.missing(handle));
        if (triggers.areOff(handle)) {
            return config.audit().isEmpty()
                    ? Verdict.ok("nothing is recorded")
                    : Verdict.warn("nothing is recorded, and it should be", MAKE);
        }
        if (!missing.isEmpty()) {
            return Verdict.fail(
                    "missing, switched off or changed, so that not all is recorded: " + String.join(", ", missing),
                    MAKE + ", and find out who did it");
        }
        long unsealed = handle.createQuery(UNSEALED).mapTo(Long.class).one();
        return unsealed > MANY
                ? Verdict.warn("more than 100,000 records are not sealed", "start Maintenance, which seals them")
                : Verdict.ok("all is recorded, " + unsealed + " records are not sealed");
    }
}

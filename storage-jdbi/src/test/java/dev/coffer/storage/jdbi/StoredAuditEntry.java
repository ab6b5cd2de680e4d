package dev.coffer.storage.jdbi;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.Objects;

/**
 * A record of an audit log.
 *
 * @param entry sealed or not
 */
public record StoredAuditEntry(AuditEntry entry) implements StoredRecord {
    /**
     * Refuses null, which is a bug of the caller.
     *
     * @param entry sealed or not
     */
    public StoredAuditEntry {
        Objects.requireNonNull(entry, "entry");
    }

    @Override
    public RecordKind kind() {
        return entry.seal().isPresent() ? RecordKind.AUDIT_RECORD : RecordKind.UNSEALED_AUDIT_RECORD;
    }

    @Override
    public RecordKey key() {
        return RecordKey.ofNumber(entry.seal().map(AuditHead::position).orElse(entry.entry()));
    }
}

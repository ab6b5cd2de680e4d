package dev.coffer.storage.jdbi;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;

/** A record with all that a storage keeps of it: what is moved from one storage to another. */
public sealed interface StoredRecord permits StoredUser, StoredSession, StoredToken, StoredKeyValue, StoredAuditEntry {
    /** {@return what it is} */
    RecordKind kind();

    /** {@return its primary key} */
    RecordKey key();
}

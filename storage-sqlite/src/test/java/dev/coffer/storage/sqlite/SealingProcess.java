package dev.coffer.storage.sqlite;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.AuditVerification;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;

/** Seals the audit log of a file, verifies it, and prints how many records are intact. */
final class SealingProcess {
    private SealingProcess() {}

    public static void main(String[] args) {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + args[0])
                .audit(AuditSettings.ofAll())
                .build();
        try (Storage storage = Storage.open(config)) {
            storage.audit().seal();
            AuditVerification verification = storage.audit().verify();
            System.out.println(verification.verified() + " " + verification.isIntact());
        }
    }
}

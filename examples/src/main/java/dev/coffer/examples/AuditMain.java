package dev.coffer.examples;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.AuditVerification;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageView;
import dev.coffer.storage.User;
import java.io.IOException;

/** Who changed what, and whether the answer is to be believed. */
public final class AuditMain {
    private AuditMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            String url = "sqlite:" + scratch.file("app.db");
            StorageConfig config = StorageConfig.forUrl(url)
                    .audit(AuditSettings.ofAll().namespace("profiles").namespaceWithValues("settings"))
                    .build();
            try (Storage storage = Storage.open(config)) {
                User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
                StorageView asAdmin = storage.as(Actor.of("admin:7").inRequest("req-42"));
                asAdmin.users().lock(ada.id());
                asAdmin.inTransaction(tx -> {
                    tx.keyValues().namespace("settings").record("signup").put("open", "no");
                    tx.users().delete(ada.id());
                });

                AuditQuery ofAda = AuditQuery.all().ofUser(ada.id());
                for (AuditRecord record :
                        storage.audit().list(ofAda, PageRequest.first(50)).items()) {
                    System.out.println(
                            record.operation() + " by " + record.actor().orElse("nobody we know"));
                }

                storage.audit().seal(); // Maintenance does it again and again
                AuditVerification verification = storage.audit().verify();
                AuditHead kept = verification.end(); // to be kept elsewhere
                System.out.println(
                        "Intact: " + storage.audit().verify(kept).isIntact() + ", records: " + verification.verified());
            }
        }
    }
}

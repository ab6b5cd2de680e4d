package dev.coffer.examples;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.PostgresStorage;
import java.util.UUID;

/**
 * Users whom PostgreSQL itself shows nothing but their own rows. The arguments are the URL of who owns the tables and may make roles, the
 * URL that the application has, and the role in it.
 */
public final class RowLevelSecurityMain {
    private static final RowLevelSecurity CONFINEMENT = RowLevelSecurity.ofAll().userNamespace("profiles");

    private RowLevelSecurityMain() {}

    public static void main(String[] args) {
        setUp(args[0], args[2]);
        StorageConfig config =
                StorageConfig.forUrl(args[1]).rowLevelSecurity(CONFINEMENT).build();
        try (Storage storage = Storage.open(config)) {
            User ada =
                    storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));
            User eve = storage.users().create(NewUser.withEmail("eve@example.org"));
            profile(storage, eve.id()).put("theme", "dark");

            StorageAccess hers = storage.actingAs(ada.id());
            profile(hers, ada.id()).put("theme", "light");
            System.out.println("Of 2 users hers shows " + hers.users().count());
            System.out.println("Of Eve's profile: " + profile(hers, eve.id()).getText("theme"));
            try {
                hers.sessions().issue(NewSession.forUser(eve.id()));
            } catch (AccessDenied refused) {
                System.out.println("A session for Eve: refused");
            }
            boolean known = storage.users()
                    .authenticate("ada@example.org", "correct horse battery") // nobody is known yet: not through a view
                    .isPresent();
            System.out.println("Signing in: " + known);
        }
    }

    /** When the database is made, and after an upgrade of the library; coffer.jar does the same. */
    private static void setUp(String ownerUrl, String loginRole) {
        StorageConfig owner = StorageConfig.forUrl(ownerUrl).build();
        PostgresStorage.setUpRowLevelSecurity(owner, CONFINEMENT, loginRole);
    }

    private static KeyValueRecord profile(StorageAccess access, UUID id) {
        return access.keyValues().namespace("profiles").record(id.toString());
    }
}

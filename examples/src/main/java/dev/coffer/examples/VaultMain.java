package dev.coffer.examples;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.vault.VaultCredentials;
import dev.coffer.storage.vault.VaultLogin;
import java.net.URI;
import java.nio.file.Path;

/**
 * PostgreSQL with credentials that HashiCorp Vault makes, renews and takes back. Arguments: a URL without a login, Vault's address, the
 * id of an AppRole, and the file that holds its secret id.
 */
public final class VaultMain {
    private VaultMain() {}

    public static void main(String[] args) {
        URI address = URI.create(args[1]);
        String roleId = args[2];
        Path secretIdFile = Path.of(args[3]);

        VaultCredentials vault = VaultCredentials.at(address)
                .login(VaultLogin.appRole(roleId, secretIdFile))
                .role("database", "app")
                .build();
        StorageConfig config = StorageConfig.forUrl(args[0])
                .credentials(vault)
                .schema("coffer")
                .schemaOwner("coffer_owner")
                .build();
        try (Storage storage = Storage.open(config)) {
            System.out.println("Opened with a role that Vault has made");
            System.out.println("Users: " + storage.users().count());
        }
        System.out.println("Closed: the role is Vault's to drop");
    }
}

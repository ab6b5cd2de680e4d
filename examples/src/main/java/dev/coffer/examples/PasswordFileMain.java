package dev.coffer.examples;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PostgreSQL with a password in a file, as Kubernetes mounts a secret. When the password changes, the file is read again as soon
 * as the server refuses the old one. Arguments: a URL without a login, the user, the file.
 */
public final class PasswordFileMain {
    private PasswordFileMain() {}

    public static void main(String[] args) {
        String user = args[1];
        Path passwordFile = Path.of(args[2]);

        CredentialSource credentials = () ->
                new DatabaseCredentials(user, Files.readString(passwordFile).strip());
        StorageConfig config =
                StorageConfig.forUrl(args[0]).credentials(credentials).build();
        try (Storage storage = Storage.open(config)) {
            System.out.println("Opened with the password in the file");
            System.out.println("Users: " + storage.users().count());
        }
    }
}

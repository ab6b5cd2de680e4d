package dev.coffer.storage.sqlite;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.time.Duration;

/** A process that lets a user in whose hash is weaker than configured, and tells who it is. */
final class WeakLogin {
    private WeakLogin() {}

    /** The URL, the address, the password and how many milliseconds to wait for a lock. */
    public static void main(String[] args) {
        StorageConfig config = StorageConfig.forUrl(args[0])
                .passwordCost(5)
                .lockTimeout(Duration.ofMillis(Long.parseLong(args[3])))
                .build();
        try (Storage storage = Storage.open(config)) {
            System.out.println(storage.users()
                    .authenticate(args[1], args[2])
                    .map(User::email)
                    .orElse("nobody"));
        }
    }
}

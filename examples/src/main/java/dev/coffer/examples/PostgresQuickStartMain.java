package dev.coffer.examples;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.io.IOException;
import java.util.List;

/**
 * The tour of {@link QuickStartMain} on PostgreSQL: the same code with another URL, which is the argument or else in
 * {@code DATABASE_URL}, as platforms hand it out. The database should be an empty one; what the tour writes stays there, and is
 * taken away when it runs again.
 */
public final class PostgresQuickStartMain {
    private static final List<String> ADDRESSES = List.of(
            "ada@example.org", "alan@example.org", "barbara@example.org", "edsger@example.org", "grace@example.org");

    private PostgresQuickStartMain() {}

    public static void main(String[] args) throws IOException {
        String url = args.length > 0 ? args[0] : StorageConfig.fromEnvironment().url();
        try (Storage storage = Storage.open(url)) {
            ADDRESSES.forEach(address -> storage.users().findByEmail(address).ifPresent(user -> remove(storage, user)));
        }
        QuickStartMain.tour(url);
    }

    private static void remove(Storage storage, User user) {
        storage.inTransaction(tx -> {
            String id = user.id().toString();
            tx.keyValues().namespace("profiles").record(id).clear();
            tx.keyValues().namespace("visits").record(id).clear();
            tx.users().delete(user.id());
        });
    }
}

package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between two pages nothing is open: no transaction that keeps a snapshot, no connection out of the pool. */
class OpenPagesTest {
    private static final int ITEMS = 10;
    private static final int PER_PAGE = 3;

    @TempDir
    Path directory;

    private Path file;
    private Storage storage;
    private User ada;
    private KeyValueRecord profile;

    @BeforeEach
    void fill() {
        file = directory.resolve("pages.db");
        StorageConfig config = StorageConfig.forUrl("sqlite:" + file)
                .poolSize(1)
                .lockTimeout(Duration.ofMillis(250))
                .build();
        storage = Storage.open(config);
        ada = storage.users().create(NewUser.withEmail("ada@example.org"));
        profile = storage.keyValues().namespace("profiles").record(ada.id().toString());
        for (int i = 0; i < ITEMS; i++) {
            storage.users().create(NewUser.withEmail("user-" + i + "@example.org"));
            storage.sessions().issue(NewSession.forUser(ada.id()));
            profile.put("key-" + i, "value");
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void betweenPagesOfUsers_nothingIsOpen() throws Exception {
        assertNothingOpenBetween(cursor -> storage.users().list(request(cursor)));
    }

    @Test
    void betweenPagesOfSessions_nothingIsOpen() throws Exception {
        assertNothingOpenBetween(cursor -> storage.sessions().list(ada.id(), request(cursor)));
    }

    @Test
    void betweenPagesOfARecord_nothingIsOpen() throws Exception {
        assertNothingOpenBetween(cursor -> profile.scan(scan(cursor)));
    }

    @Test
    void betweenPagesOfARecordBackwards_nothingIsOpen() throws Exception {
        assertNothingOpenBetween(cursor -> profile.scan(scan(cursor).descending()));
    }

    @Test
    void betweenPagesOfANamespace_nothingIsOpen() throws Exception {
        assertNothingOpenBetween(
                cursor -> storage.keyValues().namespace("profiles").scan(scan(cursor)));
    }

    private static PageRequest request(Optional<String> cursor) {
        PageRequest first = PageRequest.first(PER_PAGE);
        return cursor.map(first::after).orElse(first);
    }

    private static Scan scan(Optional<String> cursor) {
        Scan first = Scan.all().limit(PER_PAGE);
        return cursor.map(first::after).orElse(first);
    }

    private void assertNothingOpenBetween(Function<Optional<String>, Page<?>> listing) throws Exception {
        int items = 0;
        Optional<String> cursor = Optional.empty();
        do {
            profile.increment("counter"); // something in the log for a snapshot to hold on to
            Page<?> page = listing.apply(cursor);
            assertThat(PlainSql.ask(file, "PRAGMA wal_checkpoint(TRUNCATE)"))
                    .as("whether a snapshot keeps the log")
                    .containsExactly("0");
            assertThat(OtherThread.call(() -> storage.users().find(ada.id())))
                    .as("the only reader is free for another thread")
                    .contains(ada);
            items += page.items().size();
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        assertThat(items).isGreaterThanOrEqualTo(ITEMS);
    }
}

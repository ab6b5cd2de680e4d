package dev.coffer.storage.postgres;

import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Storage;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that meet at the same rows. */
class ConcurrentWritesTest {
    private static final int ITEMS = 20;

    private final Storage storage = Storage.open(TestServer.NEWEST.freshUrl());

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void findOrCreate_whileOthersDeleteTheWinner_findsOrCreates() throws Exception {
        try (Load load = new Load(6, () -> {
            FoundOrCreated ada = storage.users().findOrCreate(NewUser.withEmail("ada@example.org"));
            storage.users().delete(ada.user().id());
        })) {
            load.awaitCalls(1_000);
            load.assertNoneFailed();
        }
    }

    @Test
    void batchesOfDifferentWritesToTheSameItems_waitForEachOther_andMeetNoDeadlock() throws Exception {
        storage.keyValues().apply(batch());
        try (Load load =
                new Load(4, () -> storage.inTransaction(tx -> tx.keyValues().apply(batch())))) {
            load.awaitCalls(200);
            load.assertNoneFailed();
        }
    }

    /** Some keep when they expire, some do not. */
    private static List<Mutation> batch() {
        return IntStream.range(0, ITEMS)
                .mapToObj(i -> Mutation.put(
                        new ItemKey("counters", "page", "item" + i),
                        new byte[] {1},
                        ThreadLocalRandom.current().nextBoolean() ? PutOptions.keepLifetime() : PutOptions.defaults()))
                .toList();
    }
}

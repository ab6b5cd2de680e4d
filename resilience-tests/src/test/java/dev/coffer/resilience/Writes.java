package dev.coffer.resilience;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes that can be told apart, each with what its caller was told. For many threads. */
final class Writes {
    /** What a caller knows of a write. */
    enum Fate {
        ACKNOWLEDGED,
        /** It failed, and the error said that nothing was applied. */
        NOT_APPLIED,
        /** It failed, and the error said that it may have been applied. */
        UNKNOWN;

        private static Fate told(StorageException error) {
            return error.outcome() == Outcome.UNKNOWN ? UNKNOWN : NOT_APPLIED;
        }
    }

    private final Tally tally;
    private final User owner;
    private final Map<UUID, Fate> users = new ConcurrentHashMap<>();
    private final Map<UUID, Fate> items = new ConcurrentHashMap<>();
    private final Map<UUID, Fate> pairs = new ConcurrentHashMap<>();
    private final Queue<String> tokens = new ConcurrentLinkedQueue<>();

    Writes(Storage storage, Tally tally) {
        this.tally = tally;
        owner = storage.users().create(NewUser.withEmail("owner@example.org"));
    }

    /** One of each kind. Returns how many were acknowledged. */
    int writeOfEach(Storage storage) {
        int written = write(users, id -> storage.users().create(someone(id)));
        written += write(
                items,
                id -> storage.keyValues()
                        .namespace("item")
                        .record(id.toString())
                        .put("k", "v"));
        written += write(
                pairs,
                id -> storage.callInTransaction(tx -> {
                    tx.users().create(someone(id));
                    return tx.keyValues()
                            .namespace("pair")
                            .record(id.toString())
                            .put("k", "v");
                }));
        Optional<IssuedSession> issued = tally.call(() -> storage.sessions().issue(NewSession.forUser(owner.id())))
                .result();
        issued.ifPresent(session -> tokens.add(session.token()));
        return written + (issued.isPresent() ? 1 : 0);
    }

    private static NewUser someone(UUID id) {
        return NewUser.withEmail(id + "@example.org").id(id);
    }

    @FunctionalInterface
    private interface Write {
        Object of(UUID id) throws Exception;
    }

    private int write(Map<UUID, Fate> kind, Write write) {
        UUID id = UUID.randomUUID();
        Tally.Attempt<Object> attempt = tally.call(() -> write.of(id));
        kind.put(id, attempt.error().map(Fate::told).orElse(Fate.ACKNOWLEDGED));
        return attempt.succeeded() ? 1 : 0;
    }

    /** How many are not as their callers were told. */
    long lost(Storage storage) {
        return missing(storage) + unexpected(storage) + halves(storage);
    }

    /** How many that were acknowledged are not there, or not whole. */
    private long missing(Storage storage) {
        long missing = tokens.stream()
                .filter(token -> storage.sessions().find(token).isEmpty())
                .count();
        for (UUID user : of(users, Fate.ACKNOWLEDGED)) {
            missing += isUser(storage, user) ? 0 : 1;
        }
        for (UUID item : of(items, Fate.ACKNOWLEDGED)) {
            missing += isItem(storage, "item", item) ? 0 : 1;
        }
        for (UUID pair : of(pairs, Fate.ACKNOWLEDGED)) {
            missing += isUser(storage, pair) && isItem(storage, "pair", pair) ? 0 : 1;
        }
        return missing;
    }

    /** How many are there whose caller was told that nothing was applied. */
    private long unexpected(Storage storage) {
        long unexpected = 0;
        for (UUID user : of(users, Fate.NOT_APPLIED)) {
            unexpected += isUser(storage, user) ? 1 : 0;
        }
        for (UUID item : of(items, Fate.NOT_APPLIED)) {
            unexpected += isItem(storage, "item", item) ? 1 : 0;
        }
        for (UUID pair : of(pairs, Fate.NOT_APPLIED)) {
            unexpected += isUser(storage, pair) || isItem(storage, "pair", pair) ? 1 : 0;
        }
        return unexpected;
    }

    /** How many transactions of unknown outcome were applied by half. */
    private long halves(Storage storage) {
        return of(pairs, Fate.UNKNOWN).stream()
                .filter(pair -> isUser(storage, pair) != isItem(storage, "pair", pair))
                .count();
    }

    private static List<UUID> of(Map<UUID, Fate> kind, Fate fate) {
        return kind.entrySet().stream()
                .filter(write -> write.getValue() == fate)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isUser(Storage storage, UUID id) {
        return storage.users().find(id).isPresent();
    }

    private static boolean isItem(Storage storage, String namespace, UUID id) {
        return storage.keyValues().namespace(namespace).record(id.toString()).exists("k");
    }
}

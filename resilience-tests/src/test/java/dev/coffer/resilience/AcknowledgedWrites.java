package dev.coffer.resilience;

import static dev.coffer.resilience.AcknowledgingWriter.KEYS_OF_A_BATCH;
import static dev.coffer.resilience.AcknowledgingWriter.THREADS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValues;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What {@link AcknowledgingWriter}s said that they have written, over all their runs. */
final class AcknowledgedWrites {
    private final List<UUID> users = new ArrayList<>();
    private final Map<ItemKey, String> items = new HashMap<>();
    private final Map<String, Integer> batches = new HashMap<>();
    private final List<String> sessionTokens = new ArrayList<>();
    private final List<UUID> pairs = new ArrayList<>();
    private long increments;
    private int runs;

    /** Adds what one run said until it was killed. */
    void add(List<String> lines) {
        runs++;
        lines.stream()
                .filter(line -> line.endsWith("."))
                .map(line -> line.substring(0, line.length() - 1))
                .forEach(this::add);
    }

    private void add(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "user" -> users.add(UUID.fromString(words[1]));
            case "put" -> items.put(new ItemKey("single", words[1], "key-" + words[2]), "value-" + words[2]);
            case "putAll" -> batches.put(words[1], Integer.valueOf(words[2]));
            case "session" -> sessionTokens.add(words[1]);
            case "pair" -> pairs.add(UUID.fromString(words[1]));
            case "increment" -> increments++;
            default -> throw new AssertionError("not an acknowledgement: " + line);
        }
    }

    /** Whether there is one of every kind. */
    boolean areOfEveryKind() {
        return List.of(users, items.keySet(), batches.keySet(), sessionTokens, pairs).stream()
                        .noneMatch(Collection::isEmpty)
                && increments > 0;
    }

    /** How much of it is not there; demands that nothing is there by half. */
    long lostIn(Storage storage) {
        assertBatchesAreWhole(storage.keyValues());
        assertPairsAreWhole(storage);
        return lostUsers(storage, users)
                + lostUsers(storage, pairs)
                + lostItems(storage.keyValues())
                + lostBatches(storage.keyValues())
                + sessionTokens.stream()
                        .filter(token -> storage.sessions().find(token).isEmpty())
                        .count()
                + lostIncrements(storage.keyValues());
    }

    private static long lostUsers(Storage storage, List<UUID> ids) {
        return (long) ids.size() - storage.users().findAll(ids).size();
    }

    private long lostItems(KeyValues keyValues) {
        Map<ItemKey, KeyValue> found = keyValues.getAll(items.keySet());
        return items.entrySet().stream()
                .filter(item -> !Optional.ofNullable(found.get(item.getKey()))
                        .map(KeyValue::text)
                        .equals(Optional.of(item.getValue())))
                .count();
    }

    private static void assertBatchesAreWhole(KeyValues keyValues) {
        for (KeyValue first : scan(keyValues, "batch").stream()
                .filter(item -> item.key().equals(KEYS_OF_A_BATCH.get(0)))
                .toList()) {
            Map<String, KeyValue> batch =
                    keyValues.namespace("batch").record(first.id()).getAll();
            assertThat(batch.keySet()).containsExactlyElementsOf(KEYS_OF_A_BATCH);
            assertThat(batch.values()).allSatisfy(item -> {
                assertThat(item.version()).isEqualTo(first.version());
                assertThat(item.text()).isEqualTo(first.text());
            });
        }
    }

    private long lostBatches(KeyValues keyValues) {
        return batches.entrySet().stream()
                .filter(batch -> keyValues
                        .namespace("batch")
                        .record(batch.getKey())
                        .getText("a")
                        .map(text -> Integer.parseInt(text.substring(text.lastIndexOf('-') + 1)) < batch.getValue())
                        .orElse(true))
                .count();
    }

    /** Also those that were not acknowledged any more: each user has its item and each item its user. */
    private static void assertPairsAreWhole(Storage storage) {
        Set<String> halves = allUsers(storage).stream()
                .filter(user -> user.email().startsWith("pair-"))
                .map(user -> user.id().toString())
                .collect(Collectors.toSet());
        Set<String> otherHalves =
                scan(storage.keyValues(), "pair").stream().map(KeyValue::id).collect(Collectors.toSet());
        assertThat(otherHalves).isEqualTo(halves);
    }

    /** Each thread may have made one more than it could say. */
    private long lostIncrements(KeyValues keyValues) {
        long hits = keyValues
                .namespace("counter")
                .record("all")
                .getText("hits")
                .map(Long::parseLong)
                .orElse(0L);
        assertThat(hits).isLessThanOrEqualTo(increments + (long) runs * THREADS);
        return Math.max(0, increments - hits);
    }

    private static List<KeyValue> scan(KeyValues keyValues, String namespace) {
        List<KeyValue> items = new ArrayList<>();
        Scan scan = Scan.all();
        for (Optional<String> cursor = Optional.of(""); cursor.isPresent(); ) {
            Page<KeyValue> page = keyValues.namespace(namespace).scan(scan);
            items.addAll(page.items());
            cursor = page.nextCursor();
            scan = cursor.map(Scan.all()::after).orElse(scan);
        }
        return items;
    }

    private static Set<User> allUsers(Storage storage) {
        Set<User> users = new HashSet<>();
        PageRequest first = PageRequest.first(storage.limits().pageItems());
        Page<User> page = storage.users().list(first);
        users.addAll(page.items());
        while (page.nextCursor().isPresent()) {
            page = storage.users().list(first.after(page.nextCursor().get()));
            users.addAll(page.items());
        }
        return users;
    }
}

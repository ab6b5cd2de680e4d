package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a {@link NumberingWriter} said.
 *
 * @param all in the order in which it was said
 */
record NumberedWrites(List<Write> all) {
    /** @param logBytes the size of the log when it was acknowledged: what was written for it is in the first so many */
    record Write(String thread, int number, long logBytes) {
        static Write of(String line) {
            String[] words = line.substring(0, line.length() - 1).split(" ", -1);
            return new Write(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
        }
    }

    static NumberedWrites of(List<String> lines) {
        return new NumberedWrites(lines.stream()
                .filter(line -> line.endsWith(".") && !line.equals(KilledWriter.END))
                .map(Write::of)
                .toList());
    }

    /** Those whose part of the log ends within its first bytes. */
    List<Write> within(long logBytes) {
        return all.stream().filter(write -> write.logBytes() <= logBytes).toList();
    }

    /** How many of these are not there. */
    static long missing(List<Write> writes, Storage storage) {
        Set<String> threads = writes.stream().map(Write::thread).collect(Collectors.toSet());
        return threads.stream()
                .mapToLong(thread -> {
                    Set<String> there = keys(storage.keyValues().namespace("number"), thread);
                    return writes.stream()
                            .filter(write -> write.thread().equals(thread))
                            .filter(write -> !there.contains(Integer.toString(write.number())))
                            .count();
                })
                .sum();
    }

    /** Demands that what is there is what was committed first, and no transaction by half. */
    static void assertPrefixIn(Storage storage, int threads) {
        List<Long> versions = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            List<KeyValue> numbers = items(storage.keyValues().namespace("number"), Integer.toString(thread));
            List<KeyValue> odd = items(storage.keyValues().namespace("odd"), Integer.toString(thread));
            assertThat(numbers)
                    .extracting(KeyValue::key)
                    .containsExactlyInAnyOrderElementsOf(names(IntStream.range(0, numbers.size())));
            assertThat(odd)
                    .extracting(KeyValue::key)
                    .containsExactlyInAnyOrderElementsOf(
                            names(IntStream.range(0, numbers.size()).filter(number -> number % 2 == 1)));
            numbers.forEach(item -> versions.add(item.version()));
            odd.forEach(item -> versions.add(item.version()));
        }
        // Versions are given one after the other, over all threads.
        assertThat(versions)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, versions.size()).boxed().toList());
    }

    private static List<String> names(IntStream numbers) {
        return numbers.mapToObj(Integer::toString).toList();
    }

    private static Set<String> keys(KeyValueNamespace namespace, String thread) {
        return items(namespace, thread).stream().map(KeyValue::key).collect(Collectors.toSet());
    }

    private static List<KeyValue> items(KeyValueNamespace namespace, String thread) {
        return List.copyOf(namespace.record(thread).getAll().values());
    }
}

package dev.coffer.benchmarks.features;

import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Probe;
import dev.coffer.benchmarks.ProbeTable;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** How long a search takes, and what it makes of writes. */
public final class SearchBenchmark {
    private static final Sample SAMPLE = new Sample(100_000, 1, 1);
    private static final int CREATED_AT_ONCE = 10_000;
    private static final int PAGE = 20;
    private static final double MEGABYTE = 1 << 20;
    private static final double MILLIS = 1e3;

    private final Runner runner;
    private final Place place;
    private final int users;

    /** Among so many users. */
    public SearchBenchmark(Runner runner, Place place, int users) {
        this.runner = runner;
        this.place = place;
        this.users = users;
    }

    /** What is typed of somebody. */
    private record Kind(String label, Function<People, String> typed) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("a whole address", People::email),
            new Kind("a word that one has", People::serial),
            new Kind("a rare word (one of 8,000)", one -> People.lastName(People.LAST_NAMES - 1)),
            new Kind("a common word (one of 17)", one -> People.firstName(0)),
            new Kind("a word that all have", one -> "test"),
            new Kind("2 letters of a name", one -> one.lastName().substring(0, 2)),
            new Kind("3 letters of a name", one -> one.lastName().substring(0, 3)),
            new Kind("4 letters of a name", one -> one.lastName().substring(0, 4)),
            new Kind("5 letters of a name", one -> one.lastName().substring(0, 5)),
            new Kind("two words: first name and last name", one -> one.firstName() + " " + one.lastName()),
            new Kind("two common words", one -> People.firstName(0) + " " + People.lastName(0)),
            new Kind(
                    "first name and 3 letters of last name",
                    one -> one.firstName() + " " + one.lastName().substring(0, 3)),
            new Kind("a phrase", one -> "\"" + one.firstName() + " " + one.lastName() + "\""),
            new Kind("two common words that nobody has both", one -> People.lastName(0) + " " + People.lastName(1)),
            new Kind(
                    "two beginnings of 2 letters",
                    one -> one.firstName().substring(0, 2) + " "
                            + one.lastName().substring(0, 2)),
            new Kind("three words, one that all have", one -> one.firstName() + " " + one.lastName() + " test"),
            new Kind("a word that nobody has", one -> "q" + one.serial()));

    public void run() throws Exception {
        searches();
        writes();
    }

    private void searches() throws Exception {
        String section = String.format(Locale.ROOT, "%s, search among %,d users", place.name(), users);
        List<Kind> kinds = KINDS.stream()
                .filter(kind -> runner.plan().has(section, kind.label))
                .toList();
        if (kinds.isEmpty()) {
            return;
        }
        String url = place.database("searched");
        StorageConfig plain = StorageConfig.forUrl(url).poolSize(1).build();
        System.err.println(section + ": filling");
        Instant start = Instant.now();
        try (Storage storage = Storage.open(plain)) {
            for (int from = 0; from < users; from += CREATED_AT_ONCE) {
                storage.users()
                        .createAll(IntStream.range(from, Math.min(from + CREATED_AT_ONCE, users))
                                .mapToObj(number -> new People(number).user())
                                .toList());
            }
        }
        double filled = since(start);
        long before = place.bytes(url);
        System.err.println(section + ": indexing");
        start = Instant.now();
        try (Storage storage =
                Storage.open(plain.toBuilder().userSearch(UserSearch.ofAll()).build())) {
            double indexed = since(start);
            String making = String.format(
                    Locale.ROOT,
                    "Creating the users, %,d at once: %.0f s; %.0f MB. Making the index, at the first opening: %.0f s;"
                            + " %.0f MB more.%n%n",
                    CREATED_AT_ONCE,
                    filled,
                    before / MEGABYTE,
                    indexed,
                    (place.bytes(url) - before) / MEGABYTE);
            System.err.println(making);
            ProbeTable table = new ProbeTable("query", "found on a page of " + PAGE);
            runner.probe(
                    section,
                    making,
                    table,
                    kinds.stream().map(kind -> probe(kind, storage)).toList());
        }
        place.drop("searched");
    }

    private static double since(Instant start) {
        return Duration.between(start, Instant.now()).toMillis() / MILLIS;
    }

    private Probe probe(Kind kind, Storage storage) {
        SplittableRandom random = new SplittableRandom(kind.label.hashCode());
        return new Probe(kind.label, () -> {
            String typed = kind.typed.apply(new People(random.nextInt(users)));
            return storage.users()
                    .search(typed, PageRequest.first(PAGE))
                    .items()
                    .size();
        });
    }

    private void writes() throws Exception {
        int threads = runner.plan().threads();
        String section = "%s, writes with a search, %d threads".formatted(place.name(), threads);
        if (!runner.plan().has(section, "create user") && !runner.plan().has(section, "update metadata")) {
            return;
        }
        StorageConfig off = StorageConfig.forUrl(place.loaded("unsearched", SAMPLE))
                .poolSize(threads)
                .build();
        StorageConfig on = StorageConfig.forUrl(place.loaded("indexed", SAMPLE))
                .poolSize(threads)
                .userSearch(UserSearch.ofAll())
                .build();
        try (Storage without = Storage.open(off);
                Storage with = Storage.open(on)) {
            List<Way> ways = List.of(Way.through("without search", without), Way.through("with search", with));
            List<Operation> operations = List.of(
                    Way.operation("create user", threads, SAMPLE.users(), ways, Writes::create),
                    Way.operation("update metadata", threads, SAMPLE.users(), ways, Writes::updateMetadata));
            place.run(runner, section, operations);
        }
        place.drop("unsearched");
        place.drop("indexed");
    }
}

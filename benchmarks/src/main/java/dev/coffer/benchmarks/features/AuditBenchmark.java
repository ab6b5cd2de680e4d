package dev.coffer.benchmarks.features;

import dev.coffer.benchmarks.Quartiles;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.util.List;
import java.util.stream.IntStream;

/** What an audit log makes of writes, and what it takes to seal and to verify it. */
public final class AuditBenchmark {
    private static final Sample SAMPLE = new Sample(100_000, 1, 1);
    private static final String RECORDED = "recorded";
    private static final String WITH_VALUES = "with-values";
    private static final int USERS_AT_ONCE = 10_000;
    private static final double NANOS_IN_A_MICROSECOND = 1e3;

    private final Runner runner;
    private final Place place;

    public AuditBenchmark(Runner runner, Place place) {
        this.runner = runner;
        this.place = place;
    }

    private record Write(String name, Way.Request request) {}

    private static final List<Write> WRITES = List.of(
            new Write("create user", Writes::create),
            new Write("issue session", Writes::issue),
            new Write("put, namespace not recorded", Writes.put("unrecorded")),
            new Write("put, recorded without values", Writes.put(RECORDED)),
            new Write("put, recorded with values", Writes.put(WITH_VALUES)));

    public void run() throws Exception {
        int threads = runner.plan().threads();
        section("%s, audit log, %d threads".formatted(place.name(), threads), threads, WRITES);
        int callers = threads * threads;
        section(
                "%s, audit log, %d callers on a pool of %d".formatted(place.name(), callers, threads),
                callers,
                WRITES.subList(1, 4));
        sealAndVerify();
    }

    private void section(String section, int callers, List<Write> writes) throws Exception {
        if (writes.stream().noneMatch(write -> runner.plan().has(section, write.name()))) {
            return;
        }
        int threads = runner.plan().threads();
        StorageConfig off = StorageConfig.forUrl(place.loaded("unaudited", SAMPLE))
                .poolSize(threads)
                .build();
        StorageConfig on = audited(place.loaded("audited", SAMPLE), threads);
        try (Storage without = Storage.open(off);
                Storage with = Storage.open(on)) {
            List<Way> ways = List.of(
                    Way.through("without audit log", without),
                    Way.through("with audit log", with),
                    Way.inTheName("in an actor's name", with));
            place.run(
                    runner,
                    section,
                    writes.stream()
                            .map(write -> Way.operation(write.name(), callers, SAMPLE.users(), ways, write.request()))
                            .toList());
        }
        place.drop("unaudited");
        place.drop("audited");
    }

    private static StorageConfig audited(String url, int connections) {
        return StorageConfig.forUrl(url)
                .poolSize(connections)
                .audit(AuditSettings.ofAll().namespace(RECORDED).namespaceWithValues(WITH_VALUES))
                .build();
    }

    private void sealAndVerify() throws Exception {
        String section = place.name() + ", audit log, seal and verify";
        if (!runner.plan().has(section, "seal")) {
            return;
        }
        int rounds = runner.plan().rounds();
        double[] seal = new double[rounds];
        double[] verify = new double[rounds];
        double[] again = new double[rounds];
        try (Storage storage = Storage.open(audited(place.database("sealed"), 1))) {
            create(storage, 0);
            storage.audit().seal();
            storage.audit().verify();
            for (int i = 0; i < rounds; i++) {
                create(storage, i + 1);
                seal[i] = micros(() -> storage.audit().seal());
                verify[i] = micros(() -> verified(storage));
                again[i] = micros(() -> verified(storage));
            }
        }
        place.drop("sealed");
        runner.add(section, """
                | | microseconds a record | to the first |
                |---|---|---|
                | verify | %s | 1.00 |
                | the same again (control) | %s | %s |
                | seal | %s | %s |

                """.formatted(
                        Quartiles.of(verify),
                        Quartiles.of(again),
                        Quartiles.ofRatios(again, verify),
                        Quartiles.of(seal),
                        Quartiles.ofRatios(seal, verify)));
    }

    private static void create(Storage storage, int round) {
        int from = round * USERS_AT_ONCE;
        storage.users()
                .createAll(IntStream.range(from, from + USERS_AT_ONCE)
                        .mapToObj(number -> new People(number).user())
                        .toList());
    }

    private static long verified(Storage storage) {
        return storage.audit().verify().verified();
    }

    /** Returns how many records it was about. */
    @FunctionalInterface
    private interface Work {
        long run();
    }

    private static double micros(Work work) {
        long start = System.nanoTime();
        long records = work.run();
        return (System.nanoTime() - start) / NANOS_IN_A_MICROSECOND / records;
    }
}

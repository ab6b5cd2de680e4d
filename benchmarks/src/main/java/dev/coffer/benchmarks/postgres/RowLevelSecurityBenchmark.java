package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.features.Way;
import dev.coffer.benchmarks.features.Writes;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.PostgresStorage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** What it costs that the database shows a user no other's rows. */
public final class RowLevelSecurityBenchmark {
    private static final Sample SAMPLE = new Sample(100_000, 200_000, 1);
    private static final String NAMESPACE = "profiles";
    private static final String APPLICATION = "benchmark_application";

    private final Runner runner;
    private final PostgresPlace place;

    public RowLevelSecurityBenchmark(Runner runner, PostgresPlace place) {
        this.runner = runner;
        this.place = place;
    }

    public void run() throws Exception {
        int threads = runner.plan().threads();
        int callers = threads * threads;
        String one = "PostgreSQL, row-level security, %d threads".formatted(threads);
        String many = "PostgreSQL, row-level security, %d callers on a pool of %d".formatted(callers, threads);
        if (operations(threads, List.of()).stream()
                .noneMatch(operation -> runner.plan().has(one, operation.name())
                        || runner.plan().has(many, operation.name()))) {
            return;
        }
        StorageConfig off = StorageConfig.forUrl(place.loaded("unconfined", SAMPLE))
                .poolSize(threads)
                .build();
        String owner = place.loaded("confined", SAMPLE);
        String application = place.login(APPLICATION, owner);
        RowLevelSecurity confinement = RowLevelSecurity.ofAll().userNamespace(NAMESPACE);
        PostgresStorage.setUpRowLevelSecurity(StorageConfig.forUrl(owner).build(), confinement, APPLICATION);
        StorageConfig on = StorageConfig.forUrl(application)
                .poolSize(threads)
                .rowLevelSecurity(confinement)
                .build();
        try (Storage without = Storage.open(off);
                Storage with = Storage.open(on)) {
            List<Way> ways = List.of(
                    Way.through("without", without),
                    Way.through("with it, the storage itself", with),
                    new Way("with it, acting as the user", with::actingAs));
            place.run(runner, one, operations(threads, ways));
            place.run(runner, many, operations(callers, ways));
        }
        place.drop("unconfined");
        place.drop("confined");
    }

    private static List<Operation> operations(int callers, List<Way> ways) {
        int users = SAMPLE.users();
        return List.of(
                Way.operation("session by token", callers, users, ways, RowLevelSecurityBenchmark::session),
                Way.operation("user by id", callers, users, ways, RowLevelSecurityBenchmark::user),
                Way.operation("put one key-value", callers, users, ways, Writes.put(NAMESPACE)));
    }

    private static boolean session(StorageAccess access, int user, SplittableRandom random) {
        UUID id = Sample.id(user);
        return access.sessions().find(Sample.token(user)).orElseThrow().id().equals(id);
    }

    private static boolean user(StorageAccess access, int user, SplittableRandom random) {
        UUID id = Sample.id(user);
        return access.users().find(id).orElseThrow().id().equals(id);
    }
}

package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.Plan;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.VirtualThreads;
import dev.coffer.benchmarks.requests.RequestKind;
import dev.coffer.benchmarks.requests.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** The sections with more callers than connections. */
final class ManyCallers {
    private static final List<RequestKind> KINDS =
            List.of(RequestKind.SESSION, RequestKind.USER, RequestKind.KEY_VALUE, RequestKind.PUT, RequestKind.ISSUE);
    private static final List<RequestKind> SOME_KINDS =
            List.of(RequestKind.SESSION, RequestKind.PUT, RequestKind.ISSUE);
    private static final List<Integer> CALLERS_OF_TWO_KINDS = List.of(10, 100, 1_000);
    private static final List<Integer> POOLS = List.of(2, 4, 8, 16, 32);
    private static final int MANY = 64;
    private static final Duration FAR = Duration.ofNanos(500_000);

    private final Runner runner;
    private final Plan plan;
    private final PostgresServer server;
    private final String url;
    private final Sample sample;

    ManyCallers(Runner runner, PostgresServer server, String url, Sample sample) {
        this.runner = runner;
        plan = runner.plan();
        this.server = server;
        this.url = url;
        this.sample = sample;
    }

    void run() throws Exception {
        try (PooledContenders contenders = new PooledContenders(url, plan.pool())) {
            for (int callers : plan.callers()) {
                run(title(callers), contenders, KINDS, callers);
            }
        }
        if (plan.full()) {
            farAway();
            disturbed();
            kindsOfThreads();
            sizesOfPools();
        }
    }

    private String title(int callers) {
        String who = callers == 1 ? "one caller" : "%,d callers".formatted(callers);
        return "PostgreSQL, %s on a pool of %,d".formatted(who, plan.pool());
    }

    private void run(String section, PooledContenders contenders, List<RequestKind> kinds, int callers)
            throws Exception {
        server.run(
                runner,
                section,
                kinds.stream()
                        .map(kind -> contenders.operation(kind, callers, sample))
                        .toList());
    }

    private void farAway() throws Exception {
        try (DelayedLink link = new DelayedLink(server.port(), FAR);
                PooledContenders contenders =
                        new PooledContenders(PostgresServer.through(link.port(), url), plan.pool())) {
            for (int callers :
                    plan.callers().stream().filter(count -> count > plan.pool()).toList()) {
                run(title(callers) + ", 0.5 ms farther away", contenders, KINDS, callers);
            }
        }
    }

    private void disturbed() throws Exception {
        try (PooledContenders contenders = new PooledContenders(url, plan.pool())) {
            server.run(
                    runner,
                    title(MANY) + ", disturbed",
                    List.of(
                            contenders.operation(RequestKind.ISSUE_OR_FAIL, MANY, sample),
                            contenders
                                    .operation(RequestKind.PUT_OR_WAIT, MANY, sample)
                                    .beside(() -> new LockedRow(url))));
        }
    }

    /** Platform threads, and virtual ones where there are. */
    private void kindsOfThreads() throws Exception {
        Optional<ThreadFactory> virtual = VirtualThreads.factory();
        try (PooledContenders contenders = new PooledContenders(url, plan.pool())) {
            for (int callers : CALLERS_OF_TWO_KINDS) {
                run(title(callers) + ", platform threads", contenders, SOME_KINDS, callers);
                if (virtual.isPresent()) {
                    server.run(
                            runner,
                            title(callers) + ", virtual threads",
                            SOME_KINDS.stream()
                                    .map(kind -> contenders.operation(kind, callers, sample))
                                    .map(operation -> operation.by(virtual.orElseThrow()))
                                    .toList());
                }
            }
        }
    }

    private void sizesOfPools() throws Exception {
        for (int size : POOLS) {
            try (PooledContenders contenders = new PooledContenders(url, size)) {
                run("PostgreSQL, 64 callers and pools of " + size, contenders, SOME_KINDS, MANY);
            }
        }
    }
}

package dev.coffer.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/**
 * Runs the contenders of an operation in turns: short slices in shuffled order, round by round.
 *
 * @param server the processor time of the server
 * @param beforeRound what a server would else do while one of them runs
 */
record Comparison(Operation operation, DoubleSupplier server, Callable<?> beforeRound) {
    private static final String CONTROL = "the same again (control)";

    private record Entrant(Team team, Series series) {}

    /** Lets every contender run for a while. */
    void warmUp(Duration time) throws Exception {
        List<Entrant> entrants = new ArrayList<>();
        try {
            enter(entrants, time);
        } finally {
            close(entrants);
        }
    }

    /** Each contender goes on from a short turn that does not count. */
    Result run(Plan whole) throws Exception {
        Plan plan = whole.forThreads(operation.threads());
        List<Entrant> entrants = new ArrayList<>();
        try {
            enter(entrants, plan.warmUp().dividedBy(2));
            List<Entrant> order = new ArrayList<>(entrants);
            Random random = new Random();
            for (int round = 0; round < plan.rounds(); round++) {
                beforeRound.call();
                Collections.shuffle(order, random);
                round(order, plan);
            }
        } finally {
            close(entrants);
        }
        return new Result(operation, entrants.stream().map(Entrant::series).toList());
    }

    private void enter(List<Entrant> entrants, Duration warmUp) throws Exception {
        for (Contender contender : withControl()) {
            entrants.add(new Entrant(new Team(contender, operation, server), new Series(contender.name())));
        }
        for (Entrant entrant : entrants) {
            entrant.team().run(warmUp);
        }
    }

    private static void close(List<Entrant> entrants) throws SQLException {
        for (Entrant entrant : entrants) {
            entrant.team().close();
        }
    }

    private void round(List<Entrant> order, Plan plan) throws Exception {
        AutoCloseable disturbing = operation.disturbance().call();
        try {
            for (Entrant entrant : order) {
                entrant.series().add(entrant.team().run(plan.slice()));
            }
        } finally {
            disturbing.close();
        }
    }

    private List<Contender> withControl() {
        List<Contender> contenders = new ArrayList<>(operation.contenders());
        contenders.add(1, new Contender(CONTROL, contenders.get(0).callers()));
        return contenders;
    }
}

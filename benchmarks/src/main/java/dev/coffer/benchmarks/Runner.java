package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Runs what the plan has of each section, and reports it. */
public final class Runner {
    private final Plan plan;
    private final Report report;

    Runner(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    public Plan plan() {
        return plan;
    }

    /** Whether the plan has any of these. */
    public boolean wants(String section, List<Operation> operations) {
        return operations.stream().anyMatch(operation -> plan.has(section, operation));
    }

    /** Runs operations one after the other. */
    public void run(String section, List<Operation> operations, Supplier<CpuTime> server, Callable<?> beforeRound)
            throws Exception {
        List<Result> results = new ArrayList<>();
        for (Operation operation : operations) {
            if (plan.has(section, operation)) {
                System.err.println(section + ": " + operation.name());
                results.add(new Comparison(operation, server, beforeRound).run(plan));
            }
        }
        if (!results.isEmpty()) {
            report.add(section, results);
        }
    }
}

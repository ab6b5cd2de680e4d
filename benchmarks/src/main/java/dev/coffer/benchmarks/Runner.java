package dev.coffer.benchmarks;

import java.io.IOException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/** Runs what the plan has of each section, and reports it. */
public final class Runner {
    private static final int TURNS_IN_A_ROUND = 4;

    private final Plan plan;
    private final Report report;
    private final Environment environment = new Environment();

    Runner(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    public Plan plan() {
        return plan;
    }

    /** Runs those operations that the plan has, one after the other, and reports them. */
    public List<Result> run(String section, List<Operation> operations, DoubleSupplier server, Callable<?> beforeRound)
            throws Exception {
        List<Comparison> comparisons = operations.stream()
                .filter(operation -> plan.has(section, operation.name()))
                .map(operation -> new Comparison(operation, server, beforeRound))
                .toList();
        for (Comparison comparison : comparisons) {
            comparison.warmUp(plan.warmUp().dividedBy(2)); // of all, so that the first one meets no colder compiler
        }
        List<Result> results = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            System.err.println(section + ": " + comparison.operation().name());
            results.add(comparison.run(plan));
        }
        if (!results.isEmpty()) {
            report.add(section, results);
        }
        return results;
    }

    /** Times probes and reports them behind a text. */
    public void probe(String section, String text, ProbeTable table, List<Probe> probes) throws Exception {
        report.add(section, text + table.of(probes, plan.rounds() * TURNS_IN_A_ROUND));
    }

    /** A section that somebody else has measured, in Markdown. */
    public void add(String section, String text) throws IOException {
        report.add(section, text);
    }

    /** Says what takes part. */
    public void uses(DatabaseMetaData database) throws SQLException {
        environment.add(database.getDatabaseProductName(), database.getDatabaseProductVersion());
        environment.add(database.getDriverName(), database.getDriverVersion());
    }

    /** Says what takes part. */
    public void uses(String name, Class<?> part) {
        environment.add(name, part.getPackage().getImplementationVersion());
    }

    void end() throws IOException {
        report.add(environment);
    }

    public void add(GrowthReport growth) throws IOException {
        report.add(growth);
    }
}

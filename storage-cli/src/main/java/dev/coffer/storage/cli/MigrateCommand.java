package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Migrator;
import dev.coffer.storage.migrate.VerificationReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves all records of one storage into another. */
@Command(name = "migrate", description = "Moves all records of a storage into an empty one and verifies them.")
final class MigrateCommand implements Callable<Integer> {
    private static final int NAMED = 20;

    private final CommandRun run;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--dry-run",
            order = 10,
            description = "Names every record that would not arrive, and why, and writes nothing to the target.")
    private boolean dryRun;

    @Option(
            names = "--resume",
            order = 11,
            description = "Goes on where an earlier run stopped; inserts mended rejects into a finished target.")
    private boolean resume;

    @Option(
            names = "--restart",
            order = 11,
            description = "Deletes what an earlier run that stopped has brought, and begins anew.")
    private boolean restart;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            order = 12,
            description = "Where records go that do not arrive (coffer-rejects.ndjson). Replaces the file.")
    private @Nullable Path rejects;

    @Mixin
    private JobsOption jobs = new JobsOption();

    /** For the command that goes on: it finds all rejects anew, and replaces these and no others. */
    private volatile Optional<Path> chosenRejects = Optional.empty();

    MigrateCommand(CommandRun run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return run.of("migrate", output, this::toGoOn, this::migrate);
    }

    private Optional<String> toGoOn() {
        if (dryRun || endpoints.to().isPipe()) {
            return Optional.empty();
        }
        List<String> command = again(endpoints.from(), chosenRejects);
        return endpoints.to().isDump() // of which nothing is kept
                ? Optional.of("To begin anew: " + CommandText.of(command))
                : Optional.of("To go on: " + resuming(command));
    }

    private CommandRun.Result migrate() {
        if (resume && restart) {
            throw new InvalidInput("--restart", "cannot be combined with --resume");
        }
        Endpoint from = endpoints.from();
        Endpoint to = endpoints.to();
        from.provider();
        to.provider();
        output.report().ifPresent(file -> OutputFile.checked("--report", file, from, to));
        Optional<Path> rejected = rejected(from, to);
        chosenRejects = rejected;
        StorageConfig source = from.config(run.around()).build();
        StorageConfig target = jobs.of(to.config(run.around()));
        Printer results = to.isPipe() ? run.around().err() : run.around().out();
        MigrationReport report =
                EndpointOptions.naming(from, to, () -> report(Migrator.between(source, target), rejected, results));
        results.lines(Summary.tables(report));
        conclude(report, rejected, results);
        return new CommandRun.Result(
                report.complete() ? ExitCode.COMPLETE : ExitCode.DIFFERENT,
                ReportJson.of(report, rejected.filter(file -> report.rejected() > 0)));
    }

    private Optional<Path> rejected(Endpoint from, Endpoint to) {
        Path named = rejects;
        if (named == null) {
            return dryRun
                    ? Optional.empty()
                    : Optional.of(DefaultRejects.in(run.around().directory(), from, to));
        }
        if (output.report().filter(report -> OutputFile.isSame(report, named)).isPresent()) {
            throw new InvalidInput("--rejects", "must be another file than --report");
        }
        return Optional.of(OutputFile.checked("--rejects", named, from, to));
    }

    private MigrationReport report(Migrator migrator, Optional<Path> rejected, Printer results) {
        run.stop().begins();
        try (Progress progress = Progress.of(run.around(), output.quiet())) {
            Migrator prepared =
                    migrator.listener(new NamedRejects(progress, dryRun ? Optional.of(results) : Optional.empty()));
            prepared = rejected.isPresent() ? prepared.rejects(rejected.get()) : prepared;
            prepared = resume ? prepared.resuming() : restart ? prepared.restarting() : prepared;
            return dryRun ? prepared.dryRun() : prepared.run();
        }
    }

    private void conclude(MigrationReport report, Optional<Path> rejected, Printer results) {
        if (!dryRun) {
            report.rejections().stream().limit(NAMED).map(Summary::line).forEach(results::line);
            if (report.rejected() > NAMED) {
                results.line("and " + Progress.number(report.rejected() - NAMED) + " more");
            }
        }
        report.verification().map(Summary::verification).ifPresent(results::lines);
        if (report.mustReset() > 0) {
            results.line(Progress.count(report.mustReset(), "user has", "users have")
                    + " a password hash that is not bcrypt, and cannot log in before a reset of the password.");
        }
        boolean same = report.verification().map(VerificationReport::same).orElse(true);
        if (!same) {
            results.line(
                    endpoints.to().isDump()
                            ? "The dump is not kept."
                            : "The target is not finished. To go on: " + resuming(again(endpoints.from(), rejected)));
        } else if (report.rejected() > 0) {
            rejected.ifPresent(file -> tellOfRejects(file, results));
        }
    }

    private void tellOfRejects(Path file, Printer results) {
        boolean canBeInserted = !dryRun && !endpoints.to().isDump();
        results.line("Rejected records are in " + file + (canBeInserted ? ". Once mended, insert them:" : "."));
        if (canBeInserted) {
            Endpoint mended = new Endpoint("--from", "ndjson:" + file, Optional.empty());
            Path stillBad = DefaultRejects.ofMendedOnes(run.around().directory(), mended, endpoints.to());
            results.line(resuming(again(mended, Optional.of(stillBad))));
        }
    }

    /** The arguments that begin anew, or insert what comes from elsewhere. */
    private List<String> again(Endpoint from, Optional<Path> rejected) {
        List<String> arguments = new ArrayList<>(List.of("migrate"));
        arguments.addAll(EndpointOptions.again(from, endpoints.to()));
        rejected.ifPresent(file -> arguments.addAll(List.of("--rejects", file.toString())));
        return arguments;
    }

    private static String resuming(List<String> arguments) {
        arguments.add("--resume");
        return CommandText.of(arguments);
    }
}

package dev.coffer.storage.cli;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.cli.EndpointOptions.Named;
import dev.coffer.storage.migrate.BackupFile;
import dev.coffer.storage.migrate.Backups;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Restore;
import dev.coffer.storage.migrate.SourceUnreadable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills an empty storage with a backup. */
@Command(
        name = "restore",
        description = "Fills an empty storage with a backup, and verifies it.",
        footer = {
            Coffer.SQLITE,
            Coffer.POSTGRES,
            "",
            Coffer.PASSWORDS,
            "",
            "Exit codes: 0 every record arrived and was verified, 1 records differ or were rejected, 2 usage,",
            "3 the backup is not good, 4 the target is refused, 5 interrupted, can be begun anew by --restart,",
            "70 anything else."
        })
final class RestoreCommand implements Callable<Integer> {
    private final CommandRun run;

    @Option(
            names = EndpointOptions.FROM,
            required = true,
            paramLabel = "FILE",
            order = 1,
            description = "The backup, or the directory whose newest good one it is.")
    private Path from = Path.of("");

    @Option(
            names = EndpointOptions.TO,
            required = true,
            paramLabel = "URL",
            order = 2,
            description = "The storage, which is empty.")
    private String to = "";

    @Option(
            names = EndpointOptions.TO + EndpointOptions.OF_SCHEMA,
            paramLabel = "NAME",
            order = 3,
            description = "Its PostgreSQL schema, if not the role's current one.")
    private @Nullable String schema;

    @Option(
            names = "--restart",
            order = 4,
            description = "Deletes what an earlier run that stopped has brought, and begins anew.")
    private boolean restart;

    @Mixin
    private IdentityOption identity = new IdentityOption();

    @Mixin
    private JobsOption jobs = new JobsOption();

    @Mixin
    private OutputOptions output = new OutputOptions();

    RestoreCommand(CommandRun run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return run.of("restore", output, this::toBeginAnew, this::restore);
    }

    private Endpoint target() {
        return new Endpoint(EndpointOptions.TO, to, Optional.ofNullable(schema));
    }

    /** A file of lines, to be told from others. */
    static Endpoint dump(String option, Path file) {
        return new Endpoint(option, "ndjson:" + file, Optional.empty());
    }

    private Optional<String> toBeginAnew() {
        List<String> command = new ArrayList<>(List.of("restore", EndpointOptions.FROM, from.toString()));
        command.addAll(EndpointOptions.again(target()));
        command.addAll(identity.again());
        command.add("--restart");
        return Optional.of("To begin anew: " + CommandText.of(command));
    }

    private CommandRun.Result restore() {
        Endpoint target = target();
        target.provider();
        output.report()
                .ifPresent(file -> OutputFile.checked("--report", file, dump(EndpointOptions.FROM, from), target));
        identity.backup(from); // refuses what is no identity
        StorageConfig config = jobs.of(target.config(run.around()));
        run.stop().begins();
        BackupFile backup = EndpointOptions.naming(Named.of(EndpointOptions.FROM, from), target, this::chosen);
        MigrationReport report = EndpointOptions.naming(
                Named.of(EndpointOptions.FROM, backup.path()), target, () -> report(Restore.of(backup, config)));
        Printer out = run.around().out();
        out.line("From " + backup.path()
                + backup.madeAt().map(instant -> ", made at " + instant).orElse(""));
        out.lines(Summary.tables(report));
        report.verification().map(Summary::verification).ifPresent(out::lines);
        if (!report.complete()) {
            out.line("The target is not finished. " + toBeginAnew().orElseThrow());
        }
        return new CommandRun.Result(
                report.complete() ? ExitCode.COMPLETE : ExitCode.DIFFERENT, ReportJson.of(report, Optional.empty()));
    }

    private MigrationReport report(Restore restore) {
        try (Progress progress = Progress.of(run.around(), output.quiet())) {
            return (restart ? restore.restarting() : restore).listener(progress).run();
        }
    }

    /** The file, or the newest in the directory that passes its check; those that do not are named. */
    private BackupFile chosen() {
        if (!Files.isDirectory(from)) {
            return identity.backup(from);
        }
        for (BackupFile found : Backups.in(from).all()) {
            try {
                BackupFile backup = identity.backup(found.path());
                backup.check();
                if (found.madeAt().orElseThrow().isAfter(InstantSource.system().instant())) {
                    run.around()
                            .err()
                            .line(
                                    "coffer: " + found.path()
                                            + " is from the future, as its name says: others may have been made later. Is the clock right?");
                }
                return backup;
            } catch (SourceUnreadable e) {
                run.around().err().line("coffer: " + found.path() + " is passed over: " + e.getMessage());
            }
        }
        throw new SourceUnreadable("there is no good backup", null);
    }
}

package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.cli.EndpointOptions.Named;
import dev.coffer.storage.migrate.BackupCheck;
import dev.coffer.storage.migrate.BackupFile;
import dev.coffer.storage.migrate.BackupReport;
import dev.coffer.storage.migrate.Backups;
import dev.coffer.storage.migrate.MigrationListener.Step;
import dev.coffer.storage.migrate.PruneReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a backup of a storage, or checks one. */
@Command(
        name = "backup",
        description =
                "Writes a verified backup of a storage to a directory, and deletes the older ones that are not to be kept;"
                        + " or checks a backup.",
        footer = {
            Coffer.SQLITE,
            Coffer.POSTGRES,
            "",
            Coffer.PASSWORDS,
            "",
            "Exit codes: 0 the backup was verified, 1 a record breaks a rule and is not in it, 2 usage,",
            "3 the storage or the backup cannot be read, 4 the directory is refused,",
            "5 interrupted, nothing is left of it, 70 anything else."
        })
final class BackupCommand implements Callable<Integer> {
    private static final String FROM = EndpointOptions.FROM;
    private static final String TO = EndpointOptions.TO;
    private static final String CHECK = "--check";

    private final CommandRun run;

    @Option(names = FROM, paramLabel = "URL", order = 1, description = "The storage; it may be in use.")
    private @Nullable String from;

    @Option(
            names = FROM + EndpointOptions.OF_SCHEMA,
            paramLabel = "NAME",
            order = 2,
            description = "Its PostgreSQL schema, if not the role's current one.")
    private @Nullable String schema;

    @Option(
            names = TO,
            paramLabel = "DIR",
            order = 3,
            description = "The directory, which has the backups of this storage alone.")
    private @Nullable Path to;

    @Mixin
    private RetentionOptions keep = new RetentionOptions();

    @Option(
            names = "--dry-run",
            order = 9,
            description = "Names the backups that would be deleted; writes and deletes nothing.")
    private boolean dryRun;

    @Mixin
    private EncryptionOptions encryption = new EncryptionOptions();

    @Mixin
    private IdentityOption identity = new IdentityOption();

    @Option(names = CHECK, paramLabel = "FILE", order = 13, description = "Checks this backup, instead of writing one.")
    private @Nullable Path check;

    @Mixin
    private OutputOptions output = new OutputOptions();

    BackupCommand(CommandRun run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Path checked = check;
        return checked == null
                ? run.of("backup", output, Optional::empty, this::write)
                : run.of("backup check", output, Optional::empty, () -> check(checked));
    }

    private CommandRun.Result write() {
        Path directory = given(TO, to);
        Backups backups = Backups.in(directory);
        backups = keep.retention().map(backups::keeping).orElse(backups);
        backups = encryption.cipher().map(backups::encryptedFor).orElse(backups);
        return dryRun ? dryRun(directory, backups) : write(directory, backups);
    }

    private CommandRun.Result write(Path directory, Backups backups) {
        Endpoint source = new Endpoint(FROM, given(FROM, from), Optional.ofNullable(schema));
        source.provider();
        output.report().ifPresent(file -> OutputFile.checked("--report", file, source));
        StorageConfig config = source.config(run.around()).build();
        BackupReport report = EndpointOptions.naming(source, Named.of(TO, directory), () -> report(backups, config));
        run.around().out().lines(BackupSummary.of(report));
        tell(report.pruned());
        return new CommandRun.Result(report.complete() ? ExitCode.COMPLETE : ExitCode.DIFFERENT, BackupJson.of(report));
    }

    private BackupReport report(Backups backups, StorageConfig config) {
        run.stop().begins();
        try (Progress progress = Progress.of(run.around(), output.quiet())) {
            return backups.listener(progress).write(config);
        }
    }

    private CommandRun.Result dryRun(Path directory, Backups backups) {
        run.stop().begins();
        Named place = Named.of(TO, directory);
        PruneReport report = EndpointOptions.naming(place, place, () -> backups.dryRun(now()));
        tell(report);
        return new CommandRun.Result(ExitCode.COMPLETE, BackupJson.of(report));
    }

    private void tell(PruneReport report) {
        run.around().out().lines(BackupSummary.deleted(report, dryRun));
        report.warnings().forEach(warning -> run.around().err().line("coffer: " + warning));
    }

    private CommandRun.Result check(Path file) {
        if (from != null || to != null) {
            throw new InvalidInput(CHECK, "cannot be combined with " + FROM + " and " + TO);
        }
        output.report().ifPresent(report -> OutputFile.checked("--report", report, RestoreCommand.dump(CHECK, file)));
        if (Files.isDirectory(file)) {
            throw new InvalidInput(CHECK, "is a directory: name one of its files");
        }
        BackupFile backup = identity.backup(file);
        Named place = Named.of(CHECK, file);
        BackupCheck found = EndpointOptions.naming(place, place, () -> check(backup));
        run.around().out().lines(BackupSummary.of(found, now()));
        return new CommandRun.Result(ExitCode.COMPLETE, BackupJson.of(found, now()));
    }

    private BackupCheck check(BackupFile backup) {
        run.stop().begins();
        try (Progress progress = Progress.of(run.around(), output.quiet())) {
            progress.begins(Step.READING, -1);
            return backup.check();
        }
    }

    private static Instant now() {
        return InstantSource.system().instant();
    }

    private static <T> T given(String option, @Nullable T value) {
        if (value == null) {
            throw new InvalidInput(option, "is needed");
        }
        return value;
    }
}

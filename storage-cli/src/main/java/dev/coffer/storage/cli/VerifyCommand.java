package dev.coffer.storage.cli;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.VerificationReport;
import dev.coffer.storage.migrate.Verifier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares two storages. */
@Command(name = "verify", description = "Compares all records of two storages and names those that differ.")
final class VerifyCommand implements Callable<Integer> {
    private final CommandRun run;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    VerifyCommand(CommandRun run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return run.of("verify", output, Optional::empty, this::verify);
    }

    private CommandRun.Result verify() {
        Endpoint from = endpoints.from();
        Endpoint to = endpoints.to();
        from.provider();
        to.provider();
        output.report().ifPresent(file -> OutputFile.checked("--report", file, from, to));
        StorageConfig source = from.config(run.around()).build();
        StorageConfig target = to.config(run.around()).build();
        long begin = System.nanoTime();
        VerificationReport report = EndpointOptions.naming(from, to, () -> report(Verifier.between(source, target)));
        run.around().out().lines(Summary.verification(report));
        run.around().out().lines(Summary.rejected(report));
        boolean complete = report.same() && report.rejected() == 0;
        return new CommandRun.Result(
                complete ? ExitCode.COMPLETE : ExitCode.DIFFERENT,
                ReportJson.of(report, Duration.ofNanos(System.nanoTime() - begin)));
    }

    private VerificationReport report(Verifier verifier) {
        run.stop().begins();
        try (Progress progress = Progress.of(run.around(), output.quiet())) {
            return verifier.listener(
                            new NamedRejects(progress, Optional.of(run.around().out())))
                    .run();
        }
    }
}

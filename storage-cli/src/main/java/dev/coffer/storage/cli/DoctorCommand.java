package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.Finding.Level;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at all that keeps a storage from working well. */
@Command(
        name = DoctorCommand.NAME,
        description = "Looks for what is wrong with a storage, or soon will be, and tells what to do; changes nothing.",
        footerHeading = "%n",
        footer = {"Exit codes: 0 all is well, 1 something should be done, 2 something must be done, 64 usage."})
final class DoctorCommand implements Callable<Integer> {
    static final String NAME = "doctor";

    private static final String POOL_SIZE = "--pool-size";
    private static final String SCHEMA_OWNER = "--schema-owner";

    private final CommandRun run;

    @Mixin
    private SchemaCommand.PlaceOptions place = new SchemaCommand.PlaceOptions();

    @Option(names = "--json", order = 3, description = "Prints one JSON object instead of a table.")
    private boolean json;

    @Option(
            names = POOL_SIZE,
            paramLabel = "N",
            order = 4,
            description = "How many connections the pools of all that use the storage have together; 10 if not given.")
    private @Nullable Integer poolSize;

    @Option(
            names = "--transaction-pooling",
            order = 5,
            description = "A pooler gives connections for a transaction each, as PgBouncer may.")
    private boolean transactionPooling;

    @Option(
            names = SCHEMA_OWNER,
            paramLabel = "ROLE",
            order = 6,
            description = "The role that is to own the tables, if not the one that logs in.")
    private @Nullable String schemaOwner;

    @Mixin
    private OutputOptions output = new OutputOptions();

    DoctorCommand(CommandRun run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return run.of(NAME, output, Optional::empty, () -> {
            try {
                return diagnosis();
            } catch (InvalidInput e) {
                run.around().err().line("coffer: " + e.getMessage());
                return new CommandRun.Result(ExitCode.DOCTOR_USAGE, Map.of());
            }
        });
    }

    private CommandRun.Result diagnosis() {
        Endpoint endpoint = place.place();
        output.report().ifPresent(file -> OutputFile.checked("--report", file, endpoint));
        StorageConfig config = config(endpoint);
        List<Finding> findings = endpoint.named(() -> endpoint.provider().diagnose(config));
        Level worst = findings.stream()
                .map(Finding::level)
                .max(Comparator.naturalOrder())
                .orElse(Level.OK);
        ExitCode code = switch (worst) {
            case OK -> ExitCode.HEALTHY;
            case WARN -> ExitCode.AILING;
            case FAIL -> ExitCode.ILL;
        };
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("target", endpoint.shown());
        report.put(
                "time",
                InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS).toString());
        report.put("checks", findings.stream().map(DoctorCommand::json).toList());
        CommandRun.Result result = new CommandRun.Result(code, report);
        if (json) {
            run.around().out().raw(JsonFile.text(CommandRun.report(NAME, result)));
        } else {
            run.around().out().lines(FindingTable.lines(findings));
        }
        return result;
    }

    private StorageConfig config(Endpoint endpoint) {
        StorageConfig.Builder config = endpoint.config(run.around()).transactionPooling(transactionPooling);
        given(POOL_SIZE, poolSize, config::poolSize);
        given(SCHEMA_OWNER, schemaOwner, config::schemaOwner);
        return config.build();
    }

    private static <T> void given(String option, @Nullable T value, Consumer<T> setting) {
        try {
            if (value != null) {
                setting.accept(value);
            }
        } catch (InvalidInput e) {
            throw new InvalidInput(option, e.problem(), e);
        }
    }

    private static Map<String, @Nullable Object> json(Finding finding) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("check", finding.check());
        object.put("level", finding.level().label());
        object.put("observed", finding.observed());
        object.put("advice", finding.advice().orElse(null));
        return object;
    }
}

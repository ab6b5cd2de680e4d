package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.TargetRefused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What has to do with the tables alone. */
@Command(
        name = "schema",
        description = "Prints, validates or migrates the tables of a storage.",
        synopsisSubcommandLabel = "(print | validate | migrate)")
final class SchemaCommand {
    private static final String AT = "--at";

    private final CommandRun run;

    SchemaCommand(CommandRun run) {
        this.run = run;
    }

    /** Where the tables are. */
    static final class PlaceOptions {
        @Option(names = AT, required = true, paramLabel = "URL", order = 1, description = "The storage.")
        private String at = "";

        @Option(
                names = AT + "-schema",
                paramLabel = "NAME",
                order = 2,
                description = "Its PostgreSQL schema, if not the role's current one.")
        private @Nullable String schema;

        Endpoint place() {
            return new Endpoint(AT, at, Optional.ofNullable(schema));
        }
    }

    @Command(name = "print", description = "Prints the scripts that make the tables; needs no database.")
    int print(@Mixin PlaceOptions options, @Mixin OutputOptions output) {
        return run.of("schema print", output, Optional::empty, () -> {
            List<String> scripts = options.place().provider().schemaScripts();
            if (scripts.isEmpty()) {
                throw new InvalidInput(AT, "must name a storage that has tables");
            }
            scripts.forEach(script -> run.around().out().raw(script.strip() + "\n"));
            return done("printed");
        });
    }

    @Command(name = "validate", description = "Checks that the tables are those of this version; changes nothing.")
    int validate(@Mixin PlaceOptions options, @Mixin OutputOptions output) {
        return applied(
                "schema validate", options, output, "The tables are those of this version.", SchemaMode.VALIDATE);
    }

    @Command(name = "migrate", description = "Brings the tables to this version.")
    int migrate(@Mixin PlaceOptions options, @Mixin OutputOptions output) {
        return applied(
                "schema migrate",
                options,
                output,
                "The tables are of this version now.",
                SchemaMode.MIGRATE,
                SchemaMode.VALIDATE); // to make what is missing mends nothing that was changed
    }

    private int applied(
            String command, PlaceOptions options, OutputOptions output, String message, SchemaMode... modes) {
        return run.of(command, output, Optional::empty, () -> {
            StorageConfig.Builder config = options.place().config(run.around());
            for (SchemaMode mode : modes) {
                apply(options.place(), config.poolSize(1).schemaMode(mode).build());
            }
            run.around().out().line(message);
            return done(message);
        });
    }

    private static void apply(Endpoint place, StorageConfig config) {
        try {
            place.provider().applySchemaMode(config);
        } catch (InvalidInput e) {
            throw e;
        } catch (StorageException e) {
            throw new TargetRefused(place.naming(e.getMessage()), e);
        }
    }

    private static CommandRun.Result done(String message) {
        return new CommandRun.Result(ExitCode.COMPLETE, Map.of("message", message));
    }
}

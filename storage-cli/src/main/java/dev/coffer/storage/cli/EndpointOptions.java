package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.migrate.SourceUnreadable;
import dev.coffer.storage.migrate.TargetRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is read, and what is filled or compared with it. */
final class EndpointOptions {
    static final String FROM = "--from";
    static final String TO = "--to";
    static final String OF_SCHEMA = "-schema";

    @Option(names = FROM, required = true, paramLabel = "URL", order = 1, description = "The source.")
    private String from = "";

    @Option(names = TO, required = true, paramLabel = "URL", order = 2, description = "The target.")
    private String to = "";

    @Option(
            names = FROM + OF_SCHEMA,
            paramLabel = "NAME",
            order = 3,
            description = "The PostgreSQL schema of the source, if not the role's current one.")
    private @Nullable String fromSchema;

    @Option(
            names = TO + OF_SCHEMA,
            paramLabel = "NAME",
            order = 4,
            description = "The PostgreSQL schema of the target, if not the role's current one.")
    private @Nullable String toSchema;

    /** What an option names. */
    @FunctionalInterface
    interface Named {
        /** A message that is about it. */
        String naming(@Nullable String message);

        /** A file or a directory. */
        static Named of(String option, Path path) {
            return message -> option + " " + path + ": " + message;
        }
    }

    Endpoint from() {
        return new Endpoint(FROM, from, Optional.ofNullable(fromSchema));
    }

    Endpoint to() {
        return new Endpoint(TO, to, Optional.ofNullable(toSchema));
    }

    /** Does what both are for, and says of a failure which one it is about. */
    static <T> T naming(Named from, Named to, Supplier<T> work) {
        try {
            return work.get();
        } catch (SourceUnreadable e) {
            throw new SourceUnreadable(from.naming(e.getMessage()), e);
        } catch (TargetRefused e) {
            throw new TargetRefused(to.naming(e.getMessage()), e);
        } catch (InvalidInput e) {
            String field = e.field().replaceFirst("^source: ", FROM + ": ").replaceFirst("^target: ", TO + ": ");
            throw new InvalidInput(field, e.problem(), e);
        }
    }

    /** The same options again, for another command. */
    static List<String> again(Endpoint... endpoints) {
        List<String> arguments = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            arguments.add(endpoint.option());
            arguments.add(endpoint.shown());
            endpoint.schema().ifPresent(name -> arguments.addAll(List.of(endpoint.option() + OF_SCHEMA, name)));
        }
        return arguments;
    }
}

package dev.coffer.storage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is read, and what is filled or compared with it. */
final class EndpointOptions {
    private static final String FROM = "--from";
    private static final String TO = "--to";
    private static final String OF_SCHEMA = "-schema";

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

    Endpoint from() {
        return new Endpoint(FROM, from, Optional.ofNullable(fromSchema));
    }

    Endpoint to() {
        return new Endpoint(TO, to, Optional.ofNullable(toSchema));
    }

    /** The same options again, for a command with another source. */
    static List<String> again(Endpoint from, Endpoint to) {
        List<String> arguments = new ArrayList<>();
        for (Endpoint endpoint : List.of(from, to)) {
            arguments.add(endpoint.option());
            arguments.add(endpoint.shown());
            endpoint.schema().ifPresent(name -> arguments.addAll(List.of(endpoint.option() + OF_SCHEMA, name)));
        }
        return arguments;
    }
}

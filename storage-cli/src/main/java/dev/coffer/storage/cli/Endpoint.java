package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.PostgresAddress;
import dev.coffer.storage.spi.StorageProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a URL on the command line names.
 *
 * @param option which it came with
 * @param url as given
 * @param schema PostgreSQL's, if not the current one
 */
record Endpoint(String option, String url, Optional<String> schema) implements EndpointOptions.Named {
    private static final Set<String> OF_POSTGRES = Set.of("postgres", "postgresql");
    private static final String DUMP = "ndjson";
    private static final String SQLITE = "sqlite";
    private static final Set<String> OF_FILES = Set.of(SQLITE, DUMP, "torii");

    /** Nobody who waits for a command wants to wait for a server that is not there. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(3);

    /**
     * How to open it.
     *
     * @throws InvalidInput naming the option, if there is no such provider or the URL is wrong
     */
    StorageConfig.Builder config(Surroundings around) {
        provider();
        return named(() -> {
            StorageConfig.Builder builder = StorageConfig.forUrl(url).startTimeout(START_TIMEOUT);
            schema.ifPresent(builder::schema);
            if (isPostgres()) {
                new PostgresLogin(around)
                        .find(option, PostgresAddress.of(url))
                        .ifPresent(login -> builder.credentials(() -> login));
            }
            return builder;
        });
    }

    /**
     * Who opens it.
     *
     * @throws InvalidInput naming the option, if there is nobody
     */
    StorageProvider provider() {
        StorageProvider provider = named(() -> StorageConfig.forUrl(url).build().provider());
        if (schema.isPresent() && !isPostgres()) {
            throw new InvalidInput(option + EndpointOptions.OF_SCHEMA, "is for PostgreSQL alone");
        }
        return provider;
    }

    /** Does something with it, and names the option if it is wrong. */
    <T> T named(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (InvalidInput e) {
            throw new InvalidInput(option + ": " + e.field(), e.problem(), e);
        }
    }

    boolean isPostgres() {
        return OF_POSTGRES.contains(scheme());
    }

    String scheme() {
        return StorageConfig.forUrl(url).build().scheme();
    }

    @Override
    public String naming(@Nullable String message) {
        return option + " " + shown() + ": " + message;
    }

    /** Whether it is one, in a file or a pipe. */
    boolean isDump() {
        return scheme().equals(DUMP);
    }

    /** Whether it is standard input or output. */
    boolean isPipe() {
        return url.equalsIgnoreCase(DUMP + ":-");
    }

    /** The file that it is in, if it is in one. */
    Optional<Path> file() {
        if (!OF_FILES.contains(scheme()) || isPipe()) {
            return Optional.empty();
        }
        String path = url.substring(url.toLowerCase(Locale.ROOT).indexOf(scheme() + ":") + scheme().length() + 1);
        try {
            return Optional.of(Path.of(scheme().equals(SQLITE) ? path.replaceFirst("(?s)\\?.*", "") : path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** As an argument of a command that is shown. */
    String shown() {
        return CommandText.withoutSecrets(url);
    }
}

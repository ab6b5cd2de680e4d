package dev.coffer.resilience;

import dev.coffer.storage.ConfigFileFuzzer;
import dev.coffer.storage.CursorFuzzer;
import dev.coffer.storage.JsonFuzzer;
import dev.coffer.storage.migrate.DumpFuzzer;
import dev.coffer.storage.postgres.PemFuzzer;
import dev.coffer.storage.postgres.PostgresUrlFuzzer;
import dev.coffer.storage.sqlite.SqliteUrlFuzzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What takes any bytes, as a fuzzer makes them. Each has a corpus of inputs that are nasty, or once were. */
enum FuzzTarget {
    POSTGRES_URL(PostgresUrlFuzzer.class, PostgresUrlFuzzer::fuzzerTestOneInput),
    SQLITE_URL(SqliteUrlFuzzer.class, SqliteUrlFuzzer::fuzzerTestOneInput),
    PEM(PemFuzzer.class, PemFuzzer::fuzzerTestOneInput),
    CONFIG_FILE(ConfigFileFuzzer.class, ConfigFileFuzzer::fuzzerTestOneInput),
    CURSOR(CursorFuzzer.class, CursorFuzzer::fuzzerTestOneInput),
    JSON(JsonFuzzer.class, JsonFuzzer::fuzzerTestOneInput),
    DUMP(DumpFuzzer.class, DumpFuzzer::fuzzerTestOneInput),
    LOAD(LoadFuzzer.class, LoadFuzzer::fuzzerTestOneInput),
    OPERATIONS(OperationsFuzzer.class, OperationsFuzzer::fuzzerTestOneInput);

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // a method
    private final Consumer<byte[]> run;

    FuzzTarget(Class<?> type, Consumer<byte[]> run) {
        this.type = type;
        this.run = run;
    }

    Class<?> type() {
        return type;
    }

    void run(byte[] data) {
        run.accept(data);
    }

    /** The corpus; that of the dumps serves two. */
    Path corpus() {
        String name = this == LOAD ? "dump" : toString();
        URL directory = Objects.requireNonNull(FuzzTarget.class.getResource("/corpus/" + name), name);
        try {
            return Path.of(directory.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Path> inputs() {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As its corpus is named. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

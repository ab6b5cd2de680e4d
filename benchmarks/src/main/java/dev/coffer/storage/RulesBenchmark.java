package dev.coffer.storage;

import dev.coffer.storage.jdbi.JsonDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What the library itself does in a request, without a database. In this package because the rules are hidden in it. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RulesBenchmark {
    private static final Cursor CURSOR = new Cursor(List.of("users"));
    private static final Map<String, @Nullable Object> METADATA =
            Map.of("name", "Ada Lovelace", "locale", "en-GB", "points", 1815L, "tags", List.of("maths", "engines"));

    private final String token = Secret.next();
    private final Instant now = Instant.now();
    private final UUID id = Ids.next(now);
    private final String cursor = CURSOR.at(id.toString());
    private final String json = new JsonDocument(METADATA).text();
    private final Listening nobody = Listening.NONE;
    private final Listening idle = Listening.of(
            StorageConfig.builder().listener(operation -> completion -> {}).build(), "idle");
    private final Listening untold = Listening.of(
            StorageConfig.builder()
                    .listener(operation -> StorageListener.OperationEnd.UNTOLD)
                    .build(),
            "untold");
    private final ItemKey item = new ItemKey("profiles", id.toString(), "theme");

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(RulesBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    @Benchmark
    public String newToken() {
        return Secret.next();
    }

    @Benchmark
    public byte[] checkAndHashToken() {
        return Secret.hash(InputRules.token(token));
    }

    @Benchmark
    public UUID newId() {
        return Ids.next(now);
    }

    @Benchmark
    public String canonicalEmail() {
        return InputRules.canonicalEmail("Ada.Lovelace@Example.org");
    }

    @Benchmark
    public ItemKey checkItem() {
        return InputRules.item(item);
    }

    @Benchmark
    public String makeCursor() {
        return CURSOR.at(id.toString());
    }

    @Benchmark
    public ItemKey operationWithoutListener() {
        return nobody.during(Operation.Name.KEY_VALUES_GET, () -> item, any -> 1);
    }

    @Benchmark
    public ItemKey operationWithListenerThatDoesNothing() {
        return idle.during(Operation.Name.KEY_VALUES_GET, () -> item, any -> 1);
    }

    @Benchmark
    public ItemKey operationOfWhichAListenerIsUntold() {
        return untold.during(Operation.Name.KEY_VALUES_GET, () -> item, any -> 1);
    }

    @Benchmark
    public List<String> readCursor() {
        return CURSOR.position(cursor, 1);
    }

    @Benchmark
    public JsonDocument readJson() {
        return JsonDocument.parse(json);
    }

    @Benchmark
    public String writeJson() {
        return new JsonDocument(METADATA).text();
    }
}

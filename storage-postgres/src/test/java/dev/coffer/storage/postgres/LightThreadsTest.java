package dev.coffer.storage.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many callers on virtual threads, or on an older JDK on others, and few connections. */
class LightThreadsTest {
    private static final int CALLERS = 1_000;
    private static final int INTERRUPTED = 10; // each so many-th

    private final ThreadFactory threads = LightThreads.factory();
    private final Storage storage = Storage.open(StorageConfig.forUrl(TestServer.NEWEST.freshUrl())
            .poolSize(4)
            .lockTimeout(Duration.ofSeconds(20))
            .build());
    private final KeyValueNamespace items = storage.keyValues().namespace("items");
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        storage.close();
    }

    private Thread start(Runnable call) {
        Thread thread = threads.newThread(() -> {
            try {
                call.run();
            } catch (RuntimeException | Error e) {
                failures.add(e);
            }
        });
        thread.start();
        return thread;
    }

    private void writeAndRead(int caller) {
        KeyValueRecord record = items.record("record" + caller % 10);
        byte[] value = ("value" + caller).getBytes(UTF_8);
        for (int i = 0; i < 5; i++) {
            record.put("key" + caller, value);
            assertThat(record.get("key" + caller).orElseThrow().value()).isEqualTo(value);
        }
    }

    @Test
    void aThousandCallers_areServed_eachWithItsOwn() throws Exception {
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> start(() -> writeAndRead(caller)))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
    }

    /** An interrupt ends the connection that a virtual thread reads from. */
    @Test
    void anInterruptedReader_doesNotTakeOthersWithIt() throws Exception {
        items.record("record").putAll(Map.of("key", new byte[100]));
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> start(() -> readUntilTold(caller % INTERRUPTED == 0)))
                .toList();
        for (int i = 0; i < CALLERS; i += INTERRUPTED) {
            callers.get(i).interrupt();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
    }

    private void readUntilTold(boolean interrupted) {
        for (int i = 0; i < 20; i++) {
            try {
                assertThat(items.record("record").get("key")).isPresent();
            } catch (Unavailable e) {
                assertThat(interrupted)
                        .as("a reader that was left alone: %s", e)
                        .isTrue();
                return;
            }
        }
    }
}

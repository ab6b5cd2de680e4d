package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Unavailable;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What {@link LoadTest} looks for does not escape it. */
class LoadControlTest {
    private final Load load = new Load(8, Thread::new, Duration.ofMillis(600), Duration.ofSeconds(4));

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private void assertSeen(Callers.Calls calls, String what) {
        Tally unlisted = new Tally(Chapter.LOAD, "control");
        assertThatThrownBy(() -> load.run(calls, unlisted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }

    @Test
    void nothing() throws Exception {
        load.run((thread, before) -> pause(1), new Tally(Chapter.LOAD, "control"));
    }

    @Test
    void aLeak() {
        Queue<byte[]> kept = new ConcurrentLinkedQueue<>();
        assertSeen(
                (thread, before) -> {
                    pause(1);
                    kept.add(new byte[20_000]);
                },
                "memory at the end");
        assertThat(kept).isNotEmpty();
    }

    @Test
    void aThreadThatIsServedLessThanOthers() {
        assertSeen((thread, before) -> pause(thread == 7 ? 100 : 1), "served least");
    }

    @Test
    void aLongWait() {
        assertSeen((thread, before) -> pause(thread == 7 && before == 9 ? 4_200 : 1), "the longest call");
    }

    @Test
    void anError() {
        assertSeen(
                (thread, before) -> {
                    pause(1);
                    if (thread == 7 && before == 9) {
                        throw new Unavailable("planted", null);
                    }
                },
                "failures");
    }
}

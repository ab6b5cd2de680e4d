package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpenGateTest {
    private final OpenGate gate = new OpenGate();

    private boolean isClosed() {
        try {
            gate.enter();
        } catch (IllegalStateException e) {
            return true;
        }
        gate.leave();
        return false;
    }

    @Test
    void close_withNobodyInside_doesNotWait() {
        gate.enter();
        gate.leave();

        assertThat(Threads.start(() -> gate.close(Duration.ofDays(1))))
                .succeedsWithin(Threads.SOON)
                .isEqualTo(true);
        assertThatIllegalStateException().isThrownBy(gate::enter).withMessage("this storage is closed");
    }

    @Test
    void close_waitsForAllInside() {
        gate.enter();
        gate.enter();
        CompletableFuture<Boolean> close = Threads.start(() -> gate.close(Duration.ofDays(1)));
        Threads.await(this::isClosed);

        gate.leave();
        assertThatIllegalStateException().isThrownBy(gate::enter);
        assertThat(close).isNotDone();
        gate.leave();

        assertThat(close).succeedsWithin(Threads.SOON).isEqualTo(true);
        assertThatIllegalStateException().isThrownBy(gate::enter);
    }

    @Test
    void close_givesUpAfterTheTimeout() {
        gate.enter();
        long start = System.nanoTime();

        assertThat(gate.close(Duration.ofMillis(50))).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(50), Threads.SOON);
        gate.leave();
        assertThatIllegalStateException().isThrownBy(gate::enter);
    }

    @Test
    void close_aSecondTime_doesNothingAtOnce() {
        gate.enter();
        CompletableFuture<Boolean> first = Threads.start(() -> gate.close(Duration.ofDays(1)));
        Threads.await(this::isClosed);

        assertThat(gate.close(Duration.ofDays(1))).isFalse();

        assertThat(first).isNotDone();
        gate.leave();
        assertThat(first).succeedsWithin(Threads.SOON).isEqualTo(true);
        assertThat(gate.close(Duration.ofDays(1))).isFalse();
    }

    @Test
    void close_thatIsInterrupted_waitsOnAndKeepsTheInterrupt() {
        gate.enter();
        CompletableFuture<Thread> closing = new CompletableFuture<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        CompletableFuture<Boolean> close = Threads.start(() -> {
            closing.complete(Thread.currentThread());
            boolean closed = gate.close(Duration.ofDays(1));
            interrupted.set(Thread.currentThread().isInterrupted());
            return closed;
        });
        Threads.await(this::isClosed);
        Thread closer = closing.join();
        closer.interrupt();
        Threads.await(() -> !closer.isInterrupted());
        Threads.await(() -> Threads.isParked(closer));
        assertThat(close).isNotDone();

        gate.leave();

        assertThat(close).succeedsWithin(Threads.SOON).isEqualTo(true);
        assertThat(interrupted).isTrue();
    }
}

package dev.coffer.storage.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line when a step begins, when it ends, and now and then in between: for a log. */
final class ProgressLines implements Progress {
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Printer err;
    private final LongSupplier nanoClock;
    private String step = "";
    private long records;
    private long done;
    private long begin;
    private long lastLine;

    ProgressLines(Printer err, LongSupplier nanoClock) {
        this.err = err;
        this.nanoClock = nanoClock;
    }

    @Override
    public synchronized void begins(Step next, long count) {
        end();
        step = Progress.name(next);
        records = count;
        done = 0;
        begin = nanoClock.getAsLong();
        lastLine = begin;
        err.line(step + (count < 0 ? "" : ": " + Progress.records(count)));
    }

    @Override
    public synchronized void advances(long more) {
        done += more;
        long now = nanoClock.getAsLong();
        if (now - lastLine >= BETWEEN.toNanos()) {
            lastLine = now;
            err.line(step + ": " + Progress.number(done) + " of " + Progress.number(records) + rate(now - begin));
        }
    }

    private String rate(long nanos) {
        double perSecond = done * 1e9 / nanos;
        Duration left = Duration.ofSeconds(Math.round(Math.max(0, records - done) / perSecond));
        return ", " + Progress.number(Math.round(perSecond)) + "/s, " + clock(left) + " left";
    }

    private void end() {
        if (!step.isEmpty()) {
            Duration took = Duration.ofNanos(nanoClock.getAsLong() - begin);
            err.line(step + ": " + (records < 0 ? "" : Progress.records(done) + " in ") + clock(took));
            step = "";
        }
    }

    private static String clock(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public synchronized void close() {
        end();
    }
}

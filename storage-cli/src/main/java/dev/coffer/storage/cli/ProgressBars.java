package dev.coffer.storage.cli;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar for each step, with rate and remaining time: for a terminal. */
final class ProgressBars implements Progress {
    private static final int UPDATE_MILLIS = 200;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Printer err;
    private final int width;
    private @Nullable ProgressBar bar;

    ProgressBars(Printer err, int width) {
        this.err = err;
        this.width = width;
    }

    @Override
    public synchronized void begins(Step step, long records) {
        close();
        if (records < 0) {
            err.line(Progress.name(step));
        } else {
            bar = new ProgressBarBuilder()
                    .setTaskName(Progress.name(step))
                    .setInitialMax(records)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                    .setConsumer(new ConsoleProgressBarConsumer(err.stream(), width - 1))
                    .build();
        }
    }

    @Override
    public synchronized void advances(long records) {
        if (bar != null) {
            bar.stepBy(records);
        }
    }

    /** The bar comes back below them. */
    @Override
    public synchronized void between(Runnable print) {
        if (bar != null) {
            err.raw(CLEAR_LINE);
        }
        print.run();
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}

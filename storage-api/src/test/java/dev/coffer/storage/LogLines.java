package dev.coffer.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What one logger says during a test, from INFO on, each line with its level and its key-value pairs. */
final class LogLines implements BeforeEachCallback, AfterEachCallback {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final UnsynchronizedAppenderBase<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                lines.add(event.getLevel() + " " + event.getKeyValuePairs() + " " + event.getFormattedMessage());
                if (event.getThrowableProxy() != null) {
                    traces.add(event.getThrowableProxy().getClassName());
                }
            }
        }
    };

    private LogLines(Class<?> type) {
        logger = (Logger) LoggerFactory.getLogger(type);
    }

    static LogLines of(Class<?> type) {
        return new LogLines(type);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Of which exceptions it shows the stack trace. */
    List<String> traces() {
        return List.copyOf(traces);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        appender.start();
        logger.addAppender(appender);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.detachAppender(appender);
    }
}

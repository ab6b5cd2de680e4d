package dev.coffer.storage;

import dev.coffer.storage.StorageListener.OperationEnd;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's listener, of which no failure gets further than to the log, and there once. */
final class GuardedListener {
    private static final Logger LOG = LoggerFactory.getLogger(StorageListener.class);

    private final StorageListener listener;
    private final AtomicBoolean warned = new AtomicBoolean();

    GuardedListener(StorageListener listener) {
        this.listener = listener;
    }

    StorageListener unguarded() {
        return listener;
    }

    void opened(Storage storage) {
        try {
            listener.opened(storage);
        } catch (Throwable e) {
            failed("opened", e);
        }
    }

    void closed(Storage storage) {
        try {
            listener.closed(storage);
        } catch (Throwable e) {
            failed("closed", e);
        }
    }

    OperationEnd begin(Operation operation) {
        try {
            return Objects.requireNonNull(listener.begin(operation), "a listener returned null");
        } catch (Throwable e) {
            failed("begin", e);
            return OperationEnd.UNTOLD;
        }
    }

    void ended(OperationEnd end, Completion completion) {
        try {
            end.ended(completion);
        } catch (Throwable e) {
            failed("ended", e);
        }
    }

    private void failed(String method, Throwable error) {
        if (warned.compareAndSet(false, true)) {
            LOG.atWarn()
                    .setCause(error)
                    .addKeyValue("method", method)
                    .log("the listener failed, which changes nothing for the storage; this is not told again");
        }
    }
}

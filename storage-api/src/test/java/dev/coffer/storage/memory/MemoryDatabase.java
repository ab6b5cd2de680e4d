package dev.coffer.storage.memory;

import dev.coffer.storage.Busy;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Unavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** What is committed. Has one writer at a time, a call or a transaction, and readers beside it. */
final class MemoryDatabase implements MemoryAccess {
    private final Duration lockTimeout;
    private final boolean readOnly;
    private final ReentrantLock writer = new ReentrantLock(true);
    private final ReentrantLock tablesLock = new ReentrantLock();
    private final MemoryTarget.Filled filled = new MemoryTarget.Filled();
    private MemoryTables committed = new MemoryTables();
    private volatile boolean closed;

    MemoryDatabase(Duration lockTimeout, boolean readOnly) {
        this.lockTimeout = lockTimeout;
        this.readOnly = readOnly;
    }

    @Override
    public <T> T read(Function<MemoryTables, T> reading) {
        tablesLock.lock();
        try {
            checkOpen();
            return reading.apply(committed);
        } finally {
            tablesLock.unlock();
        }
    }

    @Override
    public <T> T write(Function<MemoryTables, T> writing) {
        if (readOnly) {
            throw new ReadOnly("the storage was opened for reading only", null);
        }
        lockWriter();
        try {
            return read(tables -> tables.audit().during(tables, writing));
        } finally {
            unlockWriter();
        }
    }

    MemoryTarget.Filled filled() {
        return filled;
    }

    boolean readOnly() {
        return readOnly;
    }

    void commit(MemoryTables tables) {
        read(before -> committed = tables);
    }

    void lockWriter() {
        try {
            // An interrupted thread still gets a lock that is free.
            if (!writer.tryLock() && !writer.tryLock(lockTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Busy("another transaction did not end in time", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy("interrupted while waiting for another transaction", e);
        }
    }

    void unlockWriter() {
        writer.unlock();
    }

    void checkOpen() {
        if (closed) {
            throw new Unavailable("the storage is closed", null);
        }
    }

    void close() {
        closed = true;
    }
}

package dev.coffer.storage.sqlite;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The database files that this process has open, each with its one writer. */
final class WriterRegistry {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Path, OpenFile> FILES = new HashMap<>();

    private WriterRegistry() {}

    /** Opens a file for the first storage on it. */
    interface Opener {
        /** Before anything of this process has it open: the only moment to look into it with Java's own I/O. */
        void prepare();

        /** The writer; absent if the storage only reads. */
        Optional<Writer> openWriter();
    }

    /** One file. Its lock is held while it is opened and closed, so that nobody looks into it meanwhile. */
    private static final class OpenFile {
        final ReentrantLock lock = new ReentrantLock();
        boolean prepared;

        @Nullable
        Writer writer;

        /** How many storages have it open or are about to; guarded by {@link #LOCK}. */
        int users;
    }

    /** The writer of a file, which stays open until {@link #release}. */
    static Optional<Writer> acquire(Path file, Opener opener) {
        OpenFile open = enter(file);
        boolean acquired = false;
        open.lock.lock();
        try {
            if (!open.prepared) {
                opener.prepare();
            }
            if (open.writer == null) {
                open.writer = opener.openWriter().orElse(null);
            }
            open.prepared = true;
            acquired = true;
            return Optional.ofNullable(open.writer);
        } finally {
            open.lock.unlock();
            if (!acquired) {
                release(file);
            }
        }
    }

    static void release(Path file) {
        OpenFile open = find(file);
        open.lock.lock();
        try {
            if (leave(open) == 0) {
                try {
                    closeWriter(open);
                } finally {
                    forgetIfUnused(file, open);
                }
            }
        } finally {
            open.lock.unlock();
        }
    }

    private static void closeWriter(OpenFile open) {
        @Nullable Writer writer = open.writer;
        open.prepared = false;
        open.writer = null;
        if (writer != null) {
            writer.close();
        }
    }

    private static OpenFile enter(Path file) {
        LOCK.lock();
        try {
            OpenFile open = FILES.computeIfAbsent(file, path -> new OpenFile());
            open.users++;
            return open;
        } finally {
            LOCK.unlock();
        }
    }

    private static OpenFile find(Path file) {
        LOCK.lock();
        try {
            return Objects.requireNonNull(FILES.get(file));
        } finally {
            LOCK.unlock();
        }
    }

    private static int leave(OpenFile open) {
        LOCK.lock();
        try {
            return --open.users;
        } finally {
            LOCK.unlock();
        }
    }

    private static void forgetIfUnused(Path file, OpenFile open) {
        LOCK.lock();
        try {
            if (open.users == 0) {
                FILES.remove(file);
            }
        } finally {
            LOCK.unlock();
        }
    }
}

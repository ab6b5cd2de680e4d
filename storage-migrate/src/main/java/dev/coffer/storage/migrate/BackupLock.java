package dev.coffer.storage.migrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one backup at a time be written to a directory: by the lock on a file, which ends with its process. The file says whose backups
 * are in the directory.
 */
final class BackupLock implements AutoCloseable {
    static final String NAME = ".coffer-backup.lock";

    private static final int LONGEST = 4_096;

    /** Of this process: to open the file and close it again would end the lock of the run that has it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private BackupLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static BackupLock of(Path place) {
        if (!Files.isDirectory(place)) {
            throw new TargetRefused("there is no such directory", null);
        }
        try {
            Path directory = place.toRealPath();
            if (!HELD.add(directory)) {
                throw taken();
            }
            try {
                return new BackupLock(directory, locked(directory.resolve(NAME)));
            } catch (IOException | RuntimeException e) {
                HELD.remove(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new TargetRefused("no file can be written and locked there", e);
        }
    }

    /** The file stays when the lock ends: to delete it would let two runs lock two files. */
    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                DumpFile.forItsOwner(file));
        try {
            if (channel.tryLock() == null) {
                throw taken();
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static TargetRefused taken() {
        return new TargetRefused("another backup is being written there", null);
    }

    /**
     * Whether the backups in this directory are of this source: the first one says so. Read and written through the lock's own channel:
     * closing another one would end the lock.
     */
    boolean isOf(String identity) throws IOException {
        byte[] line = (identity + "\n").getBytes(StandardCharsets.UTF_8);
        if (channel.size() == 0) {
            channel.write(ByteBuffer.wrap(line), 0);
            return true;
        }
        ByteBuffer there = ByteBuffer.allocate(LONGEST);
        channel.read(there, 0);
        return there.flip().equals(ByteBuffer.wrap(line));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock ends with the process at the latest
        } finally {
            HELD.remove(directory);
        }
    }
}

package dev.coffer.storage.migrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one backup at a time be written to a directory: by the lock on a file, which ends with its process. The file says whose backups
 * are in the directory.
 */
final class BackupLock implements AutoCloseable {
    static final String NAME = ".coffer-backup.lock";

    private static final int LONGEST = 4_096;

    private final FileChannel channel;

    private BackupLock(FileChannel channel) {
        this.channel = channel;
    }

    static BackupLock of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new TargetRefused("there is no such directory", null);
        }
        try {
            FileChannel channel = FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new TargetRefused("another backup is being written there", null);
            }
            return new BackupLock(channel);
        } catch (IOException e) {
            throw new TargetRefused("no file can be written and locked there", e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
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
        }
    }
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Where the file lies. Looks at names only: SQLite would lose its locks by a descriptor that is closed here. */
final class FileChecks {
    private static final long MEGABYTE = 1 << 20;
    private static final long LITTLE_SPACE = 64 * MEGABYTE; // what the log may grow to
    private static final long SMALL_SPACE = 256 * MEGABYTE;
    private static final long LARGE_LOG = 64 * MEGABYTE;
    private static final long HUGE_LOG = 1024 * MEGABYTE;

    /** Of a mode: only its owner may replace a file, as in /tmp. */
    private static final int STICKY = 01000;

    /** By the names that Linux and others have for them. */
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "afpfs",
            "webdav",
            "davfs",
            "9p",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "beegfs",
            "vboxsf",
            "prl_fs",
            "sshfs",
            "s3fs");

    private static final Set<String> VOLATILE = Set.of("tmpfs", "ramfs");

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> OF_OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("file-mode", FileChecks::fileMode),
            new Check<>("directory-mode", FileChecks::directoryMode),
            new Check<>("file-system", FileChecks::fileSystem),
            new Check<>("disk-space", FileChecks::diskSpace),
            new Check<>("wal-size", FileChecks::logSize));

    private FileChecks() {}

    private static Verdict fileMode(Examination examined) {
        for (Path file : List.of(examined.file(), examined.log(), Path.of(examined.file() + "-shm"))) {
            Set<PosixFilePermission> permissions = permissions(file);
            permissions.removeAll(OF_OWNER);
            if (!permissions.isEmpty()) {
                String observed = file.getFileName() + " has " + PosixFilePermissions.toString(permissions(file))
                        + ": others than its owner may read or change it";
                String advice = "chmod 600 the file, its -wal and its -shm";
                permissions.retainAll(OF_OTHERS);
                return permissions.isEmpty() ? Verdict.warn(observed, advice) : Verdict.fail(observed, advice);
            }
        }
        return Verdict.ok("for its owner alone");
    }

    /** Who may write there can put another file in its place. */
    private static Verdict directoryMode(Examination examined) {
        Path directory = Objects.requireNonNull(examined.file().getParent());
        Set<PosixFilePermission> permissions = permissions(directory);
        String advice = "chmod go-w the directory, or give the file one of its own";
        if (isSticky(directory)) {
            return Verdict.ok("each may replace their own files alone");
        }
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Verdict.fail("anybody may write into the directory, and replace the file", advice);
        }
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                ? Verdict.warn("a group may write into the directory, and replace the file", advice)
                : Verdict.ok("for its owner alone to write");
    }

    private static boolean isSticky(Path directory) {
        try {
            return directory.getFileSystem().supportedFileAttributeViews().contains("unix")
                    && ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where files have none. */
    private static Set<PosixFilePermission> permissions(Path file) {
        try {
            return Files.exists(file)
                            && file.getFileSystem()
                                    .supportedFileAttributeViews()
                                    .contains("posix")
                    ? EnumSet.copyOf(Files.getPosixFilePermissions(file))
                    : EnumSet.noneOf(PosixFilePermission.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileStore store(Examination examined) {
        try {
            return Files.getFileStore(examined.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Verdict fileSystem(Examination examined) {
        return ofType(store(examined).type());
    }

    /** By the type of a file store. */
    static Verdict ofType(String type) {
        String name = type.toLowerCase(Locale.ROOT).replaceFirst("^fuse\\.", "");
        if (NETWORK.contains(name)) {
            return Verdict.fail(
                    type + ": a network file system, whose locks cannot be relied on",
                    "put the file on a local disk, or use PostgreSQL");
        }
        return VOLATILE.contains(name)
                ? Verdict.warn(type + ": memory, which is gone with the next start", "put the file on a disk")
                : Verdict.ok(type);
    }

    private static Verdict diskSpace(Examination examined) {
        if (examined.isReadOnly()) {
            return Verdict.ok("not asked for, as it is opened for reading only");
        }
        long free;
        try {
            free = store(examined).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String observed = free / MEGABYTE + " MiB are free";
        String advice = "make room: a full disk refuses writes";
        if (free < LITTLE_SPACE) {
            return Verdict.fail(observed, advice);
        }
        return free < Math.max(SMALL_SPACE, examined.file().toFile().length())
                ? Verdict.warn(observed, advice)
                : Verdict.ok(observed);
    }

    private static Verdict logSize(Examination examined) {
        long size = examined.log().toFile().length();
        String observed = "the write-ahead log has " + size / MEGABYTE + " MiB";
        String advice = "end the transaction or the process that reads all the time; close the storage to shorten it";
        if (size > HUGE_LOG) {
            return Verdict.fail(observed, advice);
        }
        return size > LARGE_LOG ? Verdict.warn(observed, advice) : Verdict.ok(observed);
    }
}

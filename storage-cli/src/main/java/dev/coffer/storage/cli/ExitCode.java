package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.MigrationInterrupted;
import dev.coffer.storage.migrate.SourceUnreadable;
import dev.coffer.storage.migrate.TargetRefused;

/** What the process ends with. */
enum ExitCode {
    /** Every record arrived and was verified. */
    COMPLETE(0, "complete"),
    /** Records differ or were rejected. */
    DIFFERENT(1, "different"),
    USAGE(2, "usage"),
    /** Of {@code doctor}: nothing is wrong. */
    HEALTHY(0, "ok"),
    /** Of {@code doctor}: something should be done. */
    AILING(1, "warn"),
    /** Of {@code doctor}: something must be done. */
    ILL(2, "fail"),
    /** EX_USAGE of sysexits.h, where 2 says something of the storage. */
    DOCTOR_USAGE(64, "usage"),
    SOURCE_UNREADABLE(3, "sourceUnreadable"),
    TARGET_REFUSED(4, "targetRefused"),
    /** Can be resumed. */
    INTERRUPTED(5, "interrupted"),
    /** EX_SOFTWARE of sysexits.h. */
    UNFORESEEN(70, "unforeseen");

    private final int number;
    private final String label;

    ExitCode(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** What a failure of the library comes to. A storage that fails outside a migration is the one that a command was to change. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof InvalidInput) {
            return USAGE;
        }
        if (failure instanceof SourceUnreadable) {
            return SOURCE_UNREADABLE;
        }
        if (failure instanceof TargetRefused || failure instanceof StorageException) {
            return TARGET_REFUSED;
        }
        return failure instanceof MigrationInterrupted ? INTERRUPTED : UNFORESEEN;
    }

    /** Whether nothing was done, and there is nothing to report. */
    boolean isUsage() {
        return this == USAGE || this == DOCTOR_USAGE;
    }

    int number() {
        return number;
    }

    /** In the report. */
    String label() {
        return label;
    }
}

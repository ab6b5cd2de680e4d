package dev.coffer.resilience;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.postgres.FaultProxy;
import dev.coffer.storage.postgres.FaultProxy.Fault;
import java.util.UUID;

/** A kind of call that a fault meets, and how it may fail then. */
enum NetworkCall {
    /** With all connections gone, so that one has to be made. */
    BORROW(true) {
        @Override
        void make(Storage storage, FaultProxy network, Runnable inject) {
            network.cut();
            inject.run();
            storage.users().count();
        }
    },
    READ(true) {
        @Override
        void make(Storage storage, FaultProxy network, Runnable inject) {
            inject.run();
            storage.users().count();
        }
    },
    WRITE(false) {
        @Override
        void make(Storage storage, FaultProxy network, Runnable inject) {
            inject.run();
            items(storage).put(UUID.randomUUID().toString(), "v");
        }
    },
    COMMIT(false) {
        @Override
        void make(Storage storage, FaultProxy network, Runnable inject) {
            storage.inTransaction(tx -> {
                tx.keyValues().namespace("n").record("r").put(UUID.randomUUID().toString(), "v");
                inject.run();
            });
        }
    },
    SCAN(true) {
        @Override
        void make(Storage storage, FaultProxy network, Runnable inject) {
            inject.run();
            storage.keyValues().namespace("n").scan(Scan.all());
        }
    };

    private final boolean reads;

    NetworkCall(boolean reads) {
        this.reads = reads;
    }

    /** Makes it so that a fault that is injected meets just that. */
    abstract void make(Storage storage, FaultProxy network, Runnable inject);

    boolean mayFailBy(StorageException error) {
        return reads ? error instanceof Unavailable || error instanceof Timeout : error instanceof UnknownOutcome;
    }

    /** Whether it has to succeed all the same: a read is done again on another connection. */
    boolean survives(Fault fault) {
        return switch (fault) {
            case DELAY -> true;
            case STALL, HALF_OPEN -> false;
            case CUT_REQUEST, CUT_ANSWER, CUT_IN_RESULT -> reads;
        };
    }

    private static KeyValueRecord items(Storage storage) {
        return storage.keyValues().namespace("n").record("r");
    }
}

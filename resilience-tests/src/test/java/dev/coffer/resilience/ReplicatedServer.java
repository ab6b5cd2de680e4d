package dev.coffer.resilience;

import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.FaultProxy;
import dev.coffer.storage.postgres.OwnServer;

/** A primary, and its replica on a link of its own. */
final class ReplicatedServer implements AutoCloseable {
    private final OwnServer primary = new OwnServer(18).setting("max_connections", "100");
    private final OwnServer replica;
    private final FaultProxy link;

    private ReplicatedServer(boolean synchronous) {
        primary.start();
        Storage.open(primary.url()).close(); // with its tables
        link = new FaultProxy(primary.url());
        replica = primary.standby(link.port());
        if (synchronous) {
            primary.setting("synchronous_standby_names", "*").reload();
        }
    }

    /** A commit is acknowledged when the replica has it as well. */
    static ReplicatedServer synchronous() {
        return new ReplicatedServer(true);
    }

    /** A commit is acknowledged when the primary has it. */
    static ReplicatedServer asynchronous() {
        return new ReplicatedServer(false);
    }

    /** Names both. */
    String url() {
        return "postgresql://postgres@127.0.0.1:%d,127.0.0.1:%d/postgres".formatted(primary.port(), replica.port());
    }

    /** From now on the replica gets nothing. */
    void stallLink() {
        link.begin(FaultProxy.Fault.STALL);
    }

    void killPrimary() {
        primary.kill();
    }

    /** Returns when the replica takes writes. */
    void promoteReplica() {
        link.close();
        replica.promote();
    }

    @Override
    public void close() {
        link.close();
        replica.close();
        primary.close();
    }
}

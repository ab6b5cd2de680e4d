package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.fail;
import static dev.coffer.storage.postgres.Trouble.warn;

import dev.coffer.storage.postgres.FaultProxy.Fault;
import dev.coffer.storage.spi.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Of standbys. */
record ReplicationTroubles(OwnServer server) {
    private static final String WRITE_MUCH =
            "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000)) FROM generate_series(1, 80)";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    List<Trouble> all() {
        return List.of(
                warn("replication-lag", "a standby that is late", () -> replicated(true, false)),
                warn("replication-lag", "a standby without its primary", () -> replicated(false, true)),
                fail("writable", "a standby", () -> replicated(false, true)),
                warn("replication-slots", "one without a reader", this::abandonedSlot),
                fail("synchronous-standby", "gone", this::withoutSynchronousStandby));
    }

    private static List<Finding> replicated(boolean stalled, boolean ofStandby) throws Exception {
        try (OwnServer primary = new OwnServer(18).start()) {
            Patient patient = Patient.on(primary);
            primary.execute("GRANT pg_read_all_stats TO " + patient.name());
            try (FaultProxy link = new FaultProxy(primary.url());
                    OwnServer standby = primary.standby(link.port())) {
                awaitStandby(primary);
                if (stalled) {
                    link.begin(Fault.STALL);
                    primary.execute(WRITE_MUCH);
                }
                if (ofStandby) {
                    primary.kill();
                }
                String port = ":" + primary.port() + "/";
                return Patient.at(ofStandby ? patient.url().replace(port, ":" + standby.port() + "/") : patient.url())
                        .findings();
            }
        }
    }

    private static void awaitStandby(OwnServer primary) throws SQLException, InterruptedException {
        try (Connection connection = TestServer.connect(primary.url());
                Statement statement = connection.createStatement()) {
            for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
                try (ResultSet streaming = statement.executeQuery(
                        "SELECT FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NOT NULL")) {
                    if (streaming.next()) {
                        return;
                    }
                }
                Thread.sleep(50);
            }
            throw new IllegalStateException("the standby does not follow");
        }
    }

    private List<Finding> abandonedSlot() {
        server.execute("SELECT pg_create_physical_replication_slot('abandoned', true)");
        try {
            return Patient.on(server).findings();
        } finally {
            server.execute("SELECT pg_drop_replication_slot('abandoned')");
        }
    }

    private List<Finding> withoutSynchronousStandby() {
        Patient patient = Patient.on(server);
        try {
            server.setting("synchronous_standby_names", "*").reload();
            return patient.findings();
        } finally {
            server.setting("synchronous_standby_names", "").reload();
        }
    }
}

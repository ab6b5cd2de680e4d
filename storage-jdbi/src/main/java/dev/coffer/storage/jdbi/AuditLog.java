package dev.coffer.storage.jdbi;

import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.AuditContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches an audit log on and off. What is on stays on, whoever opens the database without. */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    static final String NAMESPACES = "SELECT namespace, with_values FROM coffer_audit_namespaces";
    static final String KEEP = """
            INSERT INTO coffer_audit_namespaces (namespace, with_values) VALUES (?, ?)
            ON CONFLICT (namespace) DO UPDATE SET with_values = excluded.with_values
            """;
    private static final String FORGET = "DELETE FROM coffer_audit_namespaces";
    private static final String SWITCHED = """
            INSERT INTO coffer_audit_pending (at, operation, id, actor, request, change) VALUES (?, ?, 'audit', ?, ?, '{}')
            """;
    private static final String WAS_ON =
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM coffer_audit_head WHERE last_position > 0) OR EXISTS (SELECT 1 FROM coffer_audit_pending)";

    private AuditLog() {}

    /**
     * Sees to it that what the configuration wants is recorded.
     *
     * @param mode what may be made
     * @throws SchemaMismatch if something is not recorded, and the mode does not allow to change that
     */
    public static void open(Database database, AuditTriggers triggers, StorageConfig config, SchemaMode mode) {
        if (config.audit().isEmpty() || mode == SchemaMode.NONE) {
            return;
        }
        AuditSettings settings = config.audit().get();
        Set<String> missing = database.read(connection -> missing(connection, triggers, settings));
        if (missing.isEmpty()) {
            return;
        }
        if (mode == SchemaMode.VALIDATE) {
            if (database.read(connection -> triggers.areOff(connection.handle()))) {
                throw new SchemaMismatch(
                        "the audit log is switched off, and the schema mode does not allow to switch it on; with the mode none it can be read",
                        null);
            }
            throw new SchemaMismatch(
                    "the audit log lacks, or has others than the configuration says: "
                            + missing.stream().sorted().limit(5).collect(Collectors.joining(", "))
                            + "; and the schema mode does not allow to switch it on",
                    null);
        }
        database.atomic(connection -> {
            triggers.lock(connection);
            boolean off = triggers.areOff(connection.handle());
            boolean gap = !triggers.silent(connection.handle()).isEmpty();
            if (!triggers.missing(connection.handle()).isEmpty()) {
                triggers.make(connection);
            }
            if (gap && (!off || wasOn(connection))) { // where some are on it is not the first time
                Instant now = config.clock().instant().truncatedTo(ChronoUnit.MICROS);
                record(connection, AuditOperation.AUDIT_SWITCHED_ON, now, null, null);
            }
            Map<String, Boolean> kept = namespaces(connection);
            settings.namespaces().forEach((namespace, values) -> {
                if (!values.equals(kept.get(namespace))) {
                    connection.update(
                            KEEP, arguments -> arguments.text(namespace).number(values ? 1 : 0));
                }
            });
            return connection;
        });
        LOG.atInfo().addKeyValue("namespaces", settings.namespaces()).log("the audit log is switched on");
    }

    /** Ends the recording, and records that. */
    public static void switchOff(SqlConnection connection, AuditTriggers triggers, AuditContext by) {
        triggers.lock(connection);
        boolean off = triggers.areOff(connection.handle());
        triggers.drop(connection.handle());
        connection.update(FORGET, arguments -> {});
        if (!off) {
            record(
                    connection,
                    AuditOperation.AUDIT_SWITCHED_OFF,
                    by.at(),
                    by.actor(),
                    by.request().orElse(null));
            LOG.atWarn().addKeyValue("actor", by.actor()).log("the audit log is switched off");
        }
    }

    private static boolean wasOn(SqlConnection connection) {
        return connection.findOne(WAS_ON, arguments -> {}, row -> row.number(1)).isPresent();
    }

    private static void record(
            SqlConnection connection,
            AuditOperation operation,
            Instant at,
            @Nullable String actor,
            @Nullable String request) {
        connection.update(
                SWITCHED,
                arguments -> arguments
                        .instant(at)
                        .text(operation.toString())
                        .text(actor)
                        .text(request));
    }

    private static Set<String> missing(SqlConnection connection, AuditTriggers triggers, AuditSettings settings) {
        Collection<String> others = triggers.missing(connection.handle());
        Set<String> missing = new HashSet<>(others);
        Map<String, Boolean> kept = namespaces(connection);
        settings.namespaces().forEach((namespace, values) -> {
            if (!values.equals(kept.get(namespace))) {
                missing.add("namespace " + namespace);
            }
        });
        return missing;
    }

    private static Map<String, Boolean> namespaces(SqlConnection connection) {
        Map<String, Boolean> namespaces = new HashMap<>();
        connection
                .list(NAMESPACES, arguments -> {}, row -> Map.entry(row.text(1), row.number(2) == 1))
                .forEach(kept -> namespaces.put(kept.getKey(), kept.getValue()));
        return namespaces;
    }
}

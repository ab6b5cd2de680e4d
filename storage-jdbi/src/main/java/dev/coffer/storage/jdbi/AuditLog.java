package dev.coffer.storage.jdbi;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
            throw new SchemaMismatch(
                    "the audit log lacks, or has others than the configuration says: "
                            + missing.stream().sorted().limit(5).collect(Collectors.joining(", "))
                            + "; and the schema mode does not allow to switch it on",
                    null);
        }
        database.atomic(connection -> {
            triggers.lock(connection);
            if (!triggers.missing(connection.handle()).isEmpty()) {
                triggers.make(connection);
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

    /** Ends the recording. */
    public static void switchOff(SqlConnection connection, AuditTriggers triggers) {
        triggers.lock(connection);
        triggers.drop(connection.handle());
        connection.update(FORGET, arguments -> {});
        LOG.atWarn().log("the audit log is switched off");
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

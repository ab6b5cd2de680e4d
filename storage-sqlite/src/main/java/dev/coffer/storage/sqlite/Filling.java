package dev.coffer.storage.sqlite;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.jdbi.MovedAuditLog;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills a {@link MigrationFile}, in the order of keys, so that all but the unique indexes only grow at their ends. */
final class Filling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);
    private static final String SOUND = "ok";
    private static final List<String> CLEAR = List.of(
            "DELETE FROM coffer_users",
            "DELETE FROM coffer_sessions",
            "DELETE FROM coffer_tokens",
            "DELETE FROM coffer_key_values",
            "DELETE FROM coffer_audit",
            "DELETE FROM coffer_audit_pending");

    private final MigrationFile file;
    private final SqliteConnection connection;
    private final SqliteSchema schema;
    private final Handle handle;
    private final Map<RecordKind, RecordKey> reached = new EnumMap<>(RecordKind.class);
    private final RecordWriter writer;
    private final LongTransaction transaction;
    private final List<AuditState> auditLogs = new ArrayList<>();
    private boolean isNew;

    private Filling(MigrationFile file, SqliteSchema schema) {
        this.file = file;
        this.schema = schema;
        connection = file.connection();
        handle = Opening.HANDLES.on(connection);
        writer = new RecordWriter(connection);
        transaction = new LongTransaction(connection);
    }

    /**
     * Makes the tables, or goes on with those that are there.
     *
     * @param anew whether what was loaded into them is deleted
     */
    static Filling begin(MigrationFile file, SqliteSchema schema, String source, boolean anew) {
        try {
            Filling filling = new Filling(file, schema);
            OwnTransaction.run(filling.connection, () -> filling.begin(source, anew));
            return filling;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private boolean begin(String source, boolean anew) throws SQLException {
        isNew = schema.make(handle);
        if (isNew) {
            dropIndexes();
        } else if (anew) {
            deleteAll();
            Checkpoints.forget(handle);
        }
        SqliteAuditTriggers.INSTANCE.drop(handle); // made by one that was completed, and not published
        Checkpoints.begin(handle, source);
        reached.putAll(Checkpoints.reached(handle));
        return true;
    }

    /** Those that speed up queries. They are faster made from all rows at once. */
    private void dropIndexes() throws SQLException {
        for (String index : SqliteSchema.indexes(handle).keySet()) {
            connection.run("DROP INDEX " + index); // a name out of the library's own script
        }
    }

    Optional<RecordKey> reached(RecordKind kind) {
        return Optional.ofNullable(reached.get(kind));
    }

    void load(RecordRows records) {
        if (records.size() > 0) {
            RecordKind kind = records.kind();
            RecordKey last = RecordKey.of(records, records.size() - 1);
            transaction.join(() -> {
                writer.write(records);
                Checkpoints.update(handle, kind, last);
                return true;
            });
            reached.put(kind, last);
        }
    }

    List<Refusal> add(RecordRows records) {
        return transaction.join(() -> writer.add(records, false));
    }

    void raiseHighWater(long version) {
        transaction.join(() -> {
            writer.raiseHighWater(version);
            return true;
        });
    }

    /** What is to be recorded, by several: the ends of the chain are those of the last. */
    void auditLog(AuditState log) {
        auditLogs.add(log);
    }

    void clear() {
        transaction.commit();
        OwnTransaction.run(connection, () -> {
            deleteAll();
            Checkpoints.reset(handle);
            return true;
        });
        reached.clear();
        inPhase(Phase.WRITE, () -> connection.run("VACUUM"));
    }

    private void deleteAll() throws SQLException {
        dropIndexes();
        for (String statement : CLEAR) {
            connection.run(statement);
        }
        MovedAuditLog.clear(handle);
    }

    void complete() {
        transaction.commit();
        OwnTransaction.run(connection, () -> {
            Map<String, String> present = SqliteSchema.indexes(handle);
            for (Map.Entry<String, String> index : schema.indexes().entrySet()) {
                if (!present.containsKey(index.getKey())) {
                    connection.run(index.getValue());
                }
            }
            auditLogs.forEach(log -> SqliteAuditLog.write(handle, log));
            if (auditLogs.stream().anyMatch(AuditState::recording)) {
                SqliteAuditTriggers.INSTANCE.make(connection.statements());
            }
            return true;
        });
        inPhase(Phase.READ, this::demandSound);
    }

    /** What was written in one go can only be wrong as a whole; what was found may have been through a loss of power. */
    private void demandSound() throws SQLException {
        if (!SOUND.equals(connection.pragma(isNew ? "quick_check(1)" : "integrity_check(1)"))) {
            throw new Corrupt("the file that was filled is damaged", null);
        }
        writer.demandUsers();
    }

    /** To be closed afterwards. */
    void finish(Instant now, Publication publication) {
        transaction.commit();
        inPhase(Phase.WRITE, file::synchronize);
        OwnTransaction.run(connection, () -> {
            Checkpoints.finish(handle, now);
            return true;
        });
        inPhase(Phase.WRITE, () -> file.publish(publication));
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void inPhase(Phase phase, Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, phase);
        }
    }

    /** The connection, to be read. */
    SqliteConnection committed() {
        transaction.commit();
        return connection;
    }

    @Override
    public void close() {
        try (file) {
            transaction.end();
        } catch (StorageException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("the last that was loaded is not kept, and has to be loaded again");
        }
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.Busy;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.MovedAuditLog;
import dev.coffer.storage.jdbi.UserTerms;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of a schema, filled by COPY before they have their indexes. */
final class PostgresRecordTarget implements RecordTarget {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresRecordTarget.class);

    /** As long as the session lives. The first number keeps it apart from the lock of the schema. */
    private static final String LOCK = "SELECT pg_advisory_lock(hashtext('coffer migration'), hashtext(:schema))";

    /** Only until the statement ends. */
    private static final String LOOK =
            "SELECT pg_advisory_xact_lock_shared(hashtext('coffer migration'), hashtext(:schema))";

    private static final String SET_LOCK_TIMEOUT = "SELECT set_config('lock_timeout', :milliseconds, false)";

    private static final String LOCK_TABLES = """
            LOCK TABLE coffer_users, coffer_sessions, coffer_tokens, coffer_key_values, coffer_audit, coffer_audit_pending,
              coffer_audit_head, coffer_audit_namespaces, coffer_migration
            IN ACCESS EXCLUSIVE MODE
            """;
    private static final String TRUNCATE = """
            TRUNCATE coffer_users, coffer_sessions, coffer_tokens, coffer_key_values, coffer_user_terms, coffer_audit,
              coffer_audit_pending
            """;

    /** More statements than this have nothing to wait for but each other. */
    private static final int AT_ONCE = 6;

    private final RecordConnections connections;
    private final SchemaNames names;
    private final PostgresSchema schema;
    private final Handle handle;
    private final String identity;
    private final String location;
    private final State state;
    private final Map<RecordKind, RecordKey> reached = new EnumMap<>(RecordKind.class);
    private @Nullable OpenCopy open;
    private @Nullable RecordTable loading;
    private @Nullable Completion completion;
    private AuditState auditLog = AuditState.NONE;
    private boolean filling;

    private PostgresRecordTarget(
            RecordConnections connections, SchemaNames names, PostgresSchema schema, Handle handle) {
        this.connections = connections;
        this.names = names;
        this.schema = schema;
        this.handle = handle;
        identity = DatabaseIdentity.of(handle, names);
        location = DatabaseIdentity.location(connections, handle, names);
        if (RowSecurity.isActive(handle)) { // COPY would be refused
            throw RowSecurity.hidden();
        }
        state = TargetTables.state(handle, schema, names);
        if (state == State.UNFINISHED) {
            demandAlone(LOOK);
        }
        if (state == State.UNFINISHED || state == State.FINISHED) {
            connections.prove(names);
            reached.putAll(Checkpoints.reached(handle));
        }
    }

    static PostgresRecordTarget of(StorageConfig config, List<Migration> migrations) {
        if (config.readOnly()) {
            throw new ReadOnly("what is open for reading only cannot be filled", null);
        }
        if (config.transactionPooling()) {
            throw new InvalidInput(
                    "transactionPooling", "must not be set for a target: it needs connections to the server itself");
        }
        RecordConnections connections = new RecordConnections(config);
        return connections.open(() -> open(connections, migrations));
    }

    private static PostgresRecordTarget open(RecordConnections connections, List<Migration> migrations) {
        try {
            Connection connection = connections.connect();
            try {
                SchemaNames names = SchemaNames.of(connections.config(), connection);
                return new PostgresRecordTarget(
                        connections,
                        names,
                        new PostgresSchema(names, migrations, OwnerRole.of(connections.config())),
                        PostgresTypes.jdbi(() -> connection, names).open());
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    private static void run(Phase phase, Work work) {
        try {
            work.run();
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, phase);
        }
    }

    /** Waits for locks as long as the configuration lets a call wait. */
    private void inTransaction(Work work) {
        run(
                Phase.TRANSACTION,
                () -> Connections.inTransaction(
                        handle.getConnection(), SessionSettings.inTransactions(connections.config()), () -> {
                            work.run();
                            return handle;
                        }));
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void begin(String source) {
        begin(source, false);
    }

    @Override
    public void beginAnew(String source) {
        begin(source, true);
    }

    private void begin(String source, boolean anew) {
        run(Phase.TRANSACTION, () -> {
            demandAlone(LOCK);
            schema.make(handle);
            connections.prove(names);
        });
        inTransaction(() -> {
            handle.execute(LOCK_TABLES);
            State present = TargetTables.state(handle, schema, names);
            if (present != State.EMPTY && present != State.UNFINISHED) {
                throw new Busy("somebody else has written into the tables meanwhile", null);
            }
            PostgresAuditTriggers.stop(handle); // what is filled is not recorded row by row
            if (anew && present == State.UNFINISHED) {
                deleteAll();
                Checkpoints.forget(handle);
            }
            Checkpoints.begin(handle, source);
            UserTerms.giveUp(handle);
            if (present == State.EMPTY) {
                dropShape();
            }
            reached.clear();
            reached.putAll(Checkpoints.reached(handle));
        });
        filling = true;
    }

    /** What is not being filled is somebody's storage. */
    private void demandFilling() {
        if (!filling) {
            throw new IllegalStateException("only between begin and finish");
        }
    }

    /** Waits a little for one that has just been killed. */
    private void demandAlone(String lock) {
        setLockTimeout(connections.config().lockTimeout());
        try {
            handle.createQuery(lock)
                    .bind("schema", names.schema())
                    .mapTo(String.class)
                    .findOne();
        } catch (RuntimeException e) {
            RuntimeException failure = PostgresErrors.translate(e, Phase.TRANSACTION);
            throw failure instanceof Busy
                    ? new Busy("another migration fills these tables now", failure.getCause())
                    : failure;
        }
        setLockTimeout(Duration.ZERO);
    }

    private void setLockTimeout(Duration timeout) {
        handle.createQuery(SET_LOCK_TIMEOUT)
                .bind("milliseconds", Long.toString(timeout.toMillis()))
                .mapTo(String.class)
                .one();
    }

    private void dropShape() {
        BulkShape.expected().dropping(names).forEach(handle::execute);
    }

    private void deleteAll() {
        dropShape();
        handle.execute(TRUNCATE);
        MovedAuditLog.clear(handle);
    }

    /** Only what is committed. */
    @Override
    public Optional<RecordKey> reached(RecordKind kind) {
        return Optional.ofNullable(reached.get(kind));
    }

    @Override
    public void clear() {
        demandFilling();
        commitOpen();
        endCompletion();
        inTransaction(() -> {
            deleteAll();
            Checkpoints.reset(handle);
        });
        reached.clear();
    }

    /** What makes most indexes is first, so that most of them are made while the rest is loaded. */
    @Override
    public List<RecordKind> order() {
        return List.of(
                RecordKind.KEY_VALUE,
                RecordKind.AUDIT_RECORD,
                RecordKind.USER,
                RecordKind.SESSION,
                RecordKind.TOKEN,
                RecordKind.UNSEALED_AUDIT_RECORD);
    }

    @Override
    public void auditLog(AuditState log) {
        demandFilling();
        auditLog = log;
    }

    @Override
    public void load(RecordRows records) {
        demandFilling();
        if (records.size() == 0) {
            return;
        }
        RecordTable table = RecordTable.of(records.kind());
        if (open == null || open.table() != table) {
            commitOpen();
            turnTo(table);
        }
        if (completion != null) {
            completion.demandNoFailure();
        }
        copying(() -> {
            OpenCopy copy = open != null ? open : OpenCopy.begin(handle, names, table);
            open = copy;
            copy.write(records);
        });
        if (open != null && open.isLong()) {
            commitOpen();
        }
    }

    /** A table that is filled gets its indexes while the others are being filled. */
    private void turnTo(RecordTable table) {
        RecordTable before = loading;
        if (before != null && before != table) {
            run(Phase.TRANSACTION, () -> completion().filled(before.table()));
        }
        loading = table;
    }

    private void endCompletion() {
        if (completion != null) {
            completion.close();
            completion = null;
            loading = null;
        }
    }

    private Completion completion() {
        Completion running = completion;
        if (running == null) {
            running = new Completion(
                    connections,
                    Math.min(connections.config().poolSize(), AT_ONCE),
                    BulkShape.TABLES,
                    BulkShape.expected().making(SchemaObjects.present(handle, names), names));
            completion = running;
        }
        return running;
    }

    private void commitOpen() {
        OpenCopy copy = open;
        if (copy != null) {
            copying(() -> reached.put(copy.table().kind(), copy.commit()));
            open = null;
        }
    }

    /** What fails half-way may have sent half a chunk, which must not be committed. */
    private void copying(Work work) {
        try {
            work.run();
        } catch (SQLException | RuntimeException | Error e) {
            open = null;
            Connections.abort(handle.getConnection());
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }

    @Override
    public List<Refusal> add(RecordRows records) {
        RecordAddition addition = new RecordAddition(handle, records);
        inTransaction(() -> {
            addition.run();
            if (records.kind() == RecordKind.USER) {
                UserTerms.giveUp(handle);
            }
        });
        return addition.refusals();
    }

    @Override
    public List<Refusal> refusals(RecordRows records) {
        RecordAddition addition = new RecordAddition(handle, records);
        run(Phase.READ, addition::foresee);
        return addition.refusals();
    }

    @Override
    public void raiseHighWater(long version) {
        commitOpen();
        run(Phase.READ, () -> {
            if (VersionSequence.highest(handle) < version) {
                inTransaction(() -> VersionSequence.raise(handle, version));
            }
        });
    }

    @Override
    public void complete() {
        demandFilling();
        commitOpen();
        run(Phase.TRANSACTION, () -> {
            try {
                completion().end();
            } finally {
                endCompletion();
            }
            schema.validate(handle);
        });
        inTransaction(this::completeAuditLog);
    }

    private void completeAuditLog() throws SQLException {
        PostgresAuditLog.write(handle, auditLog);
        if (auditLog.recording() || PostgresAuditTriggers.areStopped(handle)) {
            new PostgresAuditTriggers(OwnerRole.of(connections.config())).make(handle, names);
        }
    }

    @Override
    public RecordSource written() {
        commitOpen();
        return PostgresRecordSource.ofTables(connections);
    }

    @Override
    public void finish() {
        demandFilling();
        commitOpen();
        inTransaction(() -> {
            handle.createQuery(SessionSettings.DURABLE).mapTo(String.class).findOne();
            Checkpoints.finish(handle, connections.config().clock().instant());
        });
        filling = false;
    }

    /** Keeps what was loaded, if it still can. */
    @Override
    public void close() {
        endCompletion();
        try (connections;
                handle) {
            commitOpen();
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("what was loaded last is lost");
        }
    }
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.jdbi.UserTerms;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database file to be filled: as another one beside it, and once that has taken its name, in place. */
final class SqliteTarget implements RecordTarget {
    private final Opening opening;
    private final SqliteSchema schema;
    private final InstantSource clock;
    private final Path file;
    private final State state;
    private @Nullable Filling filling;
    private @Nullable TargetDatabase inPlace;
    private boolean finished;

    SqliteTarget(Opening opening, SqliteSchema schema, InstantSource clock, Path file) {
        this.opening = opening;
        this.schema = schema;
        this.clock = clock;
        this.file = file;
        state = MigrationFile.isBeside(file) ? State.UNFINISHED : TargetDatabase.state(opening, file);
        finished = state == State.FINISHED;
    }

    @Override
    public String identity() {
        return SqliteSource.identity(file);
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
        if (filling != null) {
            throw new IllegalStateException("it was begun before");
        }
        boolean isNew = state == State.EMPTY;
        boolean isEmpty = isNew || state == State.UNFINISHED;
        if (!isEmpty || TargetDatabase.state(opening, file) != State.EMPTY) {
            throw new SchemaMismatch("the database is not empty", null);
        }
        long highWater = TargetDatabase.highWater(opening, file);
        filling = Filling.begin(MigrationFile.open(file, isNew, opening.lockTimeout()), schema, source, anew);
        filling.raiseHighWater(highWater);
        TargetDatabase.auditLog(opening, file).ifPresent(filling::auditLog);
    }

    @Override
    public List<RecordKind> order() {
        return List.of(RecordKind.values());
    }

    @Override
    public void auditLog(AuditState log) {
        filling().auditLog(log);
    }

    @Override
    public Optional<RecordKey> reached(RecordKind kind) {
        return filling().reached(kind);
    }

    @Override
    public void clear() {
        filling().clear();
    }

    @Override
    public void load(RecordRows records) {
        filling().load(records);
    }

    @Override
    public List<Refusal> add(RecordRows records) {
        return finished
                ? OwnTransaction.run(inPlace(), () -> addInPlace(records))
                : filling().add(records);
    }

    private List<Refusal> addInPlace(RecordRows records) throws SQLException {
        if (records.kind() == RecordKind.USER) {
            UserTerms.giveUp(Opening.HANDLES.on(inPlace()));
        }
        return new RecordWriter(inPlace()).add(records, true);
    }

    @Override
    public List<Refusal> refusals(RecordRows records) {
        try {
            return new RecordWriter(inPlace()).refusals(records);
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    @Override
    public void raiseHighWater(long version) {
        if (finished) {
            OwnTransaction.run(inPlace(), () -> {
                new RecordWriter(inPlace()).raiseHighWater(version);
                return true;
            });
        } else {
            filling().raiseHighWater(version);
        }
    }

    @Override
    public void complete() {
        filling().complete();
    }

    @Override
    public RecordSource written() {
        return finished
                ? opening.source()
                : new SqliteSource(file, new Snapshot(filling().committed()), () -> {});
    }

    @Override
    public void finish() {
        filling().finish(clock.instant(), new Publication(opening));
        finished = true;
        closeFilling();
    }

    private Filling filling() {
        if (filling == null) {
            throw new IllegalStateException("only between begin and finish");
        }
        return filling;
    }

    private SqliteConnection inPlace() {
        if (inPlace == null) {
            inPlace = TargetDatabase.open(opening, file);
        }
        return inPlace.connection();
    }

    private void closeFilling() {
        if (filling != null) {
            Filling open = filling;
            filling = null;
            open.close();
        }
    }

    @Override
    public void close() {
        try {
            closeFilling();
        } finally {
            if (inPlace != null) {
                inPlace.close();
                inPlace = null;
            }
        }
    }
}

package dev.coffer.storage.spi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Unsupported;
import java.util.List;
import java.util.Optional;

/**
 * The tables of a storage, to be filled. Opening one changes nothing. Two ways lead through it:
 *
 * <ul>
 *   <li>Filling empty tables: {@link #begin}, {@link #auditLog}, {@link #load} for each kind, {@link #raiseHighWater}, {@link #complete}, {@link
 *       #finish}. From {@code begin} to {@code finish} nobody can open the tables as a storage. When it stops in between, another
 *       target on the same tables goes on from {@link #reached}. Nothing of it is recorded in an audit log.
 *   <li>Adding to tables that were filled before: {@link #add} and {@link #raiseHighWater}, while the storage is in use.
 * </ul>
 *
 * <p>Records that come here have passed {@link RecordRules}. For one thread at a time.
 */
public interface RecordTarget extends AutoCloseable {
    /** {@return as {@link RecordSource#identity()}} */
    String identity();

    /** {@return as {@link RecordSource#location()}} */
    default String location() {
        return identity();
    }

    /** {@return what was found when it was opened} */
    State state();

    /** What is in the tables. */
    enum State {
        /** No records, or no tables. */
        EMPTY,
        /** What a {@link RecordTarget} left behind that did not come to {@link RecordTarget#finish}. */
        UNFINISHED,
        /** A storage that was filled this way. */
        FINISHED,
        /** Records that came in another way. */
        OCCUPIED
    }

    /**
     * Makes the tables if they are not there, and marks them as unfinished. Goes on where {@link State#UNFINISHED} was found.
     *
     * @param source {@link RecordSource#identity()} of what will be loaded; kept
     * @throws dev.coffer.storage.SchemaMismatch if what an unfinished migration has left comes from another source
     * @throws dev.coffer.storage.StorageException as the storage fails, or is not {@link State#EMPTY} or {@link
     *     State#UNFINISHED} any more
     */
    void begin(String source);

    /**
     * As {@link #begin}, but deletes what an unfinished migration has left, whatever its source, all at once.
     *
     * @param source {@link RecordSource#identity()} of what will be loaded; kept
     * @throws dev.coffer.storage.StorageException as {@link #begin}
     */
    void beginAnew(String source);

    /**
     * {@return the key of the last record that is there; empty if there is none} What {@link #load} has taken and not yet stored does
     * not count.
     *
     * @param kind of which kind
     */
    Optional<RecordKey> reached(RecordKind kind);

    /** Deletes what was loaded, so that loading begins anew. Only between {@link #begin} and {@link #finish}. */
    void clear();

    /**
     * {@return in which order the kinds are best loaded: all of them, users before what refers to them; without those of an audit log if it
     * can have none} By default it can have none.
     */
    default List<RecordKind> order() {
        return RecordKind.withoutAuditLog();
    }

    /**
     * Says what the audit log is to be beside its records. From {@link #complete} on it is: its chain ends where it did, its numbers go on, and
     * what was recorded is. What the target has recorded before {@link #begin} it goes on recording, whatever this says. Called before anything
     * is loaded, also by one that goes on, if the source has a log, and only if the log's kinds are in the {@link #order}.
     *
     * @param state {@link RecordSource#auditLog()}
     */
    default void auditLog(AuditState state) {
        throw new Unsupported(Capability.AUDIT);
    }

    /**
     * Stores records and, with them, how far loading is: all or nothing, and never twice. May wait for more, to store several
     * chunks at once: until {@link #reached} says so, until it is called for another kind, or until any other method but that is called.
     *
     * @param records in ascending order of their keys, all above {@link #reached} and above those before them; kind after kind, best in the
     *     {@link #order}
     * @throws dev.coffer.storage.StorageException as the storage fails, perhaps with chunks that it has taken before: nothing more can
     *     be loaded here then, and another target goes on from {@link #reached}
     */
    void load(RecordRows records);

    /**
     * Stores those of the records that do not collide with what is there. While the tables are being filled, a record may come
     * before its user: {@link #written} tells which never got one. In a storage that is in use it must not; and there it is a change
     * like any other, which an audit log records, while records of a log are none to be added.
     *
     * @param records in any order
     * @return what was not stored; empty if all of it was
     * @throws dev.coffer.storage.StorageException as the storage fails; then none of them is stored
     */
    List<Refusal> add(RecordRows records);

    /**
     * {@return what {@link #add} would not store in a storage that is in use, were it called now} Changes nothing. A user among the records
     * is none that is there.
     *
     * @param records in any order
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    List<Refusal> refusals(RecordRows records);

    /**
     * Why a record was not added.
     *
     * @param row which of the records, from 0
     * @param field {@code id}, {@code email}, {@code tokenHash} or {@code key} if another record has it, {@code userId} if there is no
     *     such user
     * @param present whether the very same record is there already
     */
    record Refusal(int row, String field, boolean present) {}

    /**
     * Makes sure that a key-value written from now on gets a higher version than this.
     *
     * @param version {@link RecordSource#highWater()}, or the highest version that was loaded if that is higher
     */
    void raiseHighWater(long version);

    /**
     * Brings the tables into the shape in which a storage has them: indexes, constraints, statistics. Checks what it can. May be
     * called again.
     *
     * @throws dev.coffer.storage.StorageException as the storage fails, or what was loaded breaks a constraint
     */
    void complete();

    /** {@return a view of what is there now, read anew, for the caller to close before this} */
    RecordSource written();

    /** Makes it a storage that can be opened. When it returns, all of it is durable. */
    void finish();

    /** Gives everything back. What was not finished can be gone on with by another target on the same tables. */
    @Override
    void close();
}

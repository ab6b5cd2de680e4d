package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.Migration.Earlier;
import dev.coffer.storage.migrate.Migration.Going;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Moves all records of one storage into another, empty one, and verifies that they are there:
 *
 * <pre>{@code
 * MigrationReport report = Migrator.between(sqlite, postgres).rejects(Path.of("rejects.ndjson")).run();
 * if (!report.complete()) { … }
 * }</pre>
 *
 * <p>Source and target are named by URL: those of the providers, and {@code ndjson:FILE}, the portable dump ({@code ndjson:FILE.gz},
 * {@code ndjson:-} for a pipe); {@code torii:FILE} is a source only. A source is read as of one moment while others go on writing to it; what they write
 * afterwards is not moved. An {@linkplain dev.coffer.storage.Audit audit log} is, with what is not sealed yet, and goes on in the target; of the move
 * itself it has no record. The keys of {@link dev.coffer.storage.Storage#applyOnce} are not moved.
 *
 * <p>From its first record on until all is verified, nobody can open the target as a storage. A migration that stops in between is
 * gone on with by {@link #resuming}, or begun anew by {@link #restarting}. To stop one, interrupt its thread.
 *
 * <p>Immutable. A migration uses its own threads beside the caller's.
 */
public final class Migrator {
    private final StorageConfig source;
    private final StorageConfig target;
    private final Optional<Path> rejects;
    private final Earlier earlier;
    private final MigrationListener listener;

    private Migrator(
            StorageConfig source,
            StorageConfig target,
            Optional<Path> rejects,
            Earlier earlier,
            MigrationListener listener) {
        this.source = source;
        this.target = target;
        this.rejects = rejects;
        this.earlier = earlier;
        this.listener = listener;
    }

    /**
     * {@return a migration between these two}
     *
     * @param source where the records are
     * @param target where they are to be; its {@code poolSize} says how many connections build indexes at once, its {@code limits} what
     *     a record may be
     */
    public static Migrator between(StorageConfig source, StorageConfig target) {
        return new Migrator(
                Objects.requireNonNull(source, "source"),
                Objects.requireNonNull(target, "target"),
                Optional.empty(),
                Earlier.REFUSED,
                MigrationListener.NOBODY);
    }

    /**
     * {@return the same, writing each record that does not arrive to a file} As lines of a dump, with the reason: once mended, the file
     * can be loaded into the finished target by a migration that is {@link #resuming}. It comes into being with the first such record,
     * replaces what was there, has all there is of a record and so is readable by its owner alone.
     *
     * @param file where; not the source itself
     */
    public Migrator rejects(Path file) {
        return new Migrator(source, target, Optional.of(file), earlier, listener);
    }

    /**
     * {@return the same, going on where an earlier run of the same source stopped} Without an earlier run it simply begins. Into a target
     * that an earlier run has finished, it inserts those of the source's records that are not there. That is meant for mended rejects:
     * from the source as a whole, what was deleted in the target since would come back. A record that is there with other content is
     * rejected, and left as it is. What is inserted so is a change of a storage in use, which its audit log records; the source's is left out.
     */
    public Migrator resuming() {
        return new Migrator(source, target, rejects, Earlier.RESUMED, listener);
    }

    /**
     * {@return the same, beginning anew where an earlier run, of whatever source, stopped} What that has brought is deleted. Without such
     * a run it simply begins. A finished target is refused. Replaces {@link #resuming}.
     */
    public Migrator restarting() {
        return new Migrator(source, target, rejects, Earlier.RESTARTED, listener);
    }

    /**
     * {@return the same, telling how far it is}
     *
     * @param listener is told
     */
    public Migrator listener(MigrationListener listener) {
        return new Migrator(source, target, rejects, earlier, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Moves the records. A record that breaks a rule costs that record, and a user those that refer to it; the rest arrives.
     *
     * @return what arrived, and what did not. If the verification finds a difference, the target stays unfinished
     * @throws InvalidInput if a URL is wrong, or {@code rejects} is the source itself
     * @throws SourceUnreadable if the source cannot be read
     * @throws TargetRefused if the target cannot be filled; it is as it was
     * @throws MigrationInterrupted if the thread was interrupted, which it is then again, or the target failed on the way
     */
    public MigrationReport run() {
        return migration().run(false);
    }

    /**
     * Reads the whole source and finds out what would become of it; writes nothing, but for the file of rejects. {@link #resuming} into a
     * finished target, that is what would not fit in beside the records which are there now. What an unfinished migration has left is
     * not looked into.
     *
     * @return what would arrive, and what would not
     * @throws InvalidInput as {@link #run}
     * @throws SourceUnreadable as {@link #run}
     * @throws TargetRefused as {@link #run}
     * @throws MigrationInterrupted if the thread was interrupted
     */
    public MigrationReport dryRun() {
        return migration().run(true);
    }

    private Migration migration() {
        return new Migration(
                () -> source.provider().openSource(source),
                () -> target.provider().openTarget(target),
                target.recordRules(Ndjson::parse),
                rejects,
                earlier,
                Going.ON,
                listener);
    }
}

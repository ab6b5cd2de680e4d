package dev.coffer.storage.migrate;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.MigrationListener.Step;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads two storages as of one moment each and compares all of their records, whoever copied them. Immutable. Uses threads of its own
 * beside the caller's.
 */
public final class Verifier {
    private final StorageConfig source;
    private final StorageConfig target;
    private final MigrationListener listener;

    private Verifier(StorageConfig source, StorageConfig target, MigrationListener listener) {
        this.source = source;
        this.target = target;
        this.listener = listener;
    }

    /**
     * {@return a comparison of these two}
     *
     * @param source what there should be
     * @param target what there is
     */
    public static Verifier between(StorageConfig source, StorageConfig target) {
        return new Verifier(
                Objects.requireNonNull(source, "source"),
                Objects.requireNonNull(target, "target"),
                MigrationListener.NOBODY);
    }

    /**
     * {@return the same, telling how far it is}
     *
     * @param listener is told
     */
    public Verifier listener(MigrationListener listener) {
        return new Verifier(source, target, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Compares.
     *
     * @return every record that is not the same on both sides
     * @throws dev.coffer.storage.InvalidInput if a URL is wrong
     * @throws SourceUnreadable if the source cannot be read
     * @throws TargetRefused if the target cannot be read
     * @throws MigrationInterrupted if the thread was interrupted
     */
    public VerificationReport run() {
        listener.begins(Step.READING, -1);
        try (RecordSource left = Failures.ofSource(
                        () -> Failures.named("source", () -> source.provider().openSource(source)));
                RecordSource right = Failures.beforeTarget(
                        () -> Failures.named("target", () -> target.provider().openSource(target)));
                RejectsFile rejects = new RejectsFile(Optional.empty(), listener)) {
            return compare(left, right, rejects);
        } catch (StorageException e) { // the source's are SourceUnreadable by now
            throw new TargetRefused("the target cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationInterrupted("interrupted", e);
        }
    }

    private VerificationReport compare(RecordSource left, RecordSource right, RejectsFile rejects)
            throws InterruptedException {
        listener.begins(Step.VERIFYING, Migration.count(left));
        Screening screening = new Screening(target.recordRules(Ndjson::parse), rejects, Set.of(), false);
        AuditState leftLog = Failures.ofSource(() -> left.auditLog().orElse(AuditState.NONE));
        List<TableComparison> tables =
                Comparison.of(List.of(RecordKind.values()), left, right, screening, Set.of(), key -> false, listener);
        boolean kept = right.highWater() >= Failures.ofSource(left::highWater);
        boolean logKept = right.auditLog().orElse(AuditState.NONE).continues(leftLog);
        return new VerificationReport(left.location(), right.location(), tables, kept, logKept, rejects.count());
    }
}

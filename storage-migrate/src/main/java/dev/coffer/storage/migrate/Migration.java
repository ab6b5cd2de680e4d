package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.MigrationListener.Step;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.State;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One run of a {@link Migrator}. */
final class Migration {
    /** What becomes of an earlier migration into the target. */
    enum Earlier {
        REFUSED,
        RESUMED,
        RESTARTED
    }

    /** Whether it may be told to go on with an earlier one. */
    enum Going {
        ON,
        ANEW
    }

    private static final int NAMED = 1_000;
    private static final Taker NOTHING = (screening, chunk) -> {};

    private final Supplier<RecordSource> from;
    private final Supplier<RecordTarget> to;
    private final Optional<Path> rejectsFile;
    private final Earlier earlier;
    private final Going going;
    private final MigrationListener listener;
    private final RecordRules rules;
    private final Map<RecordKind, Long> arrived = new EnumMap<>(RecordKind.class);
    private final Set<RecordKey> refused = new HashSet<>();
    private final Set<String> lostUsers = new HashSet<>();
    private final long begin = System.nanoTime();
    private boolean supplementing;
    private long all;
    private long highest;

    /** The source's, asked once: it goes on rising where others go on writing. */
    private long highWater;

    /** As {@link #highWater}. */
    private AuditState auditLog = AuditState.NONE;

    private long mustReset;
    private final List<UUID> mustResetIds = new ArrayList<>();

    /**
     * Between what these two open.
     *
     * @param rules of the target
     */
    Migration(
            Supplier<RecordSource> from,
            Supplier<RecordTarget> to,
            RecordRules rules,
            Optional<Path> rejectsFile,
            Earlier earlier,
            Going going,
            MigrationListener listener) {
        this.from = from;
        this.to = to;
        this.rules = rules;
        this.rejectsFile = rejectsFile;
        this.earlier = earlier;
        this.going = going;
        this.listener = listener;
    }

    MigrationReport run(boolean dry) {
        listener.begins(Step.READING, -1);
        try (SourceOpening opening = new SourceOpening(() -> Failures.ofSource(() -> Failures.named("source", from)));
                RecordTarget target = Failures.beforeTarget(() -> Failures.named("target", to))) {
            RecordSource source = opening.get().source();
            all = opening.get().records();
            demandOtherFile(source.identity());
            demandOtherFile(target.identity());
            return run(source, target, dry);
        } catch (SourceUnreadable | TargetRefused e) {
            throw Thread.currentThread().isInterrupted() ? new MigrationInterrupted("interrupted", e) : e;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static MigrationInterrupted interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new MigrationInterrupted("interrupted", e);
    }

    private void demandOtherFile(String identity) {
        String file = identity.substring(identity.indexOf(':') + 1);
        if (rejectsFile
                .filter(rejects -> DumpFile.canonical(rejects).toString().equals(file))
                .isPresent()) {
            throw new InvalidInput("rejects", "must be another file than the source and the target");
        }
    }

    private MigrationReport run(RecordSource source, RecordTarget target, boolean dry) {
        try (RejectsFile rejects = new RejectsFile(rejectsFile, listener)) {
            State state = acceptable(source, target);
            supplementing = state == State.FINISHED;
            Optional<VerificationReport> verification = Optional.empty();
            if (dry) {
                Taker taker = state == State.FINISHED ? foreseeing(target, rejects) : NOTHING;
                copy(Step.CHECKING, source, target, rejects, taker);
            } else if (state == State.FINISHED) {
                verification = Optional.of(supplement(source, target, rejects));
            } else {
                verification = fill(source, target, rejects, state);
            }
            return report(source, target, rejects, dry, verification);
        } catch (StorageException e) { // the source's are SourceUnreadable by now
            String hope = target instanceof DumpTarget ? ": " : ", and can be resumed: ";
            throw new MigrationInterrupted("the target failed" + hope + e.getMessage(), e);
        } catch (UncheckedIOException e) { // of the rejects
            throw new MigrationInterrupted(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private State acceptable(RecordSource source, RecordTarget target) {
        if (source.identity().equals(target.identity())) {
            throw new TargetRefused("source and target are the same: " + source.location(), null);
        }
        State state = Failures.beforeTarget(target::state);
        if (state == State.OCCUPIED || (state == State.FINISHED && going == Going.ANEW)) {
            throw new TargetRefused("the target is not empty: use an empty database", null);
        }
        if (state == State.UNFINISHED && earlier == Earlier.REFUSED) {
            throw new TargetRefused(
                    "an earlier migration into the target is not finished: "
                            + (going == Going.ON ? "resume it, or " : "")
                            + "restart, which deletes what it has brought",
                    null);
        }
        if (state == State.FINISHED && earlier != Earlier.RESUMED) {
            throw new TargetRefused(
                    "an earlier migration has filled the target: use an empty database. Resume only to insert records that were"
                            + " rejected, once they are mended: what was deleted in the target since would come back",
                    null);
        }
        return state;
    }

    private Optional<VerificationReport> fill(
            RecordSource source, RecordTarget target, RejectsFile rejects, State state) throws InterruptedException {
        highWater = Failures.ofSource(source::highWater);
        Optional<AuditState> log =
                hasAuditLog(target) ? Failures.ofSource(() -> Kinds.auditLog(source)) : Optional.empty();
        auditLog = log.orElse(AuditState.NONE);
        begin(target, source.identity());
        log.ifPresent(target::auditLog);
        target.raiseHighWater(highWater);
        if (state == State.UNFINISHED && earlier == Earlier.RESUMED && !isSoFar(source, target)) {
            target.clear();
        }
        Map<RecordKind, RecordKey> loaded = new EnumMap<>(RecordKind.class);
        for (RecordKind kind : target.order()) {
            target.reached(kind).ifPresent(key -> loaded.put(kind, key));
        }
        copy(Step.COPYING, source, target, rejects, (screening, chunk) -> load(target, loaded, chunk));
        listener.begins(Step.COMPLETING, -1);
        target.raiseHighWater(Math.max(highest, highWater));
        target.complete();
        if (target instanceof DumpTarget dump && dump.isPipe()) {
            return Optional.empty();
        }
        VerificationReport verification = verify(source, target, rejects, false);
        if (verification.same()) {
            target.finish();
        }
        return Optional.of(verification);
    }

    private void begin(RecordTarget target, String source) {
        Failures.beforeTarget(() -> {
            if (earlier == Earlier.RESTARTED) {
                target.beginAnew(source);
            } else {
                target.begin(source);
            }
            return target;
        });
    }

    /** Whether what an earlier run left behind is what the source has today. */
    private boolean isSoFar(RecordSource source, RecordTarget target) throws InterruptedException {
        listener.begins(Step.RESUMING, all);
        Screening screening = new Screening(rules, Rejects.NOBODY, Set.of(), false);
        try (RecordSource written = target.written()) {
            for (RecordKind kind : target.order()) {
                Optional<RecordKey> reached = target.reached(kind);
                if (reached.isPresent()) {
                    try (RecordStream stream = Failures.ofSource(() -> Kinds.read(source, kind))) {
                        Expected expected = new Expected(stream, screening, reached, Set.of());
                        if (Comparison.of(kind, expected, written, key -> false, listener)
                                        .differing()
                                > 0) {
                            return false;
                        }
                    }
                }
            }
        }
        return true;
    }

    private VerificationReport supplement(RecordSource source, RecordTarget target, RejectsFile rejects)
            throws InterruptedException {
        highWater = Failures.ofSource(source::highWater);
        target.raiseHighWater(highWater);
        copy(Step.COPYING, source, target, rejects, (screening, chunk) -> {
            List<RecordTarget.Refusal> refusals = target.add(chunk);
            refusals.forEach(refusal -> refuse(refusal, screening, rejects, chunk));
        });
        return verify(source, target, rejects, true);
    }

    private VerificationReport verify(
            RecordSource source, RecordTarget target, RejectsFile rejects, boolean moreIsWelcome)
            throws InterruptedException {
        listener.begins(Step.VERIFYING, all);
        Screening screening = new Screening(rules, Rejects.NOBODY, lostUsers, moreIsWelcome);
        try (RecordSource written = target.written()) {
            List<TableComparison> tables =
                    Comparison.of(moved(target), source, written, screening, refused, key -> moreIsWelcome, listener);
            boolean kept = written.highWater() >= Math.max(highest, highWater);
            boolean logKept = written.auditLog().orElse(AuditState.NONE).continues(auditLog);
            return new VerificationReport(source.location(), target.location(), tables, kept, logKept, rejects.count());
        }
    }

    private static boolean hasAuditLog(RecordTarget target) {
        return target.order().contains(RecordKind.AUDIT_RECORD);
    }

    /** What is in use has a log of its own, which goes on. */
    private List<RecordKind> moved(RecordTarget target) {
        return target.order().stream()
                .filter(kind -> !supplementing || !kind.isOfAuditLog())
                .sorted()
                .toList();
    }

    /** Finds out what {@link #supplement} would come to. */
    private Taker foreseeing(RecordTarget target, RejectsFile rejects) {
        Set<UUID> newUsers = new HashSet<>();
        return (screening, chunk) -> {
            List<RecordTarget.Refusal> refusals = target.refusals(chunk);
            refusals.stream()
                    .filter(refusal -> !isOfOneOf(newUsers, refusal, chunk))
                    .forEach(refusal -> refuse(refusal, screening, rejects, chunk));
            if (chunk.kind() == RecordKind.USER) {
                BitSet refused = new BitSet();
                refusals.forEach(refusal -> refused.set(refusal.row()));
                IntStream.range(0, chunk.size())
                        .filter(row -> !refused.get(row))
                        .forEach(row -> newUsers.add(chunk.uuid(row, 0)));
            }
        };
    }

    private static boolean isOfOneOf(Set<UUID> users, RecordTarget.Refusal refusal, RecordRows rows) {
        String userId = "userId";
        return refusal.field().equals(userId)
                && users.contains(rows.uuid(refusal.row(), rows.kind().indexOf(userId)));
    }

    /** Takes the records that can arrive, chunk by chunk. */
    private interface Taker {
        void take(Screening screening, RecordRows chunk);
    }

    private void copy(Step step, RecordSource source, RecordTarget target, RejectsFile rejects, Taker taker)
            throws InterruptedException {
        listener.begins(step, all);
        Screening screening = new Screening(rules, rejects, Set.of(), supplementing);
        List<RecordKind> moved = moved(target);
        for (RecordKind kind : target.order().stream().filter(moved::contains).toList()) {
            try (RecordStream stream = Failures.ofSource(() -> Kinds.read(source, kind));
                    ReadAhead<RecordRows> chunks =
                            new ReadAhead<>("source", new Expected(stream, screening, Optional.empty(), Set.of()))) {
                for (Optional<RecordRows> chunk = chunks.next(); chunk.isPresent(); chunk = chunks.next()) {
                    count(chunk.get());
                    taker.take(screening, chunk.get());
                    listener.advances(chunk.get().size());
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            }
        }
        lostUsers.addAll(screening.lostUsers());
    }

    private void count(RecordRows rows) {
        arrived.merge(rows.kind(), (long) rows.size(), Long::sum);
        for (int row = 0; row < rows.size(); row++) {
            highest = Math.max(highest, Rows.versionOfKeyValue(rows, row));
        }
        if (rows.kind() == RecordKind.USER) {
            countHashes(rows, rows.kind().indexOf("passwordHash"));
        }
    }

    private void countHashes(RecordRows rows, int hash) {
        for (int row = 0; row < rows.size(); row++) {
            if (!rows.isAbsent(row, hash) && !rules.isVerifiable(rows.text(row, hash))) {
                mustReset++;
                if (mustResetIds.size() < NAMED) {
                    mustResetIds.add(rows.uuid(row, 0));
                }
            }
        }
    }

    private static void load(RecordTarget target, Map<RecordKind, RecordKey> loaded, RecordRows rows) {
        RecordKey reached = loaded.get(rows.kind());
        RecordRows rest = rows;
        if (reached != null) {
            BitSet there = new BitSet();
            for (int row = 0; row < rows.size() && RecordKey.of(rows, row).compareTo(reached) <= 0; row++) {
                there.set(row);
            }
            rest = Rows.without(rows, there);
        }
        if (rest.size() > 0) {
            target.load(rest);
        }
    }

    private void refuse(RecordTarget.Refusal refusal, Screening screening, RejectsFile rejects, RecordRows rows) {
        if (!refusal.present()) {
            screening.lose(rows, refusal.row());
            refused.add(RecordKey.of(rows, refusal.row()));
            arrived.merge(rows.kind(), -1L, Long::sum);
            rejects.add(rows, refusal.row(), refusal.field(), Collisions.problem(refusal));
        }
    }

    static long count(RecordSource source) {
        return Failures.ofSource(() -> {
            long count = 0;
            for (RecordKind kind : RecordKind.values()) {
                count += Kinds.count(source, kind);
            }
            return count;
        });
    }

    private MigrationReport report(
            RecordSource source,
            RecordTarget target,
            RejectsFile rejects,
            boolean dry,
            Optional<VerificationReport> verification) {
        List<TableReport> tables = new ArrayList<>();
        for (RecordKind kind : RecordKind.values()) {
            long there = arrived.getOrDefault(kind, 0L);
            long lost = rejects.count(kind);
            long left = target.order().contains(kind) ? 0 : Failures.ofSource(() -> Kinds.count(source, kind));
            tables.add(new TableReport(kind, there + lost + left, there, lost));
        }
        return new MigrationReport(
                source.location(),
                target.location(),
                dry,
                tables,
                rejects.first(),
                mustReset,
                mustResetIds,
                verification,
                Duration.ofNanos(System.nanoTime() - begin));
    }
}

package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Reads the records of one kind on both sides, in the order of their keys, and tells what is not the same. Nothing of what was
 * copied is trusted: both sides are read anew, record by record.
 */
final class Comparison {
    private static final int NAMED = 1_000;
    private static final long RECORDS_BETWEEN_LOOKS = 1_000;

    private final RecordKind kind;
    private final MigrationListener listener;
    private final Queue<UnreadableRecord> unreadable = new ConcurrentLinkedQueue<>();
    private final Set<RecordKey> unreadableKeys = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();
    private long differing;
    private long passed;

    private Comparison(RecordKind kind, MigrationListener listener) {
        this.kind = kind;
        this.listener = listener;
    }

    /**
     * Compares the records of these kinds, users first.
     *
     * @param screening lets those of the source pass that can arrive
     * @param without those that the target has refused
     * @param more which of the records that the target alone has are welcome
     */
    static List<TableComparison> of(
            List<RecordKind> kinds,
            RecordSource source,
            RecordSource target,
            Screening screening,
            Set<RecordKey> without,
            Predicate<RecordKey> more,
            MigrationListener listener)
            throws InterruptedException {
        List<TableComparison> tables = new ArrayList<>();
        for (RecordKind kind : kinds) {
            try (RecordStream stream = Failures.ofSource(() -> Kinds.read(source, kind))) {
                Expected expected = new Expected(stream, screening, Optional.empty(), without);
                tables.add(of(kind, expected, target, more, listener));
            }
        }
        return tables;
    }

    /**
     * Compares.
     *
     * @param expected the source's records that can arrive, and no others
     * @param target is to have the same
     * @param more which of the records that the target alone has are welcome
     */
    static TableComparison of(
            RecordKind kind,
            Expected expected,
            RecordSource target,
            Predicate<RecordKey> more,
            MigrationListener listener)
            throws InterruptedException {
        Comparison comparison = new Comparison(kind, listener);
        try (RecordStream present = Kinds.read(target, kind);
                Side left = new Side("source", new RecordRows(kind), expected);
                Side right = new Side(
                        "target", new RecordRows(kind), () -> present.next().map(comparison::records))) {
            comparison.merge(left, right, more);
            return new TableComparison(
                    kind,
                    left.count(),
                    right.count(),
                    left.digest(),
                    right.digest(),
                    comparison.differing,
                    comparison.differences);
        }
    }

    private RecordRows records(RecordChunk chunk) {
        unreadable.addAll(chunk.unreadable());
        return chunk.records();
    }

    private void merge(Side left, Side right, Predicate<RecordKey> more) throws InterruptedException {
        boolean isLeft = left.stands();
        boolean isRight = right.stands();
        while (isLeft || isRight) {
            tellUnreadable();
            int order = !isLeft ? 1 : !isRight ? -1 : left.rows().compareKeys(left.row(), right.rows(), right.row());
            if (order == 0) {
                compare(left, right);
            }
            if (order <= 0) {
                if (order < 0) {
                    missing(RecordKey.of(left.rows(), left.row()));
                }
                left.pass();
                progress();
                isLeft = left.stands();
            }
            if (order >= 0) {
                if (order > 0) {
                    unexpected(right, RecordKey.of(right.rows(), right.row()), more);
                } else {
                    right.pass();
                }
                isRight = right.stands();
            }
        }
        tellUnreadable();
        listener.advances(passed % RECORDS_BETWEEN_LOOKS);
    }

    private void unexpected(Side right, RecordKey key, Predicate<RecordKey> more) {
        if (more.test(key)) {
            right.skip();
        } else {
            right.pass();
            add(key, Difference.What.UNEXPECTED, List.of());
        }
    }

    private void compare(Side left, Side right) {
        if (!Rows.areSame(left.rows(), left.row(), right.rows(), right.row())) {
            add(RecordKey.of(left.rows(), left.row()), Difference.What.CHANGED, differing(left, right));
        }
    }

    private static List<String> differing(Side left, Side right) {
        List<String> names = new ArrayList<>();
        List<RecordField> fields = left.rows().kind().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (!left.rows().isSame(left.row(), right.rows(), right.row(), i)) {
                names.add(fields.get(i).name());
            }
        }
        return names;
    }

    private void progress() throws InterruptedException {
        if (++passed % RECORDS_BETWEEN_LOOKS == 0) {
            listener.advances(RECORDS_BETWEEN_LOOKS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** What the target cannot read any more was altered there; that the record itself is missing then goes without saying. */
    private void tellUnreadable() {
        for (UnreadableRecord record = unreadable.poll(); record != null; record = unreadable.poll()) {
            RecordKey key = key(record.fields());
            unreadableKeys.add(key);
            add(key, Difference.What.CHANGED, List.of(record.field()));
        }
    }

    private RecordKey key(Map<String, ?> fields) {
        if (kind.isOfAuditLog()) {
            return RecordKey.ofNumber(fields.get(kind.fields().get(0).name()) instanceof Long number ? number : 0);
        }
        return new RecordKey(text(fields, "namespace"), text(fields, "id"), text(fields, "key"));
    }

    private static String text(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    private void missing(RecordKey key) {
        if (!unreadableKeys.contains(key)) {
            add(key, Difference.What.MISSING, List.of());
        }
    }

    private void add(RecordKey key, Difference.What what, List<String> fields) {
        differing++;
        if (differences.size() < NAMED) {
            differences.add(new Difference(kind, key, what, fields));
        }
    }
}

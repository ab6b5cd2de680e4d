package dev.coffer.storage.memory;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.AuditStorage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The audit log in memory. */
final class MemoryAuditStorage implements AuditStorage {
    private static final Comparator<AuditEntry> LATEST = Comparator.comparing(AuditEntry::at)
            .thenComparing(AuditEntry::entry)
            .reversed();

    private final MemoryAccess access;

    MemoryAuditStorage(MemoryAccess access) {
        this.access = access;
    }

    @Override
    public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
        return access.read(tables -> Stream.concat(tables.audit().sealed.stream(), tables.audit().pending.stream())
                .filter(one -> one.at().isBefore(before) || (one.at().equals(before) && one.entry() < entry))
                .filter(one -> !one.at().isBefore(query.from().orElse(Instant.MIN)))
                .filter(one -> query.userId().isEmpty()
                        || query.userId().map(UUID::toString).equals(one.userId()))
                .filter(one -> query.id().map(one.id()::equals).orElse(true))
                .filter(one -> query.actor().isEmpty() || query.actor().equals(one.actor()))
                .filter(one -> query.operation()
                        .map(AuditOperation::toString)
                        .map(one.operation()::equals)
                        .orElse(true))
                .sorted(LATEST)
                .limit(limit)
                .toList());
    }

    @Override
    public int seal(int limit) {
        return access.write(tables -> {
            MemoryAudit audit = tables.audit();
            int most = Math.min(limit, audit.pending.size());
            for (AuditEntry entry : List.copyOf(audit.pending.subList(0, most))) {
                AuditHead seal = entry.sealedAfter(audit.ends.end());
                audit.ends = new Ends(audit.ends.beginning(), seal);
                audit.sealed.add(new AuditEntry(
                        entry.entry(),
                        entry.at(),
                        entry.operation(),
                        entry.userId(),
                        entry.id(),
                        entry.namespace(),
                        entry.key(),
                        entry.actor(),
                        entry.request(),
                        entry.change(),
                        Optional.of(seal)));
            }
            audit.pending.subList(0, most).clear();
            return most;
        });
    }

    @Override
    public long unsealed() {
        return access.read(tables -> (long) tables.audit().pending.size());
    }

    @Override
    public Ends ends() {
        return access.read(tables -> tables.audit().ends);
    }

    @Override
    public List<AuditEntry> sealed(long after, int limit) {
        return access.read(tables -> tables.audit().sealed.stream()
                .filter(entry -> entry.seal().orElseThrow().position() > after)
                .limit(limit)
                .toList());
    }

    @Override
    public int prune(Instant before, int limit) {
        return access.write(tables -> {
            List<AuditEntry> older = tables.audit().sealed.stream()
                    .limit(limit)
                    .takeWhile(entry -> entry.at().isBefore(before))
                    .toList();
            if (!older.isEmpty()) {
                AuditHead beginning = older.get(older.size() - 1).seal().orElseThrow();
                tables.audit().ends = new Ends(beginning, tables.audit().ends.end());
                tables.audit().sealed.removeAll(older);
            }
            return older.size();
        });
    }

    @Override
    public void switchOff(AuditContext by) {
        access.change(tables -> tables.audit().switchOff(by));
    }
}

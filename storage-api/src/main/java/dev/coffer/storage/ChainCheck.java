package dev.coffer.storage;

import dev.coffer.storage.AuditVerification.Fault;
import dev.coffer.storage.AuditVerification.Kind;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.AuditStorage.Ends;
import java.util.List;
import java.util.Optional;

/** Walks along the chain of an audit log, which may grow and be pruned meanwhile. */
final class ChainCheck {
    private final Steps steps;
    private final Optional<AuditHead> kept;

    ChainCheck(Steps steps, Optional<AuditHead> kept) {
        this.steps = steps;
        this.kept = kept;
    }

    AuditVerification run(int page) {
        while (true) {
            Ends before = ends();
            AuditVerification verification = new Walk(before).along(page);
            if (verification.isIntact() || ends().beginning().equals(before.beginning())) {
                return verification;
            }
        }
    }

    private Ends ends() {
        return steps.call(storage -> storage.audit().ends());
    }

    private final class Walk {
        private final AuditHead beginning;
        private final Ends ends;
        private AuditHead last;

        Walk(Ends ends) {
            this.ends = ends;
            beginning = ends.beginning();
            last = beginning;
        }

        AuditVerification along(int page) {
            Optional<Fault> fault = otherThanTheEnd();
            long after = Long.MIN_VALUE;
            boolean more = true;
            while (fault.isEmpty() && more) {
                long from = after;
                List<AuditEntry> entries = steps.call(storage -> storage.audit().sealed(from, page));
                for (AuditEntry entry : entries) {
                    after = entry.seal().orElseThrow().position();
                    fault = fault.or(() -> fault(entry));
                }
                more = !entries.isEmpty();
            }
            Optional<Fault> first = fault.or(this::faultAtTheEnd);
            long unsealed = steps.call(storage -> storage.audit().unsealed());
            return new AuditVerification(last.position() - beginning.position(), first, unsealed, last);
        }

        private Optional<Fault> fault(AuditEntry entry) {
            AuditHead stored = entry.seal().orElseThrow();
            if (stored.position() <= last.position() || !isSealed(stored)) {
                return fault(stored.position(), Kind.ADDED);
            }
            if (stored.position() > last.position() + 1) {
                return fault(last.position() + 1, Kind.REMOVED);
            }
            if (!entry.sealedAfter(last).equals(stored)) {
                return fault(stored.position(), Kind.ALTERED);
            }
            last = stored;
            return otherThanTheEnd();
        }

        /** More may have been sealed since the ends were read. */
        private boolean isSealed(AuditHead stored) {
            return stored.position() <= ends.end().position()
                    || stored.position() <= ChainCheck.this.ends().end().position();
        }

        private Optional<Fault> faultAtTheEnd() {
            return last.position() < ends.end().position()
                            || kept.filter(head -> head.position() > last.position())
                                    .isPresent()
                    ? fault(last.position() + 1, Kind.REMOVED)
                    : Optional.empty();
        }

        /** The place at the end is stored twice. */
        private Optional<Fault> otherThanTheEnd() {
            return last.position() == ends.end().position() && !last.equals(ends.end())
                    ? fault(last.position(), Kind.ALTERED)
                    : keptIsOther();
        }

        private Optional<Fault> keptIsOther() {
            return kept.filter(head -> head.position() == last.position() && !head.equals(last))
                    .flatMap(head -> fault(last.position(), Kind.REPLACED));
        }

        private static Optional<Fault> fault(long position, Kind kind) {
            return Optional.of(new Fault(position, kind));
        }
    }
}

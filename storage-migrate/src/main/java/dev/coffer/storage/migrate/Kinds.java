package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.util.Optional;

/** Of the kinds that a source cannot have, such as those of an audit log before there was one, it has nothing. */
final class Kinds {
    private static final RecordStream NOTHING = new RecordStream() {
        @Override
        public Optional<RecordChunk> next() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    private Kinds() {}

    private static boolean has(RecordSource source, RecordKind kind) {
        return !kind.isOfAuditLog() || source.auditLog().isPresent();
    }

    static long count(RecordSource source, RecordKind kind) {
        return has(source, kind) ? source.count(kind) : 0;
    }

    /** What is to be moved of its audit log; empty if there never was anything. */
    static Optional<AuditState> auditLog(RecordSource source) {
        return source.auditLog().filter(log -> !log.isNone() || countOfAuditLog(source) > 0);
    }

    private static long countOfAuditLog(RecordSource source) {
        return source.count(RecordKind.AUDIT_RECORD) + source.count(RecordKind.UNSEALED_AUDIT_RECORD);
    }

    static RecordStream read(RecordSource source, RecordKind kind) {
        return has(source, kind) ? source.read(kind) : NOTHING;
    }
}

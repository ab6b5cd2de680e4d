package dev.coffer.storage.memory;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Records as they are moved. Of users only those without metadata, and of sessions, tokens and key-values none: no test needs more. */
final class MemoryRecords {
    private MemoryRecords() {}

    static RecordRows of(RecordKind kind, MemoryTables tables) {
        RecordRows rows = new RecordRows(kind);
        switch (kind) {
            case USER -> tables.users().values().forEach(user -> add(rows, user));
            case AUDIT_RECORD -> tables.audit().sealed.forEach(entry -> add(rows, entry));
            case UNSEALED_AUDIT_RECORD -> tables.audit().pending.forEach(entry -> add(rows, entry));
            case SESSION, TOKEN, KEY_VALUE -> {}
        }
        return rows;
    }

    private static void add(RecordRows rows, StoredUser stored) {
        User user = stored.user();
        rows.addUuid(user.id().getMostSignificantBits(), user.id().getLeastSignificantBits());
        rows.addText(user.email());
        rows.addText(stored.canonicalEmail());
        user.emailVerifiedAt().ifPresentOrElse(instant -> rows.addNumber(micros(instant)), rows::addAbsent);
        user.lockedAt().ifPresentOrElse(instant -> rows.addNumber(micros(instant)), rows::addAbsent);
        stored.passwordHash().ifPresentOrElse(rows::addText, rows::addAbsent);
        rows.addText("{}");
        rows.addNumber(micros(user.createdAt()));
        rows.addNumber(micros(user.updatedAt()));
        rows.addNumber(user.version());
        rows.end();
    }

    private static void add(RecordRows rows, AuditEntry entry) {
        entry.seal().ifPresent(seal -> rows.addNumber(seal.position()));
        rows.addNumber(entry.entry());
        rows.addNumber(micros(entry.at()));
        rows.addText(entry.operation());
        entry.userId().ifPresentOrElse(rows::addText, rows::addAbsent);
        rows.addText(entry.id());
        entry.namespace().ifPresentOrElse(rows::addText, rows::addAbsent);
        entry.key().ifPresentOrElse(rows::addText, rows::addAbsent);
        entry.actor().ifPresentOrElse(rows::addText, rows::addAbsent);
        entry.request().ifPresentOrElse(rows::addText, rows::addAbsent);
        rows.addText(entry.change());
        entry.seal().ifPresent(seal -> rows.addText(seal.digest()));
        rows.end();
    }

    static void put(RecordRows rows, int row, MemoryTables tables) {
        switch (rows.kind()) {
            case USER -> {
                StoredUser stored = user(rows, row);
                tables.users().put(stored.user().id(), stored);
                tables.emails().put(stored.canonicalEmail(), stored.user().id());
            }
            case AUDIT_RECORD ->
                tables.audit()
                        .sealed
                        .add(entry(rows, row, 1, Optional.of(new AuditHead(rows.number(row, 0), rows.text(row, 11)))));
            case UNSEALED_AUDIT_RECORD -> tables.audit().pending.add(entry(rows, row, 0, Optional.empty()));
            case SESSION, TOKEN, KEY_VALUE -> throw new UnsupportedOperationException();
        }
    }

    private static StoredUser user(RecordRows rows, int row) {
        return new StoredUser(
                new User(
                        rows.uuid(row, 0),
                        rows.text(row, 1),
                        optionalInstant(rows, row, 3),
                        optionalInstant(rows, row, 4),
                        Map.of(),
                        instant(rows.number(row, 7)),
                        instant(rows.number(row, 8)),
                        rows.number(row, 9)),
                rows.text(row, 2),
                optionalText(rows, row, 5));
    }

    private static AuditEntry entry(RecordRows rows, int row, int first, Optional<AuditHead> seal) {
        return new AuditEntry(
                rows.number(row, first),
                instant(rows.number(row, first + 1)),
                rows.text(row, first + 2),
                optionalText(rows, row, first + 3),
                rows.text(row, first + 4),
                optionalText(rows, row, first + 5),
                optionalText(rows, row, first + 6),
                optionalText(rows, row, first + 7),
                optionalText(rows, row, first + 8),
                rows.text(row, first + 9),
                seal);
    }

    private static Optional<String> optionalText(RecordRows rows, int row, int field) {
        return rows.isAbsent(row, field) ? Optional.empty() : Optional.of(rows.text(row, field));
    }

    private static Optional<Instant> optionalInstant(RecordRows rows, int row, int field) {
        return rows.isAbsent(row, field) ? Optional.empty() : Optional.of(instant(rows.number(row, field)));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

package dev.coffer.storage.jdbi;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordTarget;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records as values, which tests can read and compare, and as the bytes that are moved. */
public final class TypedRecords {
    private TypedRecords() {}

    /** Loads them, kind by kind. */
    public static void load(RecordTarget target, List<? extends StoredRecord> records) {
        for (RecordRows rows : rows(records)) {
            target.load(rows);
        }
    }

    /** Adds them, kind by kind; the refusals count all of them. */
    public static List<RecordTarget.Refusal> add(RecordTarget target, List<? extends StoredRecord> records) {
        return refusals(records, target::add);
    }

    /** What adding them would come to. */
    public static List<RecordTarget.Refusal> refusals(RecordTarget target, List<? extends StoredRecord> records) {
        return refusals(records, target::refusals);
    }

    private static List<RecordTarget.Refusal> refusals(
            List<? extends StoredRecord> records, Function<RecordRows, List<RecordTarget.Refusal>> asking) {
        List<RecordTarget.Refusal> refusals = new ArrayList<>();
        int before = 0;
        for (RecordRows rows : rows(records)) {
            for (RecordTarget.Refusal refusal : asking.apply(rows)) {
                refusals.add(new RecordTarget.Refusal(before + refusal.row(), refusal.field(), refusal.present()));
            }
            before += rows.size();
        }
        return refusals;
    }

    /** As bytes, those of one kind that follow each other together. */
    public static List<RecordRows> rows(List<? extends StoredRecord> records) {
        List<RecordRows> all = new ArrayList<>();
        for (StoredRecord record : records) {
            if (all.isEmpty() || all.get(all.size() - 1).kind() != record.kind()) {
                all.add(new RecordRows(record.kind()));
            }
            add(all.get(all.size() - 1), record);
        }
        return all;
    }

    private static void add(RecordRows rows, StoredRecord record) {
        if (record instanceof StoredUser stored) {
            User user = stored.user();
            add(rows, user.id());
            rows.addText(user.email());
            rows.addText(stored.canonicalEmail());
            addInstant(rows, user.emailVerifiedAt());
            addInstant(rows, user.lockedAt());
            stored.passwordHash().ifPresentOrElse(rows::addText, rows::addAbsent);
            rows.addText(new JsonDocument(user.metadata()).text());
            add(rows, user.createdAt());
            add(rows, user.updatedAt());
            rows.addNumber(user.version());
        } else if (record instanceof StoredSession stored) {
            Session session = stored.session();
            add(rows, session.id());
            add(rows, session.userId());
            rows.addBytes(stored.tokenHash());
            add(rows, session.createdAt());
            add(rows, session.lastSeenAt());
            add(rows, session.expiresAt());
            addInstant(rows, session.absoluteExpiresAt());
            session.userAgent().ifPresentOrElse(rows::addText, rows::addAbsent);
            session.ipAddress().ifPresentOrElse(rows::addText, rows::addAbsent);
            rows.addText(new JsonDocument(session.metadata()).text());
        } else if (record instanceof StoredToken stored) {
            OneTimeToken token = stored.token();
            add(rows, token.id());
            add(rows, token.userId());
            rows.addText(token.purpose());
            rows.addBytes(stored.tokenHash());
            rows.addText(new JsonDocument(token.payload()).text());
            add(rows, token.createdAt());
            add(rows, token.expiresAt());
        } else if (record instanceof StoredKeyValue stored) {
            KeyValue item = stored.item();
            rows.addText(item.namespace());
            rows.addText(item.id());
            rows.addText(item.key());
            rows.addBytes(item.value());
            addInstant(rows, item.expiresAt());
            add(rows, item.createdAt());
            add(rows, item.updatedAt());
            rows.addNumber(item.version());
        } else if (record instanceof StoredAuditEntry stored) {
            AuditEntry entry = stored.entry();
            entry.seal().ifPresent(seal -> rows.addNumber(seal.position()));
            rows.addNumber(entry.entry());
            add(rows, entry.at());
            rows.addText(entry.operation());
            entry.userId().ifPresentOrElse(rows::addText, rows::addAbsent);
            rows.addText(entry.id());
            entry.namespace().ifPresentOrElse(rows::addText, rows::addAbsent);
            entry.key().ifPresentOrElse(rows::addText, rows::addAbsent);
            entry.actor().ifPresentOrElse(rows::addText, rows::addAbsent);
            entry.request().ifPresentOrElse(rows::addText, rows::addAbsent);
            rows.addText(entry.change());
            entry.seal().ifPresent(seal -> rows.addText(seal.digest()));
        }
        rows.end();
    }

    private static void add(RecordRows rows, UUID id) {
        rows.addUuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static void add(RecordRows rows, Instant instant) {
        rows.addNumber(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
    }

    private static void addInstant(RecordRows rows, Optional<Instant> instant) {
        if (instant.isPresent()) {
            add(rows, instant.get());
        } else {
            rows.addAbsent();
        }
    }

    /** As values. */
    public static List<StoredRecord> records(RecordRows rows) {
        List<StoredRecord> records = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            records.add(record(rows, row));
        }
        return records;
    }

    private static StoredRecord record(RecordRows rows, int row) {
        return switch (rows.kind()) {
            case USER ->
                new StoredUser(
                        new User(
                                rows.uuid(row, 0),
                                rows.text(row, 1),
                                optionalInstant(rows, row, 3),
                                optionalInstant(rows, row, 4),
                                json(rows, row, 6),
                                instant(rows, row, 7),
                                instant(rows, row, 8),
                                rows.number(row, 9)),
                        rows.text(row, 2),
                        optionalText(rows, row, 5));
            case SESSION ->
                new StoredSession(
                        new Session(
                                rows.uuid(row, 0),
                                rows.uuid(row, 1),
                                instant(rows, row, 3),
                                instant(rows, row, 4),
                                instant(rows, row, 5),
                                optionalInstant(rows, row, 6),
                                optionalText(rows, row, 7),
                                optionalText(rows, row, 8),
                                json(rows, row, 9)),
                        rows.bytes(row, 2));
            case TOKEN ->
                new StoredToken(
                        new OneTimeToken(
                                rows.uuid(row, 0),
                                rows.uuid(row, 1),
                                rows.text(row, 2),
                                json(rows, row, 4),
                                instant(rows, row, 5),
                                instant(rows, row, 6)),
                        rows.bytes(row, 3));
            case KEY_VALUE ->
                new StoredKeyValue(new KeyValue(
                        rows.text(row, 0),
                        rows.text(row, 1),
                        rows.text(row, 2),
                        rows.bytes(row, 3),
                        rows.number(row, 7),
                        optionalInstant(rows, row, 4),
                        instant(rows, row, 5),
                        instant(rows, row, 6)));
            case AUDIT_RECORD ->
                entry(rows, row, 1, Optional.of(new AuditHead(rows.number(row, 0), rows.text(row, 11))));
            case UNSEALED_AUDIT_RECORD -> entry(rows, row, 0, Optional.empty());
        };
    }

    private static StoredRecord entry(RecordRows rows, int row, int first, Optional<AuditHead> seal) {
        return new StoredAuditEntry(new AuditEntry(
                rows.number(row, first),
                instant(rows, row, first + 1),
                rows.text(row, first + 2),
                optionalText(rows, row, first + 3),
                rows.text(row, first + 4),
                optionalText(rows, row, first + 5),
                optionalText(rows, row, first + 6),
                optionalText(rows, row, first + 7),
                optionalText(rows, row, first + 8),
                rows.text(row, first + 9),
                seal));
    }

    private static Instant instant(RecordRows rows, int row, int field) {
        return Instant.EPOCH.plus(rows.number(row, field), ChronoUnit.MICROS);
    }

    private static Optional<Instant> optionalInstant(RecordRows rows, int row, int field) {
        return rows.isAbsent(row, field) ? Optional.empty() : Optional.of(instant(rows, row, field));
    }

    private static Optional<String> optionalText(RecordRows rows, int row, int field) {
        return rows.isAbsent(row, field) ? Optional.empty() : Optional.of(rows.text(row, field));
    }

    private static Map<String, @Nullable Object> json(RecordRows rows, int row, int field) {
        return JsonDocument.parse(rows.text(row, field)).members();
    }
}

package dev.coffer.storage.spi;

import static dev.coffer.storage.spi.RecordField.Type.BYTES;
import static dev.coffer.storage.spi.RecordField.Type.INSTANT;
import static dev.coffer.storage.spi.RecordField.Type.JSON;
import static dev.coffer.storage.spi.RecordField.Type.NUMBER;
import static dev.coffer.storage.spi.RecordField.Type.TEXT;
import static dev.coffer.storage.spi.RecordField.Type.UUID;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of records that a storage holds, in the order in which they are moved: users before what refers to them. */
public enum RecordKind {
    /** {@link dev.coffer.storage.User}, with the canonical form of its address and its password hash. */
    USER(
            "user",
            1,
            field("id", UUID),
            field("email", TEXT),
            new RecordField("canonicalEmail", TEXT, false, true),
            optional("emailVerifiedAt", INSTANT),
            optional("lockedAt", INSTANT),
            optional("passwordHash", TEXT),
            field("metadata", JSON),
            field("createdAt", INSTANT),
            field("updatedAt", INSTANT),
            field("version", NUMBER)),
    /** {@link dev.coffer.storage.Session}, with the SHA-256 of its token. */
    SESSION(
            "session",
            1,
            field("id", UUID),
            field("userId", UUID),
            field("tokenHash", BYTES),
            field("createdAt", INSTANT),
            field("lastSeenAt", INSTANT),
            field("expiresAt", INSTANT),
            optional("absoluteExpiresAt", INSTANT),
            optional("userAgent", TEXT),
            optional("ipAddress", TEXT),
            field("metadata", JSON)),
    /** {@link dev.coffer.storage.OneTimeToken}, with the SHA-256 of the token. */
    TOKEN(
            "token",
            1,
            field("id", UUID),
            field("userId", UUID),
            field("purpose", TEXT),
            field("tokenHash", BYTES),
            field("payload", JSON),
            field("createdAt", INSTANT),
            field("expiresAt", INSTANT)),
    /** {@link dev.coffer.storage.KeyValue}, whether or not it has expired. */
    KEY_VALUE(
            "keyValue",
            3,
            field("namespace", TEXT),
            field("id", TEXT),
            field("key", TEXT),
            field("value", BYTES),
            optional("expiresAt", INSTANT),
            field("createdAt", INSTANT),
            field("updatedAt", INSTANT),
            field("version", NUMBER)),
    /** {@link AuditEntry} that is sealed, as it is stored, whoever may have changed it since. */
    AUDIT_RECORD("auditRecord", 1, sealed()),
    /** {@link AuditEntry} that is not sealed yet. */
    UNSEALED_AUDIT_RECORD("unsealedAuditRecord", 1, recorded());

    private static final List<RecordKind> WITHOUT_AUDIT_LOG =
            Arrays.stream(values()).filter(kind -> !kind.isOfAuditLog()).toList();

    private final String label;
    private final int keyFields;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<RecordField> fields;

    RecordKind(String label, int keyFields, RecordField... fields) {
        this.label = label;
        this.keyFields = keyFields;
        this.fields = List.of(fields);
    }

    private static RecordField field(String name, RecordField.Type type) {
        return new RecordField(name, type, false, false);
    }

    private static RecordField optional(String name, RecordField.Type type) {
        return new RecordField(name, type, true, false);
    }

    private static RecordField[] recorded() {
        return new RecordField[] {
            field("entry", NUMBER),
            field("at", INSTANT),
            field("operation", TEXT),
            optional("userId", TEXT),
            field("id", TEXT),
            optional("namespace", TEXT),
            optional("key", TEXT),
            optional("actor", TEXT),
            optional("request", TEXT),
            field("change", TEXT)
        };
    }

    /** Between its place in the chain and its digest. */
    private static RecordField[] sealed() {
        List<RecordField> fields = new ArrayList<>();
        fields.add(field("position", NUMBER));
        fields.addAll(List.of(recorded()));
        fields.add(field("digest", TEXT));
        return fields.toArray(RecordField[]::new);
    }

    /** {@return what it is called in the portable dump, in reports and in {@code coffer_migration}, such as {@code keyValue}} */
    public String label() {
        return label;
    }

    /**
     * {@return the kind with this label; empty if there is none}
     *
     * @param label {@link #label()}
     */
    public static Optional<RecordKind> of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /** {@return the kinds of a storage that has no audit log} */
    public static List<RecordKind> withoutAuditLog() {
        return WITHOUT_AUDIT_LOG;
    }

    /** {@return whether it is a record of an audit log} */
    public boolean isOfAuditLog() {
        return this == AUDIT_RECORD || this == UNSEALED_AUDIT_RECORD;
    }

    /** {@return the fields of each record, the primary key first} */
    public List<RecordField> fields() {
        return fields;
    }

    /** {@return how many of the fields are the primary key} */
    public int keyFields() {
        return keyFields;
    }

    /**
     * {@return where among the fields the one with this name is}
     *
     * @param name {@link RecordField#name()}
     * @throws IllegalArgumentException if there is none
     */
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(label + " has no field " + name);
    }
}

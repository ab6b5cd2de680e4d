package dev.coffer.storage.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/**
 * Records of one kind as bytes, from one storage on their way to another: nothing is made of a field that can as well be copied. A record
 * is its {@link RecordKind#fields}, one after the other, each as four bytes of length, big-endian, and so many bytes as {@link
 * RecordField.Type} says; the length is {@link #ABSENT} for what is absent.
 *
 * <p>To add a record, add each of its fields in their order and {@link #end} it. Not for several threads at once.
 */
public final class RecordRows {
    /** The length of what is absent. */
    public static final int ABSENT = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST_BYTES = 1 << 16;
    private static final int MOST_SPARE = 1 << 20;
    private static final int FIRST_FIELDS = 1 << 12;
    private static final int UUID_BYTES = 2 * Long.BYTES;

    private final RecordKind kind;
    private final int width;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int[] fields = new int[FIRST_FIELDS];
    private int length;
    private int field;
    private int size;

    /**
     * None yet.
     *
     * @param kind what they will be
     */
    public RecordRows(RecordKind kind) {
        this.kind = Objects.requireNonNull(kind, "kind");
        width = kind.fields().size();
    }

    /** {@return what they are} */
    public RecordKind kind() {
        return kind;
    }

    /** {@return how many there are} */
    public int size() {
        return size;
    }

    /** {@return how many bytes they have together} */
    public int length() {
        return length;
    }

    // adding

    /**
     * Adds a UUID.
     *
     * @param high its first 8 bytes
     * @param low its last 8 bytes
     */
    public void addUuid(long high, long low) {
        begin(UUID_BYTES);
        LONG.set(bytes, length, high);
        LONG.set(bytes, length + Long.BYTES, low);
        length += UUID_BYTES;
    }

    /**
     * Adds a number, or an instant in microseconds.
     *
     * @param value the number
     */
    public void addNumber(long value) {
        begin(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /**
     * Adds bytes, a text or JSON.
     *
     * @param value copied
     */
    public void addBytes(byte[] value) {
        addBytes(value, 0, value.length);
    }

    /**
     * Adds bytes, a text or JSON.
     *
     * @param from copied out of it
     * @param offset where they begin
     * @param count how many
     */
    public void addBytes(byte[] from, int offset, int count) {
        begin(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /**
     * Adds a text.
     *
     * @param value in UTF-16
     */
    public void addText(String value) {
        addBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds what is absent. */
    public void addAbsent() {
        begin(ABSENT);
    }

    private void begin(int count) {
        int needed = length + Integer.BYTES + Math.max(0, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed + Math.min(bytes.length, MOST_SPARE));
        }
        if (size * width + field == fields.length) {
            fields = Arrays.copyOf(fields, 2 * fields.length);
        }
        INT.set(bytes, length, count);
        length += Integer.BYTES;
        fields[size * width + field++] = length;
    }

    /** Ends a record that has all of its fields. */
    public void end() {
        if (field != width) {
            throw new IllegalStateException("a " + kind.label() + " has " + width + " fields, not " + field);
        }
        field = 0;
        size++;
    }

    /** Forgets the fields that were added since the last end. */
    public void undo() {
        if (field > 0) {
            length = fields[size * width] - Integer.BYTES;
            field = 0;
        }
    }

    /** Forgets all records, to be used anew. */
    public void clear() {
        length = 0;
        field = 0;
        size = 0;
    }

    /**
     * Adds a record of another.
     *
     * @param other of the same kind
     * @param row which of its records
     */
    public void add(RecordRows other, int row) {
        for (int i = 0; i < width; i++) {
            int count = other.length(row, i);
            if (count == ABSENT) {
                addAbsent();
            } else {
                addBytes(other.bytes, other.offset(row, i), count);
            }
        }
        end();
    }

    // reading

    /** {@return all bytes, of which the first {@link #length} count; not copied, and another array once records are added} */
    public byte[] array() {
        return bytes;
    }

    /**
     * {@return where in {@link #array} the bytes of a field begin}
     *
     * @param row which record
     * @param field which of its fields
     */
    public int offset(int row, int field) {
        return fields[row * width + field];
    }

    /**
     * {@return how many bytes a field has; {@link #ABSENT} if it is absent}
     *
     * @param row which record
     * @param field which of its fields
     */
    public int length(int row, int field) {
        return (int) INT.get(bytes, offset(row, field) - Integer.BYTES);
    }

    /**
     * {@return whether a field is absent}
     *
     * @param row which record
     * @param field which of its fields
     */
    public boolean isAbsent(int row, int field) {
        return length(row, field) == ABSENT;
    }

    /**
     * {@return a number, or an instant in microseconds}
     *
     * @param row which record
     * @param field which of its fields, not absent
     */
    public long number(int row, int field) {
        return (long) LONG.get(bytes, offset(row, field));
    }

    /**
     * {@return a UUID}
     *
     * @param row which record
     * @param field which of its fields, not absent
     */
    public UUID uuid(int row, int field) {
        int offset = offset(row, field);
        return new UUID((long) LONG.get(bytes, offset), (long) LONG.get(bytes, offset + Long.BYTES));
    }

    /**
     * {@return a copy of bytes, of a text or of JSON}
     *
     * @param row which record
     * @param field which of its fields, not absent
     */
    public byte[] bytes(int row, int field) {
        int offset = offset(row, field);
        return Arrays.copyOfRange(bytes, offset, offset + length(row, field));
    }

    /**
     * {@return a text; what is not UTF-8 in it becomes U+FFFD}
     *
     * @param row which record
     * @param field which of its fields, not absent
     */
    public String text(int row, int field) {
        return new String(bytes, offset(row, field), length(row, field), StandardCharsets.UTF_8);
    }

    /**
     * {@return whether a field is the same in two records}
     *
     * @param row which record
     * @param other of the same kind
     * @param otherRow which of its records
     * @param field which field
     */
    public boolean isSame(int row, RecordRows other, int otherRow, int field) {
        int count = length(row, field);
        int otherCount = other.length(otherRow, field);
        int begin = offset(row, field);
        int otherBegin = other.offset(otherRow, field);
        return count == otherCount
                && (count == ABSENT
                        || Arrays.equals(
                                bytes, begin, begin + count, other.bytes, otherBegin, otherBegin + otherCount));
    }

    /**
     * Compares the primary keys of two records: numbers as such, all else by their bytes, unsigned.
     *
     * @param row which record
     * @param other of the same kind
     * @param otherRow which of its records
     * @return negative, zero or positive, as the first key comes before, is, or comes behind the other
     */
    public int compareKeys(int row, RecordRows other, int otherRow) {
        if (kind.isOfAuditLog()) {
            return Long.compare(number(row, 0), other.number(otherRow, 0));
        }
        for (int i = 0; i < kind.keyFields(); i++) {
            int begin = offset(row, i);
            int otherBegin = other.offset(otherRow, i);
            int order = Arrays.compareUnsigned(
                    bytes,
                    begin,
                    begin + length(row, i),
                    other.bytes,
                    otherBegin,
                    otherBegin + other.length(otherRow, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** Takes rows in the binary form of COPY (PostgreSQL manual, COPY) as records. */
final class BinaryRow {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SIGNATURE = 11;
    private static final int JSONB_FORM = 1; // a byte before the text

    private final RecordField.Type[] types;
    private byte[] bytes = {};
    private int position;

    BinaryRow(RecordKind kind) {
        List<RecordField> fields = kind.fields();
        types = fields.stream().map(RecordField::type).toArray(RecordField.Type[]::new);
    }

    /** Takes what the server has sent as one; false if it is no row. */
    boolean take(byte[] message, boolean first) {
        bytes = message;
        position = first ? behindHeader() : 0;
        if (position == bytes.length) {
            return false;
        }
        boolean row = (short) SHORT.get(bytes, position) >= 0;
        position += Short.BYTES;
        return row;
    }

    private int behindHeader() {
        int extension = SIGNATURE + Integer.BYTES;
        return extension + Integer.BYTES + (int) INT.get(bytes, extension);
    }

    /** Adds it to records. The tables have no null where a record must not. */
    void addTo(RecordRows records) {
        for (RecordField.Type type : types) {
            int length = length();
            if (length < 0) {
                records.addAbsent();
                continue;
            }
            switch (type) {
                case INSTANT -> records.addNumber(BinaryTime.micros((long) LONG.get(bytes, position)));
                case JSON -> records.addBytes(bytes, position + JSONB_FORM, length - JSONB_FORM);
                case UUID, TEXT, BYTES, NUMBER -> records.addBytes(bytes, position, length);
            }
            position += length;
        }
        records.end();
    }

    /** Whether the next field says so. */
    boolean truth() {
        return length() > 0 && bytes[position] != 0;
    }

    /** Of the next field; -1 if it is null. */
    private int length() {
        int length = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return length;
    }
}

package dev.coffer.storage.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/** Sends rows in the binary form of COPY (PostgreSQL manual, COPY), many of them at once. */
final class BinaryWriter {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int NULL = -1;
    private static final int END = -1;
    private static final int LAST_ASCII = 0x7f;
    private static final byte JSONB_FORM = 1;

    private final CopyIn copy;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private long sent;

    BinaryWriter(CopyIn copy) throws SQLException {
        this.copy = copy;
        raw(HEADER);
    }

    /** How much was written so far. */
    long bytes() {
        return sent + length;
    }

    /** Begins a row. */
    void row(int fields) throws SQLException {
        reserve(Short.BYTES);
        SHORT.set(buffer, length, (short) fields);
        length += Short.BYTES;
    }

    void uuid(UUID value) throws SQLException {
        reserve(Integer.BYTES + 2 * Long.BYTES);
        putInt(2 * Long.BYTES);
        putLong(value.getMostSignificantBits());
        putLong(value.getLeastSignificantBits());
    }

    void number(long value) throws SQLException {
        reserve(Integer.BYTES + Long.BYTES);
        putInt(Long.BYTES);
        putLong(value);
    }

    void instant(Instant value) throws SQLException {
        number(BinaryTime.of(value));
    }

    void instant(Optional<Instant> value) throws SQLException {
        if (value.isPresent()) {
            instant(value.get());
        } else {
            none();
        }
    }

    void text(Optional<String> value) throws SQLException {
        if (value.isPresent()) {
            text(value.get());
        } else {
            none();
        }
    }

    private void none() throws SQLException {
        reserve(Integer.BYTES);
        putInt(NULL);
    }

    void text(String value) throws SQLException {
        if (Integer.BYTES + value.length() > BUFFER_BYTES || !ascii(value)) {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** False, with nothing written, if there is another character in it. */
    private boolean ascii(String value) throws SQLException {
        int characters = value.length();
        reserve(Integer.BYTES + characters);
        int position = length + Integer.BYTES;
        for (int i = 0; i < characters; i++) {
            char c = value.charAt(i);
            if (c > LAST_ASCII) {
                return false;
            }
            buffer[position + i] = (byte) c;
        }
        putInt(characters);
        length += characters;
        return true;
    }

    void bytes(byte[] value) throws SQLException {
        reserve(Integer.BYTES);
        putInt(value.length);
        raw(value);
    }

    /** As jsonb. */
    void json(String text) throws SQLException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(Integer.BYTES + 1);
        putInt(1 + utf8.length);
        buffer[length++] = JSONB_FORM;
        raw(utf8);
    }

    private void raw(byte[] bytes) throws SQLException {
        if (bytes.length > BUFFER_BYTES) {
            flush();
            copy.writeToCopy(bytes, 0, bytes.length);
            sent += bytes.length;
            return;
        }
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void putInt(int value) {
        INT.set(buffer, length, value);
        length += Integer.BYTES;
    }

    private void putLong(long value) {
        LONG.set(buffer, length, value);
        length += Long.BYTES;
    }

    private void reserve(int bytes) throws SQLException {
        if (length + bytes > BUFFER_BYTES) {
            flush();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        sent += length;
        length = 0;
    }

    /** Ends the copy: all rows are in the table. */
    void end() throws SQLException {
        reserve(Short.BYTES);
        SHORT.set(buffer, length, (short) END);
        length += Short.BYTES;
        flush();
        copy.endCopy();
    }
}

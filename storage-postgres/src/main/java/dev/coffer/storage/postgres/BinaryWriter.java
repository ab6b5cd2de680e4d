package dev.coffer.storage.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
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
    private static final byte JSONB_FORM = 1;

    private final CopyIn copy;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private long sent;

    BinaryWriter(CopyIn copy) throws SQLException {
        this.copy = copy;
        raw(HEADER, 0, HEADER.length);
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

    void number(long value) throws SQLException {
        reserve(Integer.BYTES + Long.BYTES);
        putInt(Long.BYTES);
        LONG.set(buffer, length, value);
        length += Long.BYTES;
    }

    void none() throws SQLException {
        reserve(Integer.BYTES);
        putInt(NULL);
    }

    void bytes(byte[] from, int offset, int count) throws SQLException {
        reserve(Integer.BYTES);
        putInt(count);
        raw(from, offset, count);
    }

    /** As jsonb. */
    void json(byte[] from, int offset, int count) throws SQLException {
        reserve(Integer.BYTES + 1);
        putInt(1 + count);
        buffer[length++] = JSONB_FORM;
        raw(from, offset, count);
    }

    private void raw(byte[] from, int offset, int count) throws SQLException {
        if (count > BUFFER_BYTES) {
            flush();
            copy.writeToCopy(from, offset, count);
            sent += count;
            return;
        }
        reserve(count);
        System.arraycopy(from, offset, buffer, length, count);
        length += count;
    }

    private void putInt(int value) {
        INT.set(buffer, length, value);
        length += Integer.BYTES;
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

package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Micros;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/** A parameter that is sent as the server keeps it: as text it takes both sides more time than all else of a short statement. */
final class BinaryInstant extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1L;

    private final long micros;

    BinaryInstant(Instant instant) {
        setType("timestamptz");
        value = null;
        micros = Micros.of(instant);
    }

    @Override
    public int lengthInBytes() {
        return Long.BYTES;
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        ByteBuffer.wrap(bytes).putLong(offset, BinaryTime.ofMicros(micros));
    }

    /** For a driver that was told to send texts. */
    @Override
    public String getValue() {
        return Micros.instant(micros).toString();
    }

    @Override
    public void setByteValue(byte[] bytes, int offset) {
        throw new UnsupportedOperationException("a parameter is not read");
    }
}

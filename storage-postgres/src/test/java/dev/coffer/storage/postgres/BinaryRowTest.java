package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows such as only a damaged database sends, and times that are none. */
class BinaryRowTest {
    private static final byte[] NOT_UTF8 = {'a', (byte) 0xc3, '('};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream message = new DataOutputStream(bytes);
    private final BinaryRow row = new BinaryRow(RecordKind.KEY_VALUE);
    private final RecordRows records = new RecordRows(RecordKind.KEY_VALUE);

    private void field(byte[] value) throws IOException {
        message.writeInt(value.length);
        message.write(value);
    }

    private void number(long value) throws IOException {
        message.writeInt(Long.BYTES);
        message.writeLong(value);
    }

    private void item(byte[] key, long createdAt) throws IOException {
        message.writeShort(8);
        field("n".getBytes(StandardCharsets.UTF_8));
        field("i".getBytes(StandardCharsets.UTF_8));
        field(key);
        field(new byte[] {1});
        message.writeInt(-1);
        number(createdAt);
        number(0);
        number(7);
        assertThat(row.take(bytes.toByteArray(), false)).isTrue();
        row.addTo(records);
        bytes.reset();
    }

    @Test
    void bytesThatAreNoText_areGivenAsTheyAre() throws IOException {
        item(NOT_UTF8, 1);

        assertThat(records.bytes(0, 2)).isEqualTo(NOT_UTF8);
        assertThat(records.isAbsent(0, 4)).isTrue();
        assertThat(records.number(0, 5)).isEqualTo(946_684_800_000_001L);
        assertThat(records.number(0, 7)).isEqualTo(7);
    }

    @Test
    void infinity_isBeyondAllInstants() throws IOException {
        item(new byte[] {'k'}, Long.MAX_VALUE);
        item(new byte[] {'k'}, Long.MIN_VALUE);

        assertThat(records.number(0, 5)).isEqualTo(Long.MAX_VALUE);
        assertThat(records.number(1, 5)).isEqualTo(Long.MIN_VALUE);
    }
}

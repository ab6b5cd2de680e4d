package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.UnreadableRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows such as only a damaged database sends. */
class BinaryRowTest {
    private static final byte[] NOT_UTF8 = {'a', (byte) 0xc3, '('};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream message = new DataOutputStream(bytes);
    private final BinaryRow row = new BinaryRow();

    private void field(byte[] value) throws IOException {
        message.writeInt(value.length);
        message.write(value);
    }

    private void number(long value) throws IOException {
        message.writeInt(Long.BYTES);
        message.writeLong(value);
    }

    private void item(byte[] key) throws IOException {
        message.writeShort(8);
        field("n".getBytes(StandardCharsets.UTF_8));
        field("\ufffd".getBytes(StandardCharsets.UTF_8));
        field(key);
        field(new byte[] {1});
        number(1);
        message.writeInt(-1);
        number(0);
        number(0);
    }

    @Test
    void bytesThatAreNoText_areKeptAsBytes_andTheReplacementCharacterIsText() throws IOException {
        item(NOT_UTF8);
        RecordDecoder decoder = new RecordDecoder(RecordTable.KEY_VALUES, row);
        assertThat(row.take(bytes.toByteArray(), false)).isTrue();
        decoder.record();
        assertThat(row.wrongField()).contains("key");
        assertThat(row.problem()).isEqualTo("is not UTF-8");
        UnreadableRecord unreadable = decoder.unreadable("key", row.problem());
        assertThat(unreadable.kind()).isEqualTo(RecordKind.KEY_VALUE);
        assertThat(unreadable.fields())
                .containsEntry("id", "\ufffd")
                .containsEntry("key", NOT_UTF8)
                .containsEntry("version", 1L)
                .containsEntry("expiresAt", null)
                .containsEntry("createdAt", "2000-01-01T00:00:00Z");
    }

    @Test
    void whatMustBeThere_isSaidToBeAbsent() throws IOException {
        message.writeShort(8);
        for (int i = 0; i < 8; i++) {
            message.writeInt(-1);
        }
        row.take(bytes.toByteArray(), false);
        new RecordDecoder(RecordTable.KEY_VALUES, row).record();
        assertThat(row.wrongField()).contains("namespace");
        assertThat(row.problem()).isEqualTo("is absent");
    }

    @Test
    void theRowAfterOne_isNoLongerWrong() throws IOException {
        item(NOT_UTF8);
        row.take(bytes.toByteArray(), false);
        new RecordDecoder(RecordTable.KEY_VALUES, row).record();
        bytes.reset();
        item(new byte[] {'k'});
        row.take(bytes.toByteArray(), false);
        new RecordDecoder(RecordTable.KEY_VALUES, row).record();
        assertThat(row.wrongField()).isEmpty();
    }
}

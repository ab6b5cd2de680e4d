package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import java.sql.SQLException;
import java.util.List;

/** Makes rows of records, which have nearly the form of COPY: another epoch, and a number before JSON, make the difference. */
final class RecordEncoder {
    private final BinaryWriter out;
    private final RecordField.Type[] types;

    RecordEncoder(BinaryWriter out, RecordKind kind) {
        this.out = out;
        List<RecordField> fields = kind.fields();
        types = fields.stream().map(RecordField::type).toArray(RecordField.Type[]::new);
    }

    void write(RecordRows records, int row) throws SQLException {
        out.row(types.length);
        for (int i = 0; i < types.length; i++) {
            int length = records.length(row, i);
            if (length == RecordRows.ABSENT) {
                out.none();
            } else if (types[i] == RecordField.Type.INSTANT) {
                out.number(BinaryTime.ofMicros(records.number(row, i)));
            } else if (types[i] == RecordField.Type.JSON) {
                out.json(records.array(), records.offset(row, i), length);
            } else {
                out.bytes(records.array(), records.offset(row, i), length);
            }
        }
    }
}

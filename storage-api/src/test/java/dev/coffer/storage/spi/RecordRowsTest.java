package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordRowsTest {
    private final RecordRows tokens = new RecordRows(RecordKind.TOKEN);
    private final RecordRows items = new RecordRows(RecordKind.KEY_VALUE);

    private void token(UUID id, String purpose, byte[] hash) {
        tokens.addUuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
        tokens.addUuid(1, 2);
        tokens.addText(purpose);
        tokens.addBytes(hash);
        tokens.addText("{}");
        tokens.addNumber(Long.MIN_VALUE);
        tokens.addNumber(7);
        tokens.end();
    }

    private void item(String namespace, String id, String key, byte[] value) {
        for (String name : List.of(namespace, id, key)) {
            items.addText(name);
        }
        items.addBytes(value);
        items.addAbsent();
        items.addNumber(1);
        items.addNumber(2);
        items.addNumber(3);
        items.end();
    }

    @Test
    void fields_comeOutAsTheyWentIn() {
        UUID id = UUID.randomUUID();
        token(new UUID(0, 1), "other", new byte[0]);
        token(id, "\u00fc\ud83d\ude00", new byte[] {1, -1});

        assertThat(tokens.size()).isEqualTo(2);
        assertThat(tokens.kind()).isEqualTo(RecordKind.TOKEN);
        assertThat(tokens.uuid(1, 0)).isEqualTo(id);
        assertThat(tokens.uuid(1, 1)).isEqualTo(new UUID(1, 2));
        assertThat(tokens.text(1, 2)).isEqualTo("\u00fc\ud83d\ude00");
        assertThat(tokens.length(1, 2)).isEqualTo(6);
        assertThat(tokens.bytes(1, 3)).containsExactly(1, -1);
        assertThat(tokens.number(1, 5)).isEqualTo(Long.MIN_VALUE);
        assertThat(tokens.number(0, 6)).isEqualTo(7);
        assertThat(tokens.bytes(0, 3)).isEmpty();
        assertThat(tokens.isAbsent(0, 3)).isFalse();
        assertThat(tokens.length()).isEqualTo(2 * (16 + 16 + 2 + 8 + 8 + 7 * 4) + 5 + 6 + 2);
    }

    @Test
    void absentField_isTold() {
        item("n", "i", "k", new byte[1 << 20]);

        assertThat(items.isAbsent(0, 4)).isTrue();
        assertThat(items.length(0, 4)).isEqualTo(RecordRows.ABSENT);
        assertThat(items.length(0, 3)).isEqualTo(1 << 20);
        assertThat(items.number(0, 7)).isEqualTo(3);
    }

    @Test
    void manyRecords_fit() {
        for (int i = 0; i < 10_000; i++) {
            token(new UUID(i, i), "p" + i, new byte[32]);
        }

        assertThat(tokens.size()).isEqualTo(10_000);
        assertThat(tokens.text(9_999, 2)).isEqualTo("p9999");
        assertThat(tokens.uuid(5_000, 0)).isEqualTo(new UUID(5_000, 5_000));
    }

    @Test
    void recordThatWasBegun_canBeForgotten_andAllCanBe() {
        token(new UUID(1, 1), "first", new byte[0]);
        tokens.addUuid(9, 9);
        tokens.addUuid(9, 9);
        tokens.undo();
        token(new UUID(2, 2), "second", new byte[0]);

        assertThat(tokens.size()).isEqualTo(2);
        assertThat(tokens.uuid(1, 0)).isEqualTo(new UUID(2, 2));
        assertThat(tokens.text(0, 2)).isEqualTo("first");

        tokens.clear();
        assertThat(tokens.size()).isZero();
        assertThat(tokens.length()).isZero();
    }

    @Test
    void recordThatLacksFields_isNotEnded() {
        tokens.addUuid(1, 1);

        assertThatIllegalStateException().isThrownBy(tokens::end).withMessageContaining("7 fields, not 1");
    }

    @Test
    void recordsOfAnother_areTheSame() {
        item("n", "i", "k", new byte[] {1});
        item("n", "i", "l", new byte[] {2});
        RecordRows copy = new RecordRows(RecordKind.KEY_VALUE);
        copy.add(items, 1);

        for (int field = 0; field < 8; field++) {
            assertThat(copy.isSame(0, items, 1, field)).isTrue();
            assertThat(copy.isSame(0, items, 0, field)).isEqualTo(field != 2 && field != 3);
        }
        assertThat(copy.compareKeys(0, items, 1)).isZero();
    }

    @Test
    void absentAndEmpty_areNotTheSame() {
        item("n", "i", "k", new byte[0]);

        assertThat(items.isSame(0, items, 0, 4)).isTrue();
        assertThat(items.isSame(0, items, 0, 3)).isTrue();
        RecordRows users = new RecordRows(RecordKind.USER);
        for (boolean absent : new boolean[] {true, false}) {
            users.addUuid(1, 1);
            users.addText("a@b");
            users.addText("a@b");
            users.addAbsent();
            users.addAbsent();
            if (absent) {
                users.addAbsent();
            } else {
                users.addText("");
            }
            users.addText("{}");
            users.addNumber(1);
            users.addNumber(1);
            users.addNumber(1);
            users.end();
        }
        assertThat(users.isSame(0, users, 1, 5)).isFalse();
    }

    @Test
    void keys_areOrderedByTheirBytes_unsigned() {
        for (UUID id : List.of(
                new UUID(0, 1), new UUID(0, -1), new UUID(1, 0), new UUID(Long.MIN_VALUE, 0), new UUID(-1, 0))) {
            token(id, "p", new byte[0]);
        }
        item("a", "z", "z", new byte[0]);
        item("b", "a", "b", new byte[0]);
        item("b", "b", "a", new byte[0]);
        item("b", "b", "ab", new byte[0]);
        item("b", "b", "\ue000", new byte[0]);
        item("b", "b", "\ud83d\ude00", new byte[0]);

        for (RecordRows rows : List.of(tokens, items)) {
            for (int i = 0; i < rows.size(); i++) {
                for (int j = 0; j < rows.size(); j++) {
                    assertThat(Integer.signum(rows.compareKeys(i, rows, j))).isEqualTo(Integer.compare(i, j));
                    assertThat(Integer.signum(RecordKey.of(rows, i).compareTo(RecordKey.of(rows, j))))
                            .isEqualTo(Integer.compare(i, j));
                }
            }
        }
    }
}

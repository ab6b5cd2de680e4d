package dev.coffer.storage.postgres;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.jdbi.JsonDocument;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a row in the binary form of COPY (PostgreSQL manual, COPY), one after the other. What is not as it must be is
 * noted, and something else given in its place.
 */
final class BinaryRow {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SIGNATURE = 11;
    private static final char REPLACEMENT = '\uFFFD';
    private static final UUID NO_UUID = new UUID(0, 0);

    private byte[] bytes = {};
    private int start;
    private int position;
    private @Nullable String wrongField;
    private String problem = "";

    /** Takes what the server has sent as one; false if it is no row. */
    boolean take(byte[] message, boolean first) {
        bytes = message;
        wrongField = null;
        position = first ? behindHeader() : 0;
        if (position == bytes.length) {
            return false;
        }
        start = position + Short.BYTES;
        boolean row = (short) SHORT.get(bytes, position) >= 0;
        position = start;
        return row;
    }

    private int behindHeader() {
        int extension = SIGNATURE + Integer.BYTES;
        return extension + Integer.BYTES + (int) INT.get(bytes, extension);
    }

    /** The field that was not as it must be, if there was one. */
    Optional<String> wrongField() {
        return Optional.ofNullable(wrongField);
    }

    /** What was wrong with it. */
    String problem() {
        return problem;
    }

    /** Notes what is wrong, unless something is already. */
    void wrong(String field, String what) {
        if (wrongField == null) {
            wrongField = field;
            problem = what;
        }
    }

    /** Goes back to the first field. */
    void restart() {
        position = start;
    }

    /** Of the next field; -1 if it is null. */
    private int length() {
        int length = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return length;
    }

    UUID uuid(String field) {
        if (length() < 0) {
            wrong(field, "is absent");
            return NO_UUID;
        }
        UUID uuid = new UUID((long) LONG.get(bytes, position), (long) LONG.get(bytes, position + Long.BYTES));
        position += 2 * Long.BYTES;
        return uuid;
    }

    long number(String field) {
        if (length() < 0) {
            wrong(field, "is absent");
            return 0;
        }
        long number = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return number;
    }

    boolean truth() {
        boolean truth = length() > 0 && bytes[position] != 0;
        position++;
        return truth;
    }

    Instant instant(String field) {
        return optionalInstant(field).orElseGet(() -> {
            wrong(field, "is absent");
            return Instant.EPOCH;
        });
    }

    Optional<Instant> optionalInstant(String field) {
        if (length() < 0) {
            return Optional.empty();
        }
        long time = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        if (!BinaryTime.isInstant(time)) {
            wrong(field, "is no instant in the years 1 to 9999");
            return Optional.of(Instant.EPOCH);
        }
        return Optional.of(BinaryTime.instant(time));
    }

    String text(String field) {
        return optionalText(field).orElseGet(() -> {
            wrong(field, "is absent");
            return "";
        });
    }

    Optional<String> optionalText(String field) {
        int length = length();
        if (length < 0) {
            return Optional.empty();
        }
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isText(text, length)) {
            wrong(field, "is not UTF-8");
        }
        position += length;
        return Optional.of(text);
    }

    /** The server takes no other bytes, but a damaged page has some. */
    private boolean isText(String text, int length) {
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, position, position + length);
    }

    byte[] bytes(String field) {
        int length = length();
        if (length < 0) {
            wrong(field, "is absent");
            return new byte[0];
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** Of jsonb: the text behind the number of its form. */
    Map<String, @Nullable Object> json(String field) {
        String text = jsonText(field);
        try {
            return JsonDocument.parse(text).members();
        } catch (Corrupt e) {
            wrong(field, "is no JSON object");
            return Map.of();
        }
    }

    private String jsonText(String field) {
        int length = length();
        if (length < 0) {
            wrong(field, "is absent");
            return "{}";
        }
        position += length;
        boolean empty = length == 3 && bytes[position - 2] == '{';
        return empty ? "{}" : new String(bytes, position - length + 1, length - 1, StandardCharsets.UTF_8);
    }

    /** As the portable dump shows it, as far as it can. */
    @Nullable
    Object shown(RecordField field) {
        if ((int) INT.get(bytes, position) < 0) {
            position += Integer.BYTES;
            return null;
        }
        return switch (field.type()) {
            case UUID -> uuid(field.name()).toString();
            case NUMBER -> number(field.name());
            case TIME -> BinaryTime.text(number(field.name()));
            case TEXT -> shownText(field.name());
            case BYTES -> bytes(field.name());
            case JSON -> shownJson(field.name());
        };
    }

    private Object shownText(String field) {
        byte[] raw = bytes(field);
        String text = new String(raw, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), raw) ? text : raw;
    }

    private Object shownJson(String field) {
        String text = jsonText(field);
        try {
            return JsonDocument.parse(text).members();
        } catch (Corrupt e) {
            return text;
        }
    }
}

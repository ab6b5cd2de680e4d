package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Unavailable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines of a dump, and the SHA-256 of those before the last. */
final class DumpReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private final MessageDigest sha256 = Sha256.begin();
    private byte[] last = {};
    private int position;
    private int limit;
    private long number;

    DumpReader(InputStream in) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in, BUFFER_BYTES);
    }

    /**
     * A line without its end.
     *
     * @param number from 1
     * @param text null if it is not UTF-8
     * @param bytes as they are
     * @param ended whether it has an end, which all but the last have
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(long number, @Nullable String text, byte[] bytes, boolean ended) {}

    /**
     * The next line, empty at the end.
     *
     * @throws Unavailable if it cannot be read
     * @throws InvalidInput {@code line} if it is longer than any record
     */
    Optional<Line> next() {
        try {
            return read();
        } catch (IOException e) {
            throw new Unavailable("the dump cannot be read", e);
        }
    }

    private Optional<Line> read() throws IOException {
        beginning.reset();
        while (true) {
            if (position == limit && !fill()) {
                return beginning.size() == 0 ? Optional.empty() : Optional.of(line(false));
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            beginning.write(buffer, position, end - position);
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (beginning.size() > Ndjson.MAX_LINE_BYTES) {
                throw new InvalidInput("line", "must have at most " + Ndjson.MAX_LINE_BYTES + " bytes");
            }
            if (complete) {
                return Optional.of(line(true));
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private Line line(boolean ended) {
        sha256.update(last);
        byte[] bytes = beginning.toByteArray();
        last = ended ? Arrays.copyOf(bytes, bytes.length + 1) : bytes;
        if (ended) {
            last[bytes.length] = '\n';
        }
        return new Line(++number, utf8(bytes), bytes, ended);
    }

    /** SHA-256 of all lines before the last one that was read; asked once. */
    String digestOfTheOthers() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new Unavailable("the dump cannot be closed", e);
        }
    }
}

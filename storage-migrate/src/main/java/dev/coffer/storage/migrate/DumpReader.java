package dev.coffer.storage.migrate;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The lines of a dump, and the SHA-256 of those before the last. */
final class DumpReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] NOTHING = {};

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final int longest;
    private final MessageDigest sha256 = Sha256.begin();
    private MessageDigest before = sha256;
    private ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private int position;
    private int limit;
    private long number;

    /**
     * Of this stream.
     *
     * @param longest how many bytes a line may have
     */
    DumpReader(InputStream in, int longest) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in, BUFFER_BYTES);
        this.longest = longest;
    }

    /**
     * A line without its end.
     *
     * @param number from 1
     * @param text null if it is not UTF-8
     * @param bytes what is not UTF-8, as it is; else nothing
     * @param ended whether it has an end, which all but the last have
     * @param tooLong whether it was left out: longer than it may be
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(long number, @Nullable String text, byte[] bytes, boolean ended, boolean tooLong) {}

    /**
     * The next line, empty at the end.
     *
     * @throws Unavailable if it cannot be read
     * @throws Corrupt if it is not compressed as it should be
     */
    Optional<Line> next() {
        try {
            return read();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static StorageException unreadable(IOException e) {
        if (e.getCause() instanceof GeneralSecurityException) {
            return new Corrupt("the encrypted dump was cut, or is damaged", e);
        }
        return e instanceof EOFException || e instanceof ZipException
                ? new Corrupt("the compressed dump was cut, or is damaged", e)
                : new Unavailable("the dump cannot be read", e);
    }

    private Optional<Line> read() throws IOException {
        before = Sha256.copy(sha256);
        beginning.reset();
        boolean tooLong = false;
        while (position < limit || fill()) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            beginning.write(buffer, position, end - position);
            if (beginning.size() > longest) {
                tooLong = true;
                beginning = new ByteArrayOutputStream();
            }
            boolean ended = end < limit;
            int next = ended ? end + 1 : end;
            sha256.update(buffer, position, next - position);
            position = next;
            if (ended) {
                return Optional.of(line(true, tooLong));
            }
        }
        return beginning.size() == 0 && !tooLong ? Optional.empty() : Optional.of(line(false, tooLong));
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private Line line(boolean ended, boolean tooLong) {
        byte[] bytes = tooLong ? NOTHING : beginning.toByteArray();
        if (bytes.length > BUFFER_BYTES) {
            beginning = new ByteArrayOutputStream(); // room for a large one is not kept
        }
        String text = Utf8.text(bytes);
        return new Line(++number, text, text == null ? bytes : NOTHING, ended, tooLong);
    }

    /** SHA-256 of all lines before the last one that was read; asked once. */
    String digestOfTheOthers() {
        return HexFormat.of().formatHex(before.digest());
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

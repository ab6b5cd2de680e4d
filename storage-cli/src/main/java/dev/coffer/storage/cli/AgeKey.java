package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * A recipient or an identity of age, as it was given. What it is, is shown nowhere.
 *
 * @param origin the option, or the option with the line of its file
 * @param text as given
 * @param kind what it is to be
 */
record AgeKey(String origin, String text, Kind kind) {
    private static final int MOST_BYTES = 1 << 20;

    /** What a key is for. */
    enum Kind {
        RECIPIENT("a recipient such as age1..."),
        IDENTITY("an identity such as AGE-SECRET-KEY-1...");

        private final String example;

        Kind(String example) {
            this.example = example;
        }
    }

    /** What makes something of the text. */
    @FunctionalInterface
    interface Reader<T> {
        T read(String text) throws GeneralSecurityException;
    }

    /** One of a file for each line that is neither empty nor a comment, as age reads them. */
    static List<AgeKey> ofFile(String option, Path file, Kind kind) {
        try {
            if (Files.isDirectory(file) || !Files.isReadable(file)) {
                throw new InvalidInput(option, "must name a file that can be read");
            }
            String content;
            try (InputStream in = Files.newInputStream(file)) {
                content = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            }
            List<AgeKey> keys = new ArrayList<>();
            List<String> lines = content.lines().map(String::strip).toList();
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
                    keys.add(new AgeKey(option + ", line " + (i + 1), lines.get(i), kind));
                }
            }
            if (keys.isEmpty()) {
                throw new InvalidInput(option, "must name a file that has " + kind.example);
            }
            return keys;
        } catch (IOException e) {
            throw new InvalidInput(option, "must name a file that can be read", e);
        }
    }

    /**
     * Reads it.
     *
     * @throws InvalidInput naming the origin, if it is no such key
     */
    <T> T read(Reader<T> reader) {
        try {
            return reader.read(text);
        } catch (GeneralSecurityException | RuntimeException e) { // may have the key in its message
            throw new InvalidInput(origin, "must be " + kind.example);
        }
    }

    @Override
    public String toString() {
        return origin;
    }
}

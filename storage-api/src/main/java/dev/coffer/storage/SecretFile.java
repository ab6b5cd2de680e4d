package dev.coffer.storage;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that holds one secret, as they are mounted into containers. It may be renewed, so it is read each time. */
record SecretFile(Path path) {
    private static final int MOST_BYTES = 64 * 1024;

    static SecretFile of(String text) {
        try {
            return new SecretFile(Path.of(text));
        } catch (InvalidPathException e) {
            throw new InvalidInput("file", "must be the path of a file"); // the text may be the secret itself
        }
    }

    /**
     * What it holds, without the end of the line.
     *
     * @throws InvalidInput without the path, which may be the secret itself
     */
    String read() {
        try {
            String text = TextFile.read(path, MOST_BYTES);
            String secret = text.replaceFirst("\\R\\z", "");
            if (secret.isEmpty()) {
                throw new InvalidInput("file", "names a file that is empty");
            }
            return secret;
        } catch (IOException e) {
            throw new InvalidInput(
                    "file", "must be the path of a text file of at most 64 KiB that this process may read");
        }
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFileTest {
    @TempDir
    Path directory;

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("any.pem"), text).toString();
    }

    private static void assertRefused(String file, String problem) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> PemFile.blocks("sslrootcert", file))
                .withMessage("sslrootcert " + problem);
    }

    @Test
    void blocks_areFoundAmongOtherText() throws Exception {
        String file =
                file("A: 1\n-----BEGIN A B-----\nQUJD\n-----END A B-----\nor\n-----BEGIN C-----x-y-----END C-----");

        assertThat(PemFile.blocks("sslrootcert", file))
                .containsExactly(new PemFile.Block("A B", "\nQUJD\n"), new PemFile.Block("C", "x-y"));
    }

    @Test
    void block_thatDoesNotEnd_isRefused() throws Exception {
        for (String end :
                new String[] {"", "-----END B-----", "-----BEGIN A-----\nQUJD\n-----END A-----", "-----END A"}) {
            assertRefused(file("-----BEGIN A-----\nQUJD\n" + end), "must be a file in PEM: a block in it does not end");
        }
    }

    @Test
    void manyBeginnings_areReadInNoTime() throws Exception {
        String file = file("-----BEGIN A-----".repeat(200_000) + "-----END B-----");

        assertThat(CompletableFuture.runAsync(
                        () -> assertRefused(file, "must be a file in PEM: a block in it does not end")))
                .succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void file_thatIsTooLarge_isRefusedUnread() throws Exception {
        Path large = directory.resolve("large.pem");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(8L << 30);
        }

        assertRefused(large.toString(), "must be a file of at most 4 MiB");
    }
}

package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.BackupCipher;
import dev.coffer.storage.migrate.BackupFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key of encrypted backups. */
final class IdentityOption {
    private static final String IDENTITY = "--identity";

    @Option(
            names = IDENTITY,
            paramLabel = "FILE",
            order = 12,
            description = "Decrypts with the secret key of age in this file.")
    private @Nullable Path file;

    /** A pipe can be read once. */
    private Optional<BackupCipher> read = Optional.empty();

    private Optional<BackupCipher> cipher() {
        if (read.isEmpty()) {
            read = Optional.ofNullable(file)
                    .map(path -> AgeCipher.of(AgeKey.ofFile(IDENTITY, path, AgeKey.Kind.IDENTITY)));
        }
        return read;
    }

    /** The option again, for a command that is shown. */
    List<String> again() {
        return Optional.ofNullable(file)
                .map(path -> List.of(IDENTITY, path.toString()))
                .orElse(List.of());
    }

    /** What is to be read. */
    BackupFile backup(Path path) {
        BackupFile backup = BackupFile.at(path);
        return cipher().map(backup::decryptedBy).orElse(backup);
    }
}

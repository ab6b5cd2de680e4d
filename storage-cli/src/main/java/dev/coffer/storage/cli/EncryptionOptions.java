package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.BackupCipher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who can read a backup. */
final class EncryptionOptions {
    private static final String RECIPIENT = "--recipient";
    private static final String RECIPIENTS_FILE = "--recipients-file";

    @Option(
            names = RECIPIENT,
            paramLabel = "KEY",
            order = 10,
            description = "Encrypts for this public key of age, such as age1...; may be repeated.")
    private List<String> recipients = new ArrayList<>();

    @Option(
            names = RECIPIENTS_FILE,
            paramLabel = "FILE",
            order = 11,
            description = "Encrypts for the public keys in this file, one a line.")
    private List<Path> files = new ArrayList<>();

    Optional<BackupCipher> cipher() {
        List<AgeKey> keys = new ArrayList<>();
        recipients.forEach(text -> keys.add(new AgeKey(RECIPIENT, text, AgeKey.Kind.RECIPIENT)));
        files.forEach(file -> keys.addAll(AgeKey.ofFile(RECIPIENTS_FILE, file, AgeKey.Kind.RECIPIENT)));
        return keys.isEmpty() ? Optional.empty() : Optional.of(AgeCipher.to(keys));
    }
}

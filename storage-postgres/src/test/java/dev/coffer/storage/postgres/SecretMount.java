package dev.coffer.storage.postgres;

import dev.coffer.storage.postgres.Authority.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A directory as Kubernetes mounts a secret: renewed by another target for the link {@code ..data}. */
record SecretMount(Path directory) {
    void swap(Issued client, Authority root) {
        try {
            replace(client, root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replace(Issued client, Authority root) throws IOException {
        Path written = Files.createTempDirectory(directory, "..");
        secret(written.resolve("tls.crt"), client.pem());
        secret(
                written.resolve("tls.key"),
                PemText.of("PRIVATE KEY", client.key().getEncoded()));
        secret(written.resolve("ca.crt"), root.pem());
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), written.getFileName());
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
            if (!Files.exists(directory.resolve(name))) {
                Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
            }
        }
    }

    private static void secret(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(
                file,
                PosixFilePermissions.fromString(
                        Files.getAttribute(file, "unix:uid").equals(0) ? "r--r-----" : "r--------"));
    }

    Path file(String name) {
        return directory.resolve(name);
    }
}

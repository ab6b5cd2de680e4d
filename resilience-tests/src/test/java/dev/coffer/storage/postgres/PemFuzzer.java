package dev.coffer.storage.postgres;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;

/** Any bytes as a file of certificates, as a file of a key, and as an element of DER. */
public final class PemFuzzer {
    private static final Path FILE = file();
    private static final List<PublicKey> PUBLIC_KEYS = List.of(publicKey("EC", 256), publicKey("RSA", 1024));
    private static final int LARGEST_ELEMENT = 60_000;

    private PemFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        write(data);
        String file = FILE.toString();
        attempt(() -> PemFile.certificates("sslrootcert", file))
                .ifPresent(certificates ->
                        attempt(() -> KeyFile.read(file, certificates.get(0).getPublicKey())));
        PUBLIC_KEYS.forEach(key -> attempt(() -> KeyFile.read(file, key)));
        demandSameElement(data.length > LARGEST_ELEMENT ? Arrays.copyOf(data, LARGEST_ELEMENT) : data);
    }

    private static void demandSameElement(byte[] content) {
        byte[] element = Der.element(Der.OCTET_STRING, content);
        demand(
                Arrays.equals(element, Der.firstIn(Der.element(Der.SEQUENCE, element, element))),
                "an element of DER is not what went into it");
    }

    private static void write(byte[] data) {
        try {
            Files.write(FILE, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile(
                    "any", ".pem", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublicKey publicKey(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A file of certificates or keys as text (RFC 7468). An error names the parameter of the URL, never what the file holds. */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private PemFile() {}

    /**
     * A block of text.
     *
     * @param label such as {@code CERTIFICATE}
     * @param text in Base64
     */
    record Block(String label, String text) {
        byte[] der() {
            return Base64.getMimeDecoder().decode(text);
        }

        /** The label alone. */
        @Override
        public String toString() {
            return label;
        }
    }

    /** At least one. */
    static List<X509Certificate> certificates(String parameter, String file) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(parameter, file)) {
                if (block.label().equals("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new InvalidInput(parameter, "holds a malformed certificate", e);
        }
        if (certificates.isEmpty()) {
            throw new InvalidInput(parameter, "must be a file of certificates in PEM");
        }
        return certificates;
    }

    static List<Block> blocks(String parameter, String file) {
        return BLOCK.matcher(text(parameter, file))
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    private static String text(String parameter, String file) {
        try {
            return Files.readString(path(parameter, file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new InvalidInput(parameter, "must be a file that this process may read", e);
        }
    }

    /** Of a plain file, perhaps behind symbolic links. */
    static Path path(String parameter, String file) {
        try {
            Path path = Path.of(file);
            if (Files.isRegularFile(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // no file either
        }
        throw new InvalidInput(parameter, "must be a file, but there is none");
    }
}

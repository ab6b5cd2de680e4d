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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of certificates or keys as text (RFC 7468). An error names the parameter of the URL, never what the file holds. */
final class PemFile {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
    private static final String DASHES = "-----";

    /** Ten times what the certificates of all authorities take. */
    private static final long MOST_BYTES = 4 << 20;

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
        List<Block> blocks = new ArrayList<>();
        String text = text(parameter, file);
        Matcher begin = BEGIN.matcher(text);
        for (int at = 0; begin.find(at); ) {
            String end = DASHES + "END " + begin.group(1) + DASHES;
            int next = text.indexOf(DASHES, begin.end());
            if (next < 0 || !text.startsWith(end, next)) {
                throw new InvalidInput(parameter, "must be a file in PEM: a block in it does not end");
            }
            blocks.add(new Block(begin.group(1), text.substring(begin.end(), next)));
            at = next + end.length();
        }
        return blocks;
    }

    private static String text(String parameter, String file) {
        try {
            Path path = path(parameter, file);
            if (Files.size(path) > MOST_BYTES) {
                throw new InvalidInput(parameter, "must be a file of at most " + (MOST_BYTES >> 20) + " MiB");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
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

package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** The file of {@code sslkey}: a private key that others cannot read. */
final class KeyFile {
    private static final String PARAMETER = "sslkey";
    private static final Set<PosixFilePermission> OF_OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final byte[] VERSION = {0};
    private static final byte[] PROBE = {1};

    private KeyFile() {}

    /** The key that belongs to a public one. */
    static PrivateKey read(String file, PublicKey publicKey) {
        refuseIfOthersMayRead(PemFile.path(PARAMETER, file));
        PemFile.Block block = PemFile.blocks(PARAMETER, file).stream()
                .filter(found -> found.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(PARAMETER, "must be a file with a private key in PEM"));
        if (block.label().startsWith("ENCRYPTED") || block.text().contains("Proc-Type:")) {
            throw new InvalidInput(
                    PARAMETER, "must not be encrypted: a server process has nobody to ask for its password");
        }
        try {
            PrivateKey key = KeyFactory.getInstance(publicKey.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block, publicKey)));
            if (areOnePair(key, publicKey)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // not the cause: it may tell of the key
        }
        throw new InvalidInput(PARAMETER, "must be the key of the first certificate of sslcert, and intact");
    }

    private static byte[] pkcs8(PemFile.Block block, PublicKey publicKey) {
        return switch (block.label()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> wrapped(block.der(), publicKey);
            default -> throw new InvalidInput(PARAMETER, "must be of the form PKCS#8, PKCS#1 (RSA) or SEC1 (EC)");
        };
    }

    /** A key of PKCS#1 or SEC1, by PKCS#8 (RFC 5208); the public key tells the algorithm, and the curve. */
    private static byte[] wrapped(byte[] key, PublicKey publicKey) {
        return Der.element(
                Der.SEQUENCE,
                Der.element(Der.INTEGER, VERSION),
                Der.firstIn(publicKey.getEncoded()), // a SubjectPublicKeyInfo (RFC 5280, 4.1)
                Der.element(Der.OCTET_STRING, key));
    }

    private static boolean areOnePair(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** By libpq's rule, which lets a secret be mounted that root owns and the group of the process reads. */
    private static void refuseIfOthersMayRead(Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        try {
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(path));
            permissions.removeAll(OF_OWNER);
            if (Integer.valueOf(0).equals(Files.getAttribute(path, "unix:uid"))) {
                permissions.remove(PosixFilePermission.GROUP_READ);
            }
            if (!permissions.isEmpty()) {
                throw new InvalidInput(
                        PARAMETER,
                        "must not be open to others: set its mode to 0600, or to 0640 at most where root owns it"
                                + " (defaultMode 0440 of a Kubernetes secret)");
            }
        } catch (IOException e) {
            throw new InvalidInput(PARAMETER, "must be a file that this process may read", e);
        }
    }
}

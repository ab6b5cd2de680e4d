package dev.coffer.storage.cli;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;

/**
 * Keys of age.
 *
 * @param recipient the public one
 * @param identity the secret one
 * @param file that has the secret one, as age-keygen writes it
 */
record AgePair(String recipient, String identity, Path file) {
    static AgePair generate() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            String recipient = text(pair.getPublic());
            String identity = text(pair.getPrivate());
            return new AgePair(
                    recipient,
                    identity,
                    Scratchpad.file(
                            "key.txt", "# created: 2026-11-22T09:47:39Z", "# public key: " + recipient, "", identity));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 11 has X25519", e);
        }
    }

    private static String text(Key key) {
        return new String(key.getEncoded(), StandardCharsets.US_ASCII);
    }
}

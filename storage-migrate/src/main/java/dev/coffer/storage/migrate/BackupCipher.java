package dev.coffer.storage.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/**
 * Encrypts backups, and decrypts them, in the format of age (age-encryption.org/v1). One that only encrypts needs no secret. For one
 * backup at a time.
 */
public interface BackupCipher {
    /**
     * {@return a stream that encrypts what is written to it; closing it closes the other one}
     *
     * @param out gets what is encrypted
     * @throws IOException if that cannot be written
     */
    OutputStream encrypting(OutputStream out) throws IOException;

    /**
     * {@return a stream of what was encrypted; closing it closes the other one} Reads what is encrypted for whoever this is, and what this
     * very object has encrypted last: so that a backup can be verified by who cannot read others. Reading it fails with an {@link
     * IOException} that has a {@link GeneralSecurityException} as its cause where what was encrypted was cut or altered.
     *
     * @param in has what is encrypted
     * @throws GeneralSecurityException if it is encrypted for others, or its beginning is damaged
     * @throws IOException if it cannot be read
     */
    InputStream decrypting(InputStream in) throws IOException, GeneralSecurityException;
}

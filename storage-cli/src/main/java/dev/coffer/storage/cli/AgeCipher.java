package dev.coffer.storage.cli;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.PayloadException;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import dev.coffer.storage.migrate.BackupCipher;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The format of age (age-encryption.org/v1), with its X25519 recipients and identities. */
final class AgeCipher implements BackupCipher {
    private final List<RecipientStanzaWriter> recipients = new ArrayList<>();
    private final List<RecipientStanzaReader> identities = new ArrayList<>();

    /** The key of the file that was encrypted last, with which that can be read again without an identity. */
    private Optional<FileKey> last = Optional.empty();

    private AgeCipher() {}

    /**
     * Encrypts for these.
     *
     * @param keys such as {@code age1…}
     */
    static AgeCipher to(List<AgeKey> keys) {
        AgeCipher cipher = new AgeCipher();
        keys.forEach(
                key -> cipher.recipients.add(key.read(X25519RecipientStanzaWriterFactory::newRecipientStanzaWriter)));
        cipher.recipients.add(fileKey -> {
            cipher.last = Optional.of(new FileKey(fileKey.getEncoded()));
            return List.of();
        });
        return cipher;
    }

    /**
     * Decrypts what is for one of these.
     *
     * @param keys such as {@code AGE-SECRET-KEY-1…}
     */
    static AgeCipher of(List<AgeKey> keys) {
        AgeCipher cipher = new AgeCipher();
        keys.forEach(
                key -> cipher.identities.add(key.read(X25519RecipientStanzaReaderFactory::newRecipientStanzaReader)));
        return cipher;
    }

    @Override
    public OutputStream encrypting(OutputStream out) throws IOException {
        try {
            return Channels.newOutputStream(
                    new StandardEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(out), recipients));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public InputStream decrypting(InputStream in) throws IOException, GeneralSecurityException {
        List<RecipientStanzaReader> readers = new ArrayList<>(identities);
        last.ifPresent(key -> readers.add(stanzas -> new FileKey(key.getEncoded())));
        try {
            return Channels.newInputStream(
                    new StandardDecryptingChannelFactory().newDecryptingChannel(Channels.newChannel(in), readers));
        } catch (PayloadException | RuntimeException e) { // cut, or altered so that it is no header any more
            throw new GeneralSecurityException(e);
        }
    }
}

package dev.coffer.storage.vault;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are taken for Vault's: those of a file, which may be renewed at any time, or of the JVM's trust store. */
final class Trust {
    private static final Duration LONGEST_CONNECTING = Duration.ofSeconds(5);

    private record Known(HttpClient client, Optional<FileTime> changed) {}

    private final Optional<Path> certificates;
    private @Nullable Known known;

    Trust(Optional<Path> certificates) {
        this.certificates = certificates;
    }

    /** A client that trusts what the file has now. */
    synchronized HttpClient client(Duration timeout) throws VaultFailure {
        try {
            Optional<FileTime> changed = certificates.isPresent()
                    ? Optional.of(Files.getLastModifiedTime(certificates.get()))
                    : Optional.empty();
            Known present = known;
            if (present == null || !present.changed().equals(changed)) {
                present = new Known(made(timeout), changed);
                known = present;
            }
            return present.client();
        } catch (IOException | GeneralSecurityException e) {
            throw VaultFailure.withoutAnswer("as the file of CA certificates cannot be used", e);
        }
    }

    private HttpClient made(Duration timeout) throws IOException, GeneralSecurityException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(LONGEST_CONNECTING) < 0 ? timeout : LONGEST_CONNECTING);
        if (certificates.isPresent()) {
            client.sslContext(trusting(certificates.get()));
        }
        return client.build();
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            for (Certificate certificate : read) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.NonValidatingFactory.NonValidatingTM;

/**
 * The files that a URL names.
 *
 * @param roots of {@code sslrootcert}: whom to trust; empty for the JVM's trust store
 * @param certificate of {@code sslcert}: ours, with those that lead to a root; empty for none
 * @param key of {@code sslkey}: that of the certificate
 */
record TlsFiles(Optional<String> roots, Optional<String> certificate, Optional<String> key) {
    private static final int READS = 5;
    private static final Duration PAUSE = Duration.ofMillis(20);

    TlsFiles {
        if (certificate.isPresent() != key.isPresent()) {
            throw new InvalidInput(
                    certificate.isPresent() ? "sslkey" : "sslcert", "must be set too: sslcert and sslkey go together");
        }
    }

    boolean hasRoots() {
        return roots.isPresent();
    }

    boolean hasCertificate() {
        return certificate.isPresent();
    }

    /** When the first of the certificates of {@code sslcert} ends; empty if there is none, or none that can be read now. */
    Optional<Instant> certificateExpiresAt() {
        try {
            return certificate.flatMap(file -> SecuredSocket.earliestEnd(PemFile.certificates("sslcert", file)));
        } catch (InvalidInput unreadable) {
            return Optional.empty();
        }
    }

    /**
     * What the files hold now. They may be in the middle of being renewed: what does not fit together is read again.
     *
     * @param verifies whether the server must prove who it is
     * @throws InvalidInput {@code sslrootcert}, {@code sslcert} or {@code sslkey}
     */
    SSLContext context(boolean verifies) {
        for (int read = 1; ; read++) {
            try {
                return read(verifies);
            } catch (InvalidInput e) {
                if (read == READS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private SSLContext read(boolean verifies) {
        Optional<Set<TrustAnchor>> anchors = roots.map(TlsFiles::anchors);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(), verifies ? trust(anchors) : new TrustManager[] {new NonValidatingTM()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new InvalidInput("sslrootcert", "cannot be used, or the JVM's trust store where it is not given", e);
        }
    }

    private static Set<TrustAnchor> anchors(String file) {
        return PemFile.certificates("sslrootcert", file).stream()
                .map(root -> new TrustAnchor(root, null))
                .collect(Collectors.toSet());
    }

    private static TrustManager[] trust(Optional<Set<TrustAnchor>> anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (anchors.isEmpty()) {
            factory.init((KeyStore) null);
        } else {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors.get(), null);
            parameters.setRevocationEnabled(Boolean.getBoolean("com.sun.net.ssl.checkRevocation")); // as the JVM's does
            factory.init(new CertPathTrustManagerParameters(parameters));
        }
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] own() {
        if (certificate.isEmpty()) {
            return null;
        }
        List<X509Certificate> chain = PemFile.certificates("sslcert", certificate.get());
        PrivateKey own = KeyFile.read(key.orElseThrow(), chain.get(0).getPublicKey());
        return new KeyManager[] {new ClientCertificate(chain, own)};
    }
}

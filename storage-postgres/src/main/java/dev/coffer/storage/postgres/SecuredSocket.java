package dev.coffer.storage.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes the socket of one connection, and knows afterwards how that is secured. */
final class SecuredSocket extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private volatile @Nullable SSLSocket made;

    SecuredSocket(SSLSocketFactory factory) {
        this.factory = factory;
    }

    /**
     * How a connection is secured.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param serverCertificateExpiresAt when the first of the certificates that the server has shown ends
     */
    record Session(String protocol, Optional<Instant> serverCertificateExpiresAt) {}

    /** Of the connection that was made; empty if it is not secured, or is not there. */
    Optional<Session> session() {
        SSLSocket socket = made;
        return socket == null || socket.isClosed()
                ? Optional.empty()
                : Optional.of(new Session(socket.getSession().getProtocol(), expiry(socket)));
    }

    private static Optional<Instant> expiry(SSLSocket socket) {
        try {
            return earliestEnd(List.of(socket.getSession().getPeerCertificates()));
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** When the first of them ends. A root that comes along does not count: whom to trust is not for the other side to say. */
    static Optional<Instant> earliestEnd(List<? extends Certificate> chain) {
        return chain.stream()
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .filter(certificate -> certificate.equals(chain.get(0)) || !isRoot(certificate))
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder());
    }

    private static boolean isRoot(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private Socket remembered(Socket socket) {
        if (socket instanceof SSLSocket secured) {
            made = secured;
        }
        return socket;
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean autoClose) throws IOException {
        return remembered(factory.createSocket(below, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return remembered(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return remembered(factory.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return remembered(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return remembered(factory.createSocket(host, port, local, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }
}

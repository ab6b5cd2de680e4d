package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the connections of a storage are secured: as its URL says, else by {@code verify-full}, or {@code prefer} where all its hosts
 * are on this machine or in private networks.
 */
final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final String SYSTEM = "system"; // libpq's word for the roots that the machine trusts

    private final PostgresUrl url;
    private final Optional<SslMode> saidMode;
    private final TlsFiles files;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile Optional<SecuredSocket.Session> session = Optional.empty();

    private Tls(PostgresUrl url) {
        this.url = url;
        Optional<String> roots = parameter("sslrootcert");
        Optional<SslMode> mode = parameter("sslmode").map(Tls::mode);
        if (roots.equals(Optional.of(SYSTEM))) {
            mode = mode.or(() -> Optional.of(SslMode.VERIFY_FULL));
            roots = Optional.empty();
            if (!mode.get().verifyPeerName()) {
                throw new InvalidInput("sslmode", "must be verify-full where sslrootcert is system");
            }
        }
        saidMode = mode;
        files = new TlsFiles(roots, parameter("sslcert"), parameter("sslkey"));
    }

    /**
     * As a URL says.
     *
     * @throws InvalidInput {@code sslrootcert}, {@code sslcert} or {@code sslkey} if its file cannot be used
     */
    static Tls of(PostgresUrl url) {
        Tls tls = new Tls(url);
        if (!tls.saidMode.equals(Optional.of(SslMode.DISABLE))) {
            tls.files.context(false);
        }
        return tls;
    }

    private Optional<String> parameter(String name) {
        return Optional.ofNullable(url.parameters().get(name));
    }

    private static SslMode mode(String name) {
        return Stream.of(SslMode.VALUES)
                .filter(mode -> mode.value.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Has the driver connect. Certificates and keys are read anew each time: they may have been renewed. */
    Connection connect(Driver driver, String jdbcUrl, Properties properties) throws SQLException {
        SslMode mode = mode();
        PGProperty.SSL_MODE.set(properties, mode.value);
        if (mode == SslMode.DISABLE) {
            return SocketFactoryHandover.connectWithOurs(driver, jdbcUrl, properties);
        }
        SecuredSocket socket = new SecuredSocket(context(mode).getSocketFactory());
        try (SocketFactoryHandover handover = new SocketFactoryHandover(socket)) {
            try {
                Connection connection = handover.connect(driver, jdbcUrl, properties);
                session = socket.session();
                return connection;
            } catch (PSQLException e) {
                throw TlsFailure.problem(e, mode, handover.isTaken(), files.hasCertificate())
                        .map(problem -> failure(problem, mode, e))
                        .orElse(e);
            }
        }
    }

    /** How the connection that was made last is secured; empty if it is not, or there was none yet. */
    Optional<SecuredSocket.Session> session() {
        return session;
    }

    /** When the first of the certificates in {@code sslcert} ends; empty if none is named, or the file cannot be used now. */
    Optional<Instant> clientCertificateExpiresAt() {
        return files.certificateExpiresAt();
    }

    /** Whether the server has to prove who it is. */
    boolean verifiesServer() {
        return mode().verifyCertificate();
    }

    private SslMode mode() {
        if (saidMode.isEmpty()) {
            return defaultMode();
        }
        boolean verifies = saidMode.get() == SslMode.REQUIRE && files.hasRoots(); // as with libpq
        return verifies ? SslMode.VERIFY_CA : saidMode.get();
    }

    /** Whether no connection crosses the Internet. */
    boolean staysInPrivateNetworks() {
        return url.hosts().stream().allMatch(host -> PrivateNetworks.contain(host.name()));
    }

    private SslMode defaultMode() {
        if (!staysInPrivateNetworks()) {
            return SslMode.VERIFY_FULL;
        }
        if (!warned.getAndSet(true)) {
            LOG.atWarn()
                    .addKeyValue("hosts", hosts())
                    .log("sslmode is not set: connections need not be encrypted, since all addresses are private;"
                            + " set sslmode=verify-full and sslrootcert, or sslmode=disable");
        }
        return SslMode.PREFER;
    }

    private String hosts() {
        return url.hosts().stream().map(PostgresUrl.Host::name).collect(Collectors.joining(", "));
    }

    private SSLContext context(SslMode mode) throws PSQLException {
        try {
            return files.context(mode.verifyCertificate());
        } catch (InvalidInput e) {
            throw failure(Objects.requireNonNull(e.getMessage()), mode, e);
        }
    }

    private PSQLException failure(String problem, SslMode mode, Exception cause) {
        return new TlsFailure(
                problem + "; sslmode is " + mode.value + (saidMode.isEmpty() ? " by default" : "") + ", sslrootcert is "
                        + (files.hasRoots() ? "given" : "not given")
                        + (mode.verifyCertificate() && !files.hasRoots()
                                ? ", so that the JVM's trust store counts"
                                : ""),
                cause);
    }
}

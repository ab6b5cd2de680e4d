package dev.coffer.storage.postgres;

import dev.coffer.storage.Unavailable;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** A connection was not secured as it must be. Its message is ours, and fit to be shown. */
final class TlsFailure extends PSQLException {
    private static final long serialVersionUID = 1L;

    private final String message;

    TlsFailure(String message, Throwable cause) {
        super(message, PSQLState.CONNECTION_FAILURE, cause);
        this.message = message;
    }

    Unavailable unavailable() {
        return new Unavailable(message, this);
    }

    /** Whether waiting does not help: the server was there. */
    boolean isLasting() {
        return !brokeOff(this);
    }

    /**
     * What is wrong with TLS, if that is what the driver failed of.
     *
     * @param begun whether a server had agreed to speak TLS
     * @param certified whether we have a certificate to show
     */
    static Optional<String> problem(PSQLException failure, SslMode mode, boolean begun, boolean certified) {
        if (failure.getServerErrorMessage() != null) {
            return Optional.empty();
        }
        if (isCausedBy(CertificateException.class, failure)) {
            return Optional.of("the server's certificate is not trusted");
        }
        if (brokeOff(failure) ? begun && certified : isCausedBy(SSLException.class, failure)) {
            return Optional.of(
                    certified
                            ? "the server refused our certificate (sslcert), or no version of TLS is common to both"
                            : "no version of TLS is common to the server and us");
        }
        String state = failure.getSQLState();
        if (begun && PSQLState.CONNECTION_FAILURE.getState().equals(state) && failure.getCause() == null) {
            return Optional.of("the server's certificate is for other hosts");
        }
        if (!begun && PSQLState.CONNECTION_REJECTED.getState().equals(state) && mode.requireEncryption()) {
            return Optional.of("the server does not speak TLS");
        }
        return Optional.empty();
    }

    private static boolean brokeOff(Throwable failure) {
        return isCausedBy(EOFException.class, failure) || isCausedBy(SocketException.class, failure);
    }

    private static boolean isCausedBy(Class<? extends Exception> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}

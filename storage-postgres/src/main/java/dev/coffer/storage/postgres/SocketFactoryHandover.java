package dev.coffer.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ssl.WrappedFactory;

/** Gives a socket factory to the driver, which takes none but makes one itself, from the name of a class and a text. */
final class SocketFactoryHandover implements AutoCloseable {
    private static final Map<String, SocketFactoryHandover> OPEN = new ConcurrentHashMap<>();

    private final String key = UUID.randomUUID().toString();
    private final SSLSocketFactory factory;
    private volatile boolean taken;

    SocketFactoryHandover(SSLSocketFactory factory) {
        this.factory = factory;
        OPEN.put(key, this);
    }

    /** Not API, but what the driver makes by reflection. */
    public static final class Receiver extends WrappedFactory {
        /**
         * For the driver.
         *
         * @param key the handover's
         */
        public Receiver(String key) {
            SocketFactoryHandover handover = Objects.requireNonNull(OPEN.get(key), "given up");
            handover.taken = true;
            factory = handover.factory;
        }
    }

    Connection connect(Driver driver, String jdbcUrl, Properties properties) throws SQLException {
        PGProperty.SSL_FACTORY.set(properties, Receiver.class.getName());
        PGProperty.SSL_FACTORY_ARG.set(properties, key);
        return connectWithOurs(driver, jdbcUrl, properties);
    }

    /** Where the properties name classes of ours. */
    static Connection connectWithOurs(Driver driver, String jdbcUrl, Properties properties) throws SQLException {
        PGProperty.CLASS_LOADER_STRATEGY.set(properties, "context-first");
        // The driver may be of a class loader that does not see us, as that of an application server.
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(Receiver.class.getClassLoader());
        try {
            return Objects.requireNonNull(driver.connect(jdbcUrl, properties));
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }

    /** Whether the driver has taken it: a server has agreed to speak TLS. */
    boolean isTaken() {
        return taken;
    }

    @Override
    public void close() {
        OPEN.remove(key);
    }
}

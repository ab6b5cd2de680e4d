package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.Authority.Issued;
import dev.coffer.storage.postgres.ServerConnections.Target;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateRenewalTest {
    private static final int RENEWALS = 10;
    private static final int CALLERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static TlsServer tls;

    @BeforeAll
    static void start() {
        tls = new TlsServer(directory);
    }

    @AfterAll
    static void close() {
        tls.close();
    }

    @Test
    void tenCertificates_renewedUnderLoad_failNoCall() throws Exception {
        SecretMount mount = new SecretMount(Files.createDirectory(directory.resolve("mount")));
        mount.swap(tls.root.issue("ada"), tls.root);
        StorageConfig config = StorageConfig.forUrl(tls.url(
                        "ada",
                        "localhost",
                        "sslmode=verify-full&sslrootcert=" + mount.file("ca.crt") + "&sslcert=" + mount.file("tls.crt")
                                + "&sslkey=" + mount.file("tls.key")))
                .poolSize(CALLERS)
                .build();
        PoolInReach provider = new PoolInReach();
        try (Storage storage = Storage.open(config, provider)) {
            User user = storage.users().create(NewUser.withEmail("ada@example.org"));
            try (Load load = new Load(CALLERS, () -> {
                storage.keyValues()
                        .namespace("load")
                        .record(user.id().toString())
                        .increment("calls");
                assertThat(storage.users().find(user.id())).isPresent();
            })) {
                for (int renewal = 0; renewal < RENEWALS; renewal++) {
                    Issued renewed = tls.root.issue("ada");
                    mount.swap(renewed, tls.root);
                    await(() -> {
                        provider.retireAll();
                        return provider.serial().equals(renewed.serial());
                    });
                    load.awaitCalls(CALLERS);
                }
                load.assertNoneFailed();
            }
        }
    }

    /** The provider, with its pool within reach. */
    private static final class PoolInReach implements StorageProvider {
        private Optional<ConnectionPool> pool = Optional.empty();

        @Override
        public String name() {
            return "postgresql";
        }

        @Override
        public Set<String> schemes() {
            return Set.of("postgresql");
        }

        @Override
        public StorageBackend open(StorageConfig config) {
            new PostgresStorageProvider().open(config).close();
            PostgresUrl url = PostgresUrl.parse(config.url());
            Login login =
                    new Login(ServerConnections.pooled(url, Tls.of(url), config, Target.PRIMARY), Optional.empty());
            ConnectionPool connections =
                    new ConnectionPool(login, config, "renewed", new RoundTrip(1, System::nanoTime));
            pool = Optional.of(connections);
            PooledDatabase database =
                    new PooledDatabase(connections, new SchemaNames("public"), SessionSettings.of(config));
            PostgresHealth health = new PostgresHealth(
                    config, PostgresSchema.migrations(), database, Optional.empty(), Optional.empty());
            return new PostgresBackend(
                    database, database, PostgresBackend.index(database, config), config, health, () -> {});
        }

        void retireAll() {
            pool.orElseThrow().retireAll();
        }

        /** Of the certificate that the next connection has shown. */
        BigInteger serial() throws SQLException {
            try (Connection connection = pool.orElseThrow().lease(true);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT client_serial FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                row.next();
                return row.getBigDecimal(1).toBigIntegerExact();
            }
        }
    }

    @Test
    void serversCertificateAndTheRoots_areUsedByTheNextConnection() throws Exception {
        Path roots = tls.file("roots.crt", tls.root.pem());
        PostgresUrl url = PostgresUrl.parse(tls.url("grace", "localhost", "sslmode=verify-full&sslrootcert=" + roots));
        ServerConnections connections = ServerConnections.maintenance(
                url, Tls.of(url), StorageConfig.builder().build());
        connections.connect().close();

        Authority next = new Authority("root"); // of the same name, as when it is renewed itself
        tls.install(next.intermediate("issuing").issue("server", "localhost"));
        tls.server.reload();
        await(() -> isRefused(connections));

        tls.file("roots.crt", tls.root.pem() + next.pem());
        connections.connect().close();
        tls.file("roots.crt", next.pem());
        connections.connect().close();
        tls.file("roots.crt", "half of");
        assertThatExceptionOfType(TlsFailure.class)
                .isThrownBy(connections::connect)
                .withMessageStartingWith("sslrootcert must be a file of certificates in PEM; sslmode is verify-full");

        tls.install(tls.root.issue("server", "localhost"));
        tls.server.reload();
        tls.file("roots.crt", tls.root.pem());
        await(() -> !isRefused(connections));
    }

    private static boolean isRefused(ServerConnections connections) throws SQLException {
        try (Connection connection = connections.connect()) {
            return connection.isClosed();
        } catch (TlsFailure e) {
            assertThat(e.getMessage()).startsWith("the server's certificate is not trusted");
            return true;
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (Instant end = Instant.now().plus(PATIENCE); !condition.call(); ) {
            assertThat(Instant.now()).isBefore(end);
        }
    }
}

package dev.coffer.storage.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.StorageProvider;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ssl.PGjdbcHostnameVerifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class TlsTest {
    private static final String ENCRYPTED = "encrypted";
    private static final String PLAIN = "plain";
    private static final String IS_ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    private static final String UNTRUSTED = "the server's certificate is not trusted";
    private static final String OTHER_HOST = "the server's certificate is for other hosts";
    private static final String NO_TLS = "the server does not speak TLS";

    private static final String SAME_NAME = "localhost";
    private static final String OTHER_NAME = "127.0.0.1";

    /** No private address, and yet it leads here. */
    private static final String PUBLIC = "0.0.0.0";

    /** Tells everybody of each certificate for another host. */
    private static final java.util.logging.Logger DRIVER_LOG =
            java.util.logging.Logger.getLogger(PGjdbcHostnameVerifier.class.getName());

    @TempDir
    private static Path directory;

    private static TlsServer tls;
    private static OwnServer plain;

    @BeforeAll
    static void start() {
        DRIVER_LOG.setLevel(Level.OFF);
        tls = new TlsServer(directory);
        tls.file("other.crt", new Authority("other").pem());
        tls.file("both.crt", new Authority("other").pem() + "\n# and\n" + tls.root.pem());
        plain = new OwnServer(15).start();
    }

    @AfterAll
    static void close() {
        DRIVER_LOG.setLevel(null);
        tls.close();
        plain.close();
    }

    @TestFactory
    Stream<DynamicTest> connection_isSecured_asTheUrlSays() {
        return Stream.of(
                        List.of("sslmode=disable", PLAIN, PLAIN, PLAIN, PLAIN),
                        List.of("sslmode=allow", PLAIN, PLAIN, PLAIN, PLAIN),
                        List.of("sslmode=prefer", ENCRYPTED, ENCRYPTED, ENCRYPTED, PLAIN),
                        List.of("", ENCRYPTED, ENCRYPTED, ENCRYPTED, PLAIN),
                        List.of("sslmode=require", ENCRYPTED, ENCRYPTED, UNTRUSTED, NO_TLS),
                        List.of("sslmode=verify-ca", ENCRYPTED, ENCRYPTED, UNTRUSTED, NO_TLS),
                        List.of("sslmode=verify-full", ENCRYPTED, OTHER_HOST, UNTRUSTED, NO_TLS))
                .flatMap(row -> Stream.of(
                        secured(row.get(0), SAME_NAME, "root.crt", row.get(1)),
                        secured(row.get(0), OTHER_NAME, "root.crt", row.get(2)),
                        secured(row.get(0), SAME_NAME, "other.crt", row.get(3)),
                        dynamicTest(
                                row.get(0) + " without TLS",
                                () -> assertThat(outcome(plain.url() + "?" + row.get(0)))
                                        .isEqualTo(row.get(4)))));
    }

    private static DynamicTest secured(String mode, String host, String roots, String expected) {
        return dynamicTest(
                mode + " to " + host + " by " + roots,
                () -> assertThat(outcome(tls.url("postgres", host, mode + "&sslrootcert=" + directory.resolve(roots))))
                        .isEqualTo(expected));
    }

    private static String outcome(String url) throws SQLException {
        return outcome(connections(url));
    }

    /** What becomes of a connection: how it is secured, or why there is none. */
    private static String outcome(ServerConnections connections) throws SQLException {
        try (Connection connection = connections.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IS_ENCRYPTED)) {
            row.next();
            return row.getBoolean(1) ? ENCRYPTED : PLAIN;
        } catch (TlsFailure e) {
            String message = Objects.requireNonNull(e.unavailable().getMessage());
            assertThat(message).contains("sslmode is ", "sslrootcert is ").doesNotContain(directory.toString());
            return message.replaceFirst(";.*", "");
        }
    }

    private static ServerConnections connections(String url) {
        PostgresUrl parsed = PostgresUrl.parse(url);
        return ServerConnections.maintenance(
                parsed, Tls.of(parsed), StorageConfig.builder().build());
    }

    @Test
    void serverThatIsNotToBeTrusted_isReportedAtOnce() {
        Instant start = Instant.now();
        StorageConfig patient = StorageConfig.forUrl(tls.url("grace", SAME_NAME, "sslmode=verify-full"))
                .startTimeout(Duration.ofMinutes(1))
                .build();
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> Storage.open(patient))
                .withMessage(UNTRUSTED
                        + "; sslmode is verify-full, sslrootcert is not given, so that the JVM's trust store counts");
        assertThat(Duration.between(start, Instant.now()))
                .isLessThan(patient.startTimeout().dividedBy(2));
    }

    @Test
    void withoutModeAndRoots_aPublicServerMustBeTrusted_byTheJvm() throws Exception {
        String url = tls.url("grace", PUBLIC, "");
        assertThat(outcome(url)).isEqualTo(UNTRUSTED);
        assertThat(outcome(url + "sslmode=require")).isEqualTo(ENCRYPTED);

        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "root",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(tls.root.pem().getBytes(UTF_8))));
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "secret".toCharArray());
        }
        System.setProperty("javax.net.ssl.trustStore", file.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "secret");
        try {
            assertThat(outcome(url)).isEqualTo(OTHER_HOST);
            assertThat(outcome(tls.url("grace", SAME_NAME, "sslmode=verify-full")))
                    .isEqualTo(ENCRYPTED);
            assertThat(outcome(tls.url("grace", SAME_NAME, "sslrootcert=system")))
                    .isEqualTo(ENCRYPTED);
            assertThat(outcome(tls.url("grace", OTHER_NAME, "sslrootcert=system")))
                    .isEqualTo(OTHER_HOST);
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void publicHostAmongPrivateOnes_makesAllBeVerified() throws SQLException {
        String unseen = "LocalHost"; // the driver remembers by name which hosts have failed
        String url = "postgresql://grace@" + PUBLIC + ":" + tls.server.port() + "," + unseen + ":" + tls.server.port()
                + "/postgres?sslrootcert=" + directory.resolve("root.crt");
        assertThat(outcome(url)).isEqualTo(ENCRYPTED);
        assertThat(outcome(url.replace("root.crt", "other.crt"))).isEqualTo(UNTRUSTED);
    }

    @Test
    void rootsOfSeveralAuthorities_areAllTrusted() throws SQLException {
        assertThat(outcome(tls.url(
                        "grace", SAME_NAME, "sslmode=verify-full&sslrootcert=" + directory.resolve("both.crt"))))
                .isEqualTo(ENCRYPTED);
    }

    @Test
    void providerOfAClassLoaderOfItsOwn_isFoundByTheDriver() throws Exception {
        StorageConfig config = StorageConfig.forUrl(
                        tls.url("grace", SAME_NAME, "sslmode=verify-full&sslrootcert=" + directory.resolve("root.crt")))
                .poolSize(1)
                .build();
        try (OwnClasses loader = new OwnClasses()) {
            Class<?> provider = loader.loadClass(PostgresStorageProvider.class.getName());
            assertThat(provider).isNotEqualTo(PostgresStorageProvider.class);
            try (Storage storage = Storage.open(
                    config, (StorageProvider) provider.getConstructor().newInstance())) {
                storage.users().create(NewUser.withEmail("ada@example.org"));
                assertThat(storage.users().count()).isOne();
            }
        }
    }

    /** The provider's classes of its own, all others from where the driver is. */
    private static final class OwnClasses extends URLClassLoader {
        OwnClasses() {
            super(
                    new URL[] {
                        PostgresStorageProvider.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    TlsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.coffer.storage.postgres.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    @Test
    void storageWithoutMode_onThisMachine_warnsOnce() throws Exception {
        assertThat(warnings("")).containsOnlyOnce("sslmode is not set").doesNotContain("secret");
        assertThat(warnings("sslmode=prefer")).isEmpty();
    }

    private static String warnings(String parameters) throws Exception {
        Logger logger = LoggerFactory.getLogger(Tls.class);
        Field level = Class.forName("org.slf4j.simple.SimpleLogger").getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        Object quiet = level.get(logger);
        level.set(logger, 30); // warnings
        try {
            return WrittenLog.during(() -> use(parameters))
                    .lines()
                    .filter(line -> line.contains(logger.getName()))
                    .collect(Collectors.joining("\n"));
        } finally {
            level.set(logger, quiet);
        }
    }

    private static void use(String parameters) {
        try (Storage storage = Storage.open(tls.url("grace:secret", SAME_NAME, parameters))) {
            storage.inTransaction(transaction -> {
                transaction.users().count();
            });
            storage.users().count();
        }
    }

    @TestFactory
    Stream<DynamicTest> url_thatCannotBeFollowed_isRefusedAtOpen() {
        String certificate = tls.file("some.crt", tls.root.issue("ada").pem()).toString();
        return Stream.of(
                        List.of("sslrootcert=missing.crt", "sslrootcert must be a file, but there is none"),
                        List.of("sslrootcert=" + directory, "sslrootcert must be a file, but there is none"),
                        List.of("sslcert=" + certificate, "sslkey must be set too"),
                        List.of("sslkey=missing.key", "sslcert must be set too"),
                        List.of("sslmode=require&sslrootcert=system", "sslmode must be verify-full"))
                .map(row -> dynamicTest(
                        row.get(0).replaceAll("=/.*", ""),
                        () -> assertThatExceptionOfType(InvalidInput.class)
                                .isThrownBy(() -> Storage.open(tls.url("grace", SAME_NAME, row.get(0))))
                                .withMessageStartingWith(row.get(1))));
    }
}

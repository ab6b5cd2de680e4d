package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.postgres.ServerConnections.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;

/** Which limit ends what takes too long. */
class TimeLimitsTest {
    private static String property(PGProperty property, String parameters, StorageConfig.Builder config) {
        PostgresUrl url = PostgresUrl.parse("postgresql://127.0.0.1,127.0.0.2/app" + parameters);
        return ServerConnections.pooled(url, Tls.of(url), config.build(), Target.PRIMARY)
                .properties()
                .getProperty(property.getName());
    }

    private static StorageConfig.Builder config() {
        return StorageConfig.builder();
    }

    @Test
    void theSocket_waitsLongerThanALockOrARead() {
        assertThat(property(PGProperty.SOCKET_TIMEOUT, "", config())).isEqualTo("30");
        assertThat(property(PGProperty.SOCKET_TIMEOUT, "", config().lockTimeout(Duration.ofMinutes(1))))
                .isEqualTo("65");
        assertThat(property(PGProperty.SOCKET_TIMEOUT, "", config().readTimeout(Duration.ofMinutes(2))))
                .isEqualTo("125");
    }

    @Test
    void theLogin_waitsForEachHostAsLongAsTheUrlSays() {
        assertThat(property(PGProperty.LOGIN_TIMEOUT, "", config())).isEqualTo("10");
        assertThat(property(PGProperty.LOGIN_TIMEOUT, "?connect_timeout=20", config()))
                .isEqualTo("40");
        assertThat(property(PGProperty.LOGIN_TIMEOUT, "?connect_timeout=0", config()))
                .isEqualTo("10");
    }

    /** On connections that fall silent at once. */
    private record Silent(FaultProxy proxy, String url, AtomicInteger leases) implements ConnectionSource {
        @Override
        public Connection lease(boolean proven) throws SQLException {
            proxy.letGo();
            Connection connection = TestServer.connect(url);
            connection.setNetworkTimeout(Runnable::run, 500);
            proxy.hold();
            leases.incrementAndGet();
            return connection;
        }

        @Override
        public void heard() {}

        @Override
        public RuntimeException failed(Connection connection, RuntimeException error) {
            return error;
        }

        @Override
        public void discard(Connection connection) {}

        @Override
        public void close() {}
    }

    @Test
    void aRead_whoseConnectionWasSilentForLong_isNotDoneAgain() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        Storage.open(url).close();
        try (FaultProxy proxy = new FaultProxy(url)) {
            Silent connections = new Silent(proxy, proxy.through(url), new AtomicInteger());
            StorageConfig config = config().lockTimeout(Duration.ofMillis(100)).build();
            Database database = new PooledDatabase(
                    connections,
                    new SchemaNames(PostgresUrl.parse(url).user().orElseThrow()),
                    SessionSettings.of(config));

            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> database.read(connection -> connection
                            .handle()
                            .createQuery(PostgresBackend.PING)
                            .mapTo(Long.class)
                            .one()));
            assertThat(connections.leases()).hasValue(1);
            proxy.letGo();
        }
    }

    @Test
    void theDefaultIsolation_isOurs_whateverTheRoles() {
        String url = TestServer.NEWEST.freshUrl();
        String role = PostgresUrl.parse(url).user().orElseThrow();
        TestServer.NEWEST.execute("ALTER ROLE " + role + " SET default_transaction_isolation = 'repeatable read'");
        try (Storage storage = Storage.open(url)) {
            storage.inTransaction(tx -> {
                assertThat(tx.users().count()).isZero();
                TestServer.execute(
                        url,
                        "INSERT INTO coffer_users (id, email, canonical_email, metadata, created_at,"
                                + " updated_at, version) VALUES (gen_random_uuid(), 'a@b', 'a@b', '{}', now(), now(), 1)");
                assertThat(tx.users().count()).isEqualTo(1);
            });
        }
    }
}

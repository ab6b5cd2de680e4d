package dev.coffer.storage.postgres;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.text.MessageFormat;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver logs at its finest level, and no hash is in it. */
class DriverLogTest {
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");
    private static final NewUser ADA = NewUser.withEmail("ada@example.org").password("correct horse battery");

    private final String url = TestServer.NEWEST.freshUrl();
    private final Lines lines = new Lines();

    private static final class Lines extends Handler {
        private final List<LogRecord> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        private String text() {
            return lines.stream()
                    .map(line -> line.getParameters() == null
                            ? line.getMessage()
                            : MessageFormat.format(line.getMessage(), line.getParameters()))
                    .collect(joining("\n"));
        }
    }

    @BeforeEach
    void listen() {
        DRIVER.setLevel(Level.ALL);
        DRIVER.addHandler(lines);
        DRIVER.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        DRIVER.setLevel(null);
        DRIVER.removeHandler(lines);
        DRIVER.setUseParentHandlers(true);
    }

    @Test
    void storageOfItsOwn_logsNoHash() throws Exception {
        try (Storage storage =
                Storage.open(StorageConfig.forUrl(url).passwordCost(4).build())) {
            assertNoHashIsLogged(storage);
        }
    }

    @Test
    void connectionOfTheHost_logsNoHash() throws Exception {
        Storage.open(url).close();
        lines.lines.clear();
        try (Connection connection = TestServer.connect(url)) {
            connection.setAutoCommit(false);
            assertNoHashIsLogged(PostgresStorage.on(
                    connection, StorageConfig.builder().passwordCost(4).build()));
        }
    }

    /** In which the driver writes values into the statements. Ours do not work there, which is found out too late. */
    @Test
    void connectionOfTheHost_inSimpleQueryMode_logsNoValue() throws Exception {
        Storage.open(url).close();
        lines.lines.clear();
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(url) + "&preferQueryMode=simple")) {
            connection.setAutoCommit(false);
            StorageAccess access = PostgresStorage.on(connection);

            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> access.users().create(ADA));
        }
        assertThat(lines.text()).contains("<=BE ReadyForQuery").doesNotContain("ada@example.org");
    }

    private void assertNoHashIsLogged(StorageAccess access) throws Exception {
        User ada = access.users().create(ADA);
        String token = access.sessions().issue(NewSession.forUser(ada.id())).token();
        String tokenHash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        String hash = access.users().exportPasswordHash(ada.id()).orElseThrow();
        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> access.users().create(ADA));

        assertThat(lines.text()).contains("FE=> Parse(", "coffer_users", "coffer_sessions", "<=BE ReadyForQuery");
        assertThat(lines.text().toLowerCase(Locale.ROOT))
                .doesNotContain("ada@example.org", hash.toLowerCase(Locale.ROOT), tokenHash);
    }
}

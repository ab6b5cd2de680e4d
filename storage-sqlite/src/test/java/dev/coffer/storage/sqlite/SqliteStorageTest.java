package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Busy;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is SQLite's own in a transaction of the host. */
class SqliteStorageTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");
    private static final NewUser BOB = NewUser.withEmail("bob@example.org");

    @TempDir
    private Path directory;

    private Storage storage;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        storage = Storage.open(StorageConfig.forUrl("sqlite:" + file())
                .lockTimeout(Duration.ofSeconds(1))
                .build());
        connection = connect("?foreign_keys=on");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        storage.close();
    }

    private Path file() {
        return directory.resolve("app.db");
    }

    private Connection connect(String settings) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file() + settings);
        connection.setAutoCommit(false);
        return connection;
    }

    private void assertRefused(String settings, String pragma) throws SQLException {
        try (Connection refused = connect(settings)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> SqliteStorage.on(refused))
                    .withMessageContaining(pragma);
        }
    }

    @Test
    void aConnectionWithoutForeignKeys_isRefused() throws Exception {
        assertRefused("", "foreign_keys=1");
    }

    @Test
    void aConnectionThatCountsChanges_isRefused() throws Exception {
        assertRefused("?foreign_keys=on&count_changes=on", "count_changes=0");
    }

    @Test
    void aDatabaseInUtf16_isASchemaMismatch() throws Exception {
        try (Connection wide = DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("wide.db") + "?foreign_keys=on&encoding=\"UTF-16\"")) {
            wide.setAutoCommit(false);
            assertThatThrownBy(() -> SqliteStorage.on(wide)).isInstanceOf(SchemaMismatch.class);
        }
    }

    @Test
    void anOpenStorage_waitsForTheHost_asForAnotherProcess() throws Exception {
        SqliteStorage.on(connection).users().create(ADA);
        assertThat(storage.users().count()).isZero();
        assertThatThrownBy(() -> storage.users().create(BOB)).isInstanceOf(Busy.class);

        connection.commit();
        storage.users().create(BOB);
        assertThat(SqliteStorage.on(connection).users().count()).isEqualTo(2);
    }

    @Test
    void aWriteBetweenAReadAndAWriteOfTheHost_isASerializationConflict() throws Exception {
        StorageAccess joined = SqliteStorage.on(connection);
        assertThat(joined.users().count()).isZero();
        storage.users().create(ADA);
        assertThatThrownBy(() -> joined.users().create(BOB)).isInstanceOf(SerializationConflict.class);
        connection.rollback();

        try (Connection immediate = connect("?foreign_keys=on&transaction_mode=IMMEDIATE")) {
            assertThat(SqliteStorage.on(immediate).users().count()).isEqualTo(1);
            assertThatThrownBy(() -> storage.users().create(BOB)).isInstanceOf(Busy.class);
            SqliteStorage.on(immediate).users().create(BOB);
            immediate.commit();
        }
        assertThat(storage.users().count()).isEqualTo(2);
    }

    @Test
    void whatWasDone_holdsNothingOpen() throws Exception {
        StorageAccess joined = SqliteStorage.on(connection);
        joined.users().createAll(List.of(ADA, BOB));
        joined.users().findByEmail("ada@example.org");
        joined.keyValues().namespace("profiles").record("ada").put("theme", "dark");
        joined.keyValues().namespace("profiles").record("ada").getAll();
        connection.commit();
        connection.setAutoCommit(true);

        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            assertThat(rows.getInt("busy")).isZero();
            assertThat(rows.getInt("log")).isZero();
        }
    }
}

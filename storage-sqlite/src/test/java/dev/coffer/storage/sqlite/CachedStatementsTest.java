package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachedStatementsTest {
    private static final String WITH_NAMES = "SELECT :left || :right";
    private static final String AS_PREPARED = "SELECT ? || ?";

    private SqliteConnection connection;
    private Handle handle;

    @BeforeEach
    void open() throws Exception {
        connection = SqliteConnection.inMemory();
        handle = SqliteTypes.cachingJdbi(() -> connection).open();
    }

    @AfterEach
    void close() {
        handle.close();
    }

    @Test
    void statementWithParameters_isPreparedOnce() throws Exception {
        assertThat(join("a", "b")).isEqualTo("ab");
        PreparedStatement prepared = idle();

        assertThat(join("c", "d")).isEqualTo("cd");

        assertThat(idle()).isSameAs(prepared);
    }

    @Test
    void statementInUse_isNotGivenToAnother() throws Exception {
        PreparedStatement first = connection.take(AS_PREPARED);
        PreparedStatement second = connection.take(AS_PREPARED);
        assertThat(second).isNotSameAs(first);

        connection.giveBack(first);
        connection.giveBack(second);

        assertThat(first.isClosed()).isTrue();
        assertThat(join("a", "b")).isEqualTo("ab");
        assertThat(idle()).isSameAs(second);
    }

    @Test
    void statementGivenBackTwice_isKept() throws Exception {
        PreparedStatement prepared = connection.take(AS_PREPARED);
        connection.giveBack(prepared);
        connection.giveBack(prepared);

        assertThat(connection.take(AS_PREPARED)).isSameAs(prepared);
        assertThat(prepared.isClosed()).isFalse();
    }

    @Test
    void moreStatementsThanAreKept_closeTheOneIdleForLongest() throws Exception {
        PreparedStatement oldest = idle();
        for (int i = 0; i < 100; i++) {
            connection.run("SELECT " + i);
        }

        assertThat(oldest.isClosed()).isTrue();
        assertThat(join("a", "b")).isEqualTo("ab");
    }

    private String join(String left, String right) {
        return handle.createQuery(WITH_NAMES)
                .bind("left", left)
                .bind("right", right)
                .mapTo(String.class)
                .one();
    }

    private PreparedStatement idle() throws Exception {
        PreparedStatement idle = connection.take(AS_PREPARED);
        connection.giveBack(idle);
        return idle;
    }
}

package dev.coffer.benchmarks.sqlite;

import static dev.coffer.benchmarks.sqlite.SqliteRows.micros;

import dev.coffer.benchmarks.requests.ByHand;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** Loads a sample into the empty tables that Coffer has made. */
final class SqliteSample {
    private static final int VALUE_BYTES = 100;
    private static final int BATCH = 1_000;

    private final Connection connection;
    private final Instant now = ByHand.now();

    private SqliteSample(Connection connection) {
        this.connection = connection;
    }

    static void load(Connection connection, Sample sample) throws SQLException {
        SqliteSample loading = new SqliteSample(connection);
        connection.setAutoCommit(false);
        loading.insert(SqliteSql.CREATE, sample.users(), loading::user);
        loading.insert(SqliteSql.ISSUE, sample.sessions(), (insert, i) -> loading.session(insert, i, sample.users()));
        loading.insert(SqliteSql.PUT, sample.items(), loading::item);
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE coffer_versions SET last_version = " + sample.items());
            statement.execute("ANALYZE");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** Binds the i-th row. */
    @FunctionalInterface
    private interface Row {
        void bind(PreparedStatement insert, int i) throws SQLException;
    }

    private void insert(String sql, int count, Row row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < count; i++) {
                row.bind(insert, i);
                insert.addBatch();
                if (i % BATCH == BATCH - 1 || i == count - 1) {
                    insert.executeBatch();
                }
            }
        }
    }

    private void user(PreparedStatement insert, int i) throws SQLException {
        insert.setString(1, Sample.id(i).toString());
        insert.setString(2, Sample.email(i));
        insert.setString(3, Sample.email(i));
        insert.setString(4, Sample.PASSWORD_HASH);
        insert.setLong(5, micros(now));
        insert.setLong(6, micros(now));
    }

    private void session(PreparedStatement insert, int i, int users) throws SQLException {
        insert.setString(1, Sample.id(i).toString());
        insert.setBytes(2, ByHand.hash(Sample.token(i)));
        insert.setString(3, Sample.id(i % users).toString());
        insert.setLong(4, micros(now));
        insert.setLong(5, micros(now));
        insert.setLong(6, micros(now.plus(Coffer.LIFETIME)));
    }

    private void item(PreparedStatement insert, int i) throws SQLException {
        insert.setString(1, Sample.NAMESPACE);
        insert.setString(2, Sample.recordId(i));
        insert.setString(3, Sample.key(i));
        insert.setBytes(4, new byte[VALUE_BYTES]);
        insert.setLong(5, i + 1L);
        insert.setLong(6, micros(now));
        insert.setLong(7, micros(now));
    }
}

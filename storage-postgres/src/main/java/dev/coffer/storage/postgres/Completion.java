package dev.coffer.storage.postgres;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs statements that take long, several of them at a time, each as soon as what it needs is there. For one thread. */
final class Completion implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    /** All connections together, unless the server gives each more anyway. */
    private static final int KILOBYTES = 256 << 10;

    private static final String SET_MEMORY = """
            SELECT set_config('maintenance_work_mem', CAST(? AS text), false) FROM pg_catalog.pg_settings
            WHERE name = 'maintenance_work_mem' AND CAST(setting AS bigint) < ?
            """;

    private static final int PATIENCE_SECONDS = 5;

    /** A server on a system that cannot tell refuses it. */
    private static final String END_WITH_US = "SET client_connection_check_interval = '1s'";

    /** What is unique, by the name of the index that makes it so; primary keys are of ids else. */
    private static final Map<String, String> UNIQUE_FIELDS = Map.of(
            "coffer_users_canonical_email_key", "email",
            "coffer_sessions_token_hash_key", "tokenHash",
            "coffer_tokens_token_hash_key", "tokenHash",
            "coffer_key_values_pkey", "key",
            "coffer_audit_pkey", "position",
            "coffer_audit_pending_pkey", "entry");

    private final RecordConnections connections;
    private final int atOnce;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final Queue<Connection> all = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads;
    private final Map<String, CompletableFuture<Void>> filled = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> done = new LinkedHashMap<>();

    /**
     * What is to run.
     *
     * @param after those that it needs, and tables that must be filled
     */
    record Step(String sql, List<String> after) {}

    /**
     * Waits for what the steps need.
     *
     * @param tables those that will be filled
     * @param steps each behind those that it needs
     */
    Completion(RecordConnections connections, int atOnce, List<String> tables, List<Step> steps) {
        this.connections = connections;
        this.atOnce = atOnce;
        threads = Executors.newFixedThreadPool(atOnce, work -> {
            Thread thread = new Thread(work, "coffer-completion");
            thread.setDaemon(true);
            return thread;
        });
        tables.forEach(table -> filled.put(table, new CompletableFuture<>()));
        done.putAll(filled);
        for (Step step : steps) {
            CompletableFuture<?>[] before = step.after().stream().map(done::get).toArray(CompletableFuture[]::new);
            done.put(step.sql(), CompletableFuture.allOf(before).thenRunAsync(() -> run(step.sql()), threads));
        }
    }

    /** No more rows come into a table. */
    void filled(String table) {
        Objects.requireNonNull(filled.get(table)).complete(null);
    }

    /** Fails as soon as a step has failed: what else is loaded would be in vain. */
    void demandNoFailure() {
        done.values().stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .forEach(Completion::await);
    }

    /** No more rows come at all. Returns when all steps have run, or one has failed. */
    void end() {
        filled.keySet().forEach(this::filled);
        done.values().forEach(Completion::await);
    }

    private static void await(CompletableFuture<Void> step) {
        try {
            step.get();
        } catch (ExecutionException e) {
            throw PostgresErrors.translate(Objects.requireNonNull(e.getCause()), Phase.TRANSACTION);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while indexes were made", e);
        }
    }

    private void run(String sql) {
        try {
            Connection connection = connection();
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            idle.add(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** One that was idle may have been lost meanwhile: filling takes its time. */
    private Connection connection() throws SQLException {
        Connection connection = idle.poll();
        if (connection != null && connection.isValid(PATIENCE_SECONDS)) {
            return connection;
        }
        Connection fresh = connections.connect();
        all.add(fresh);
        if (threads.isShutdown()) {
            Connections.abort(fresh);
        }
        prepare(fresh, KILOBYTES / atOnce);
        return fresh;
    }

    private static void prepare(Connection connection, int kilobytes) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(SET_MEMORY)) {
            set.setInt(1, kilobytes);
            set.setInt(2, kilobytes);
            set.execute();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(END_WITH_US);
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("sqlstate", e.getSQLState()).log("a statement will not end when its client does");
        }
    }

    private static RuntimeException failure(SQLException e) {
        RuntimeException failure = PostgresErrors.translate(e, Phase.TRANSACTION);
        if (failure instanceof Duplicate && e instanceof PSQLException known) {
            ServerErrorMessage message = known.getServerErrorMessage();
            String index = message == null ? null : message.getConstraint();
            return new Duplicate(UNIQUE_FIELDS.getOrDefault(String.valueOf(index), "id"), failure.getCause());
        }
        return failure;
    }

    /** Also ends what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
        all.forEach(Connections::abort);
    }
}

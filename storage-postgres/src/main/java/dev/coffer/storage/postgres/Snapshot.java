package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.postgres.ServerConnections.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One moment of a database, for several connections at once. A standby cannot share its moments: there one connection has it for
 * itself. Safe for many threads.
 */
final class Snapshot implements AutoCloseable {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private static final String IS_STANDBY = "SELECT pg_is_in_recovery()";
    private static final String EXPORT = "SELECT pg_export_snapshot()";

    /** What the server calls a moment. The statement that takes it over has no parameters. */
    private static final Pattern NAME = Pattern.compile("[0-9A-F-]{1,63}");

    private final RecordConnections connections;
    private final Connection keeper;
    private final Optional<String> name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> leased = new HashSet<>();

    private Snapshot(RecordConnections connections, Connection keeper, Optional<String> name) {
        this.connections = connections;
        this.keeper = keeper;
        this.name = name;
        if (name.isEmpty()) {
            idle.add(keeper);
        }
    }

    /** The present moment, on the server that this connection leads to; closes it if that fails. */
    static Snapshot take(RecordConnections connections, Connection keeper) throws SQLException {
        try {
            run(keeper, BEGIN);
            connections.beginWithoutLimits(keeper);
            boolean standby = ask(keeper, IS_STANDBY).equals("t");
            return new Snapshot(connections, keeper, standby ? Optional.empty() : Optional.of(ask(keeper, EXPORT)));
        } catch (SQLException | RuntimeException e) {
            Connections.close(keeper);
            throw e;
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    /** A connection that sees it, to be given back. */
    Connection lease() throws SQLException {
        lock.lock();
        try {
            Connection connection = idle.isEmpty() ? another() : idle.pop();
            leased.add(connection);
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private Connection another() throws SQLException {
        String shared = name.filter(given -> NAME.matcher(given).matches())
                .orElseThrow(() -> new InvalidInput(
                        "poolSize", "is of no use on a standby, which shows one moment on one connection only"));
        Connection connection = connections.connect(Target.PRIMARY);
        try {
            run(connection, BEGIN);
            run(connection, "SET TRANSACTION SNAPSHOT '" + shared + "'");
            connections.beginWithoutLimits(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            Connections.close(connection);
            throw e;
        }
    }

    /** Asks the server something short. */
    <T> T ask(Function<Connection, T> question) throws SQLException {
        if (name.isEmpty()) {
            Connection connection = lease();
            T answer = question.apply(connection);
            giveBack(connection);
            return answer;
        }
        lock.lock();
        try {
            return question.apply(keeper);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a leased connection that is in the midst of an answer can be thrown away. */
    boolean canSpare() {
        return name.isPresent();
    }

    void giveBack(Connection connection) {
        lock.lock();
        try {
            if (leased.remove(connection)) {
                idle.push(connection);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Instead of giving it back, when nothing more can be asked on it. */
    void throwAway(Connection connection) {
        lock.lock();
        try {
            leased.remove(connection);
        } finally {
            lock.unlock();
        }
        Connections.abort(connection);
    }

    /** Ends also what still reads. */
    @Override
    public void close() {
        lock.lock();
        try {
            leased.forEach(Connections::abort);
            idle.forEach(Connections::close);
            leased.clear();
            idle.clear();
            Connections.close(keeper);
        } finally {
            lock.unlock();
        }
    }
}

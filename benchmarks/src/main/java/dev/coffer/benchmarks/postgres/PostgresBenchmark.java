package dev.coffer.benchmarks.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.benchmarks.Contender;
import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.Maker;
import dev.coffer.benchmarks.requests.OwnConnection;
import dev.coffer.benchmarks.requests.PooledConnections;
import dev.coffer.benchmarks.requests.RequestKind;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import java.sql.Connection;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** The sections on PostgreSQL. */
public final class PostgresBenchmark {
    private static final int THREADS = 8;
    private static final Sample SAMPLE = new Sample(100_000, 200_000, 200_000);

    private final Runner runner;
    private final PostgresServer server;
    private final String url;

    private PostgresBenchmark(Runner runner, PostgresServer server) throws Exception {
        this.runner = runner;
        this.server = server;
        url = server.database("main");
        PostgresServer.coffer(url, 1).close();
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresSample.load(connection, SAMPLE);
            ScriptUtils.executeSqlScript(
                    connection, new ClassPathResource("org/springframework/session/jdbc/schema-postgresql.sql"));
            PostgresSample.loadSpringSessions(connection, SAMPLE);
        }
    }

    public static void run(Runner runner) throws Exception {
        try (PostgresServer server = new PostgresServer()) {
            PostgresBenchmark benchmark = new PostgresBenchmark(runner, server);
            benchmark.sideBySide();
        }
    }

    private void sideBySide() throws Exception {
        try (HikariDataSource pool = PostgresServer.pool(url, THREADS);
                HikariDataSource springs = PostgresServer.pool(url, THREADS);
                Storage storage = PostgresServer.coffer(url, THREADS)) {
            List<Maker> makers = List.of(
                    new Maker("bare pgjdbc", () -> new PostgresByHand(new OwnConnection(PostgresServer.connect(url)))),
                    Maker.shared("pgjdbc through HikariCP", new PostgresByHand(new PooledConnections(pool))),
                    Maker.shared("Spring JdbcTemplate", new SpringJdbc(springs)),
                    Maker.shared("Coffer", new Coffer(storage)));
            run(
                    "PostgreSQL, 8 threads",
                    RequestKind.ALL.stream()
                            .map(kind -> kind.operation(THREADS, SAMPLE, makers))
                            .toList());
            SpringSessions spring = new SpringSessions(springs);
            Maker coffer = Maker.shared("Coffer", new Coffer(storage));
            run(
                    "Sessions beside Spring Session JDBC, 8 threads",
                    List.of(
                            beside(spring.find(SAMPLE), RequestKind.SESSION, coffer),
                            beside(spring.save(SAMPLE), RequestKind.ISSUE, coffer)));
        }
    }

    private static Operation beside(Contender first, RequestKind kind, Maker coffer) {
        return kind.operation(THREADS, SAMPLE, List.of(coffer)).behind(first);
    }

    private void run(String section, List<Operation> operations) throws Exception {
        runner.run(section, operations, server.processes(), server::checkpoint);
    }
}

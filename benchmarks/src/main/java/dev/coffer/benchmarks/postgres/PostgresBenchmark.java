package dev.coffer.benchmarks.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.benchmarks.Contender;
import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.ListenedStorages;
import dev.coffer.benchmarks.requests.Maker;
import dev.coffer.benchmarks.requests.PooledConnections;
import dev.coffer.benchmarks.requests.RequestKind;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

/** The sections on PostgreSQL. */
public final class PostgresBenchmark {
    private static final Sample SAMPLE = new Sample(100_000, 200_000, 200_000);
    private static final String SPRING_TABLES = "org/springframework/session/jdbc/schema-postgresql.sql";

    private final Runner runner;
    private final PostgresServer server;
    private final String url;
    private final int threads;

    private PostgresBenchmark(Runner runner, PostgresServer server, String url) {
        this.runner = runner;
        this.server = server;
        this.url = url;
        threads = runner.plan().threads();
    }

    public static void run(Runner runner) throws Exception {
        try (PostgresServer server = new PostgresServer()) {
            String url = server.database("main");
            load(runner, url);
            new PostgresBenchmark(runner, server, url).sideBySide();
            new ManyCallers(runner, server, url, SAMPLE).run();
            if (runner.plan().full()) {
                new PostgresBenchmark(runner, server, url).listened();
                Growth.run(runner, server);
            }
        }
    }

    private static void load(Runner runner, String url) throws SQLException {
        PostgresServer.coffer(url, 1).close();
        PostgresServer.load(url, SAMPLE);
        try (Connection connection = PostgresServer.connect(url)) {
            runner.uses(connection.getMetaData());
            runner.uses("HikariCP", HikariDataSource.class);
            runner.uses("Spring JDBC", JdbcTemplate.class);
            runner.uses("Spring Session JDBC", JdbcIndexedSessionRepository.class);
            ScriptUtils.executeSqlScript(connection, new ClassPathResource(SPRING_TABLES));
            PostgresSample.loadSpringSessions(connection, SAMPLE);
        }
    }

    private void sideBySide() throws Exception {
        try (HikariDataSource pool = PostgresServer.pool(url, threads);
                HikariDataSource springs = PostgresServer.pool(url, threads);
                Storage storage = PostgresServer.coffer(url, threads)) {
            Maker coffer = Maker.shared("Coffer", new Coffer(storage));
            List<Maker> makers = List.of(
                    new Maker("bare pgjdbc", () -> PostgresServer.bare(url)),
                    Maker.shared("pgjdbc through HikariCP", new PostgresByHand(new PooledConnections(pool))),
                    Maker.shared("Spring JdbcTemplate", new SpringJdbc(springs)),
                    coffer);
            server.run(
                    runner,
                    "PostgreSQL, %d threads".formatted(threads),
                    RequestKind.ALL.stream()
                            .map(kind -> kind.operation(threads, SAMPLE, makers))
                            .toList());
            SpringSessions spring = new SpringSessions(springs);
            server.run(
                    runner,
                    "PostgreSQL, beside Spring Session JDBC, %d threads".formatted(threads),
                    List.of(
                            beside(spring.find(SAMPLE), RequestKind.SESSION, coffer),
                            beside(spring.save(SAMPLE), RequestKind.ISSUE, coffer)));
        }
    }

    private void listened() throws Exception {
        try (ListenedStorages storages =
                new ListenedStorages(StorageConfig.forUrl(url).poolSize(threads).build())) {
            server.run(
                    runner,
                    "PostgreSQL, with a listener, %d threads".formatted(threads),
                    storages.operations(threads, SAMPLE));
        }
    }

    private Operation beside(Contender first, RequestKind kind, Maker coffer) {
        return kind.operation(threads, SAMPLE, List.of(coffer)).behind(first);
    }
}

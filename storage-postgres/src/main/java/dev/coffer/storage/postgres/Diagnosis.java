package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.Verdict;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.postgres.ServerConnections.Target;
import dev.coffer.storage.spi.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Looks at a database over a connection as the pool would make it, and changes nothing. Each check has a transaction of its own. */
final class Diagnosis {
    static final List<Check<Examination>> CHECKS = Stream.of(
                    ConnectionChecks.ALL,
                    ServerChecks.ALL,
                    RoleChecks.ALL,
                    SchemaChecks.ALL,
                    IndexChecks.ALL,
                    VacuumChecks.ALL,
                    TransactionChecks.ALL,
                    ReplicationChecks.ALL,
                    DurabilityChecks.ALL,
                    RecordChecks.ALL,
                    RowSecurityChecks.ALL)
            .flatMap(List::stream)
            .toList();

    static final Check<Verdict> REACHABLE = new Check<>("reachable", verdict -> verdict);

    private static final Duration SLOW = Duration.ofMillis(100);
    private static final int ROUND_TRIPS = 5;

    /** The limits are of each statement. */
    private static final String READ_ONLY = "SET TRANSACTION READ ONLY";

    private static final String LIMITS =
            "SELECT set_config('statement_timeout', '10000', true), set_config('lock_timeout', '1000', true)";

    private final List<Migration> migrations;
    private final StorageConfig config;
    private final Tls tls;
    private final Login login;
    private final Optional<CredentialRefresh> refresh;

    Diagnosis(List<Migration> migrations, StorageConfig config) {
        this.migrations = migrations;
        this.config = config;
        PostgresUrl url = PostgresUrl.parse(config.url());
        tls = Tls.of(url);
        Target target = config.readOnly() && config.standbyReads() ? Target.STANDBY : Target.PRIMARY;
        Optional<CurrentCredentials> credentials =
                config.credentials().map(source -> new CurrentCredentials(source, config.clock(), () -> {}));
        login = new Login(ServerConnections.pooled(url, tls, config, target), credentials);
        refresh = credentials.map(current -> new CredentialRefresh(current, new CredentialProof(url, tls, config)));
    }

    List<Finding> findings() {
        try {
            Connection connection = login.connect();
            try {
                if (!config.transactionPooling()) {
                    RowSecurity.assume(connection, config, false);
                }
                return findings(connection);
            } finally {
                Connections.close(connection);
            }
        } catch (InvalidInput e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            return List.of(REACHABLE.finding(unreachable(PostgresErrors.translate(e, Phase.CONNECT))));
        } finally {
            refresh.ifPresent(CredentialRefresh::close);
        }
    }

    private static Verdict unreachable(RuntimeException failure) {
        return Verdict.fail(
                Optional.ofNullable(failure.getMessage()).orElse("failed"),
                failure instanceof AccessDenied
                        ? "look at user and password, and at pg_hba.conf"
                        : "look at the URL, the network and the server's log");
    }

    private List<Finding> findings(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        Duration roundTrip = roundTrip(connection);
        String observed = "an answer takes " + Examination.time(roundTrip);
        findings.add(REACHABLE.finding(
                roundTrip.compareTo(SLOW) < 0
                        ? Verdict.ok(observed)
                        : Verdict.warn(
                                observed,
                                "run the application near its database: each call waits for one answer or more")));
        SchemaNames names = names(connection);
        Optional<RuntimeException> lost = Optional.empty();
        try (Handle handle = PostgresTypes.jdbi(() -> connection, names).open()) {
            Examination examination = new Examination(config, migrations, tls, names, handle);
            for (Check<Examination> check : CHECKS) {
                if (lost.isPresent()) {
                    findings.add(check.unseen(lost.get()));
                    continue;
                }
                List<RuntimeException> failures = new ArrayList<>();
                findings.add(check(examination, check, failures));
                lost = failures.stream().filter(failure -> isGone(connection)).findFirst();
            }
        }
        return List.copyOf(findings);
    }

    /** Where there is no schema, which is for a check to say, the others look into the one that there mostly is. */
    private SchemaNames names(Connection connection) throws SQLException {
        try {
            return SchemaNames.of(config, connection);
        } catch (SchemaMismatch e) {
            return new SchemaNames("public");
        }
    }

    private static Duration roundTrip(Connection connection) throws SQLException {
        long shortest = Long.MAX_VALUE;
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < ROUND_TRIPS; i++) {
                long begin = System.nanoTime();
                statement.execute("SELECT 1");
                shortest = Math.min(shortest, System.nanoTime() - begin);
            }
        }
        return Duration.ofNanos(shortest);
    }

    private static Finding check(Examination examination, Check<Examination> check, List<RuntimeException> failures) {
        Connection connection = examination.handle().getConnection();
        Check<Examination> bounded = new Check<>(check.name(), examined -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(READ_ONLY);
                statement.execute(LIMITS);
                return check.look().at(examined);
            } finally {
                Connections.rollBack(connection);
                Connections.autocommitAgain(connection);
            }
        });
        return bounded.of(examination, failure -> {
            RuntimeException translated = PostgresErrors.translate(failure, Phase.READ);
            failures.add(translated);
            return translated;
        });
    }

    private static boolean isGone(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}

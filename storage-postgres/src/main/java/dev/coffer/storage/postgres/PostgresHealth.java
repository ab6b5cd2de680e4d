package dev.coffer.storage.postgres;

import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Pool;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.ProbedPool;
import dev.coffer.storage.jdbi.Schema;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Looks how a database fares, in three round trips on one connection of the pool. */
final class PostgresHealth {
    /** Reads tables of ours. */
    private static final String LOOK = """
            SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only,
              (SELECT string_agg(version || ':' || checksum, ',' ORDER BY version) FROM coffer_schema_history) AS history,
              EXISTS (SELECT FROM coffer_migration WHERE finished_at IS NULL) AS unfinished
            FROM coffer_versions
            """;

    /** The same where nobody looks at the schema. */
    private static final String LOOK_PAST_THE_SCHEMA = """
            SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only,
              NULL AS history, false AS unfinished
            FROM coffer_versions
            """;

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    /** While all connections are in use: so long may what runs on them take to answer. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final StorageConfig config;
    private final boolean schemaCounts;
    private final Schema schema;
    private final PooledDatabase database;
    private final ProbedPool pool;
    private final Optional<Tls> tls;
    private final Optional<CurrentCredentials> credentials;

    /**
     * Of a storage.
     *
     * @param tls of our own connections
     * @param credentials if they do not come from the URL
     */
    PostgresHealth(
            StorageConfig config,
            List<Migration> migrations,
            PooledDatabase database,
            Optional<Tls> tls,
            Optional<CurrentCredentials> credentials) {
        this.config = config;
        schemaCounts = config.schemaMode() != SchemaMode.NONE;
        schema = new Schema(migrations);
        this.database = database;
        pool = new ProbedPool(() -> database.connections().pool());
        this.tls = tls;
        this.credentials = credentials;
    }

    private record Answer(
            boolean standby,
            boolean readOnly,
            @Nullable String history,
            boolean unfinished,
            boolean confining,
            List<NeededRights.Missing> missing) {}

    void check(Health.Builder findings) {
        tellCredentials(findings);
        pool.figures().ifPresent(findings::pool);
        pool.waiting(true);
        try {
            Answer answer = database.read(connection -> {
                pool.waiting(false);
                return look(connection.handle());
            });
            tell(answer, findings);
        } catch (SchemaMismatch e) {
            findings.schema(Health.Schema.MISSING);
        } catch (Unavailable e) {
            pool.waiting(false);
            if (!isMerelyExhausted(findings)) {
                throw e;
            }
        } finally {
            pool.waiting(false);
        }
        tellCertificates(findings);
    }

    void withoutAnswer(Health.Builder findings) {
        tellCredentials(findings);
        if (!isMerelyExhausted(findings)) {
            pool.figures().ifPresent(findings::pool);
            findings.down("there was no answer within 2 seconds");
        }
    }

    /** Whether what has the connections gets its answers. */
    private boolean isMerelyExhausted(Health.Builder findings) {
        Optional<Pool> exhausted = pool.figures()
                .filter(Pool::isExhausted)
                .filter(pool -> database.connections().silence().compareTo(LONGEST_SILENCE) < 0);
        exhausted.ifPresent(findings::exhausted);
        return exhausted.isPresent();
    }

    private Answer look(Handle handle) {
        return soon(handle.getConnection(), () -> {
            List<NeededRights.Missing> missing = NeededRights.missing(handle, database.names(), config);
            boolean confining = config.rowLevelSecurity()
                    .map(wanted -> RowSecurity.isSetUp(handle, wanted))
                    .orElseGet(() -> RowSecurity.hides(handle));
            return handle.createQuery(schemaCounts ? LOOK : LOOK_PAST_THE_SCHEMA)
                    .map((row, context) -> new Answer(
                            row.getBoolean("standby"),
                            row.getBoolean("read_only"),
                            row.getString("history"),
                            row.getBoolean("unfinished"),
                            confining,
                            missing))
                    .one();
        });
    }

    /** A network that has stalled ends the connection, not the patience of whoever asks. */
    private static <T> T soon(Connection connection, Supplier<T> question) {
        try {
            int usual = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONGEST_ANSWER.toMillis()));
            try {
                return question.get();
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, usual);
                }
            }
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    private void tell(Answer answer, Health.Builder findings) {
        findings.role(answer.standby ? Health.Role.STANDBY : Health.Role.PRIMARY);
        List<NeededRights.Missing> missing =
                answer.missing.stream().filter(right -> !right.ofUser()).toList();
        if (!missing.stream().allMatch(NeededRights.Missing::there)) {
            findings.schema(Health.Schema.MISSING);
            return;
        }
        if (schemaCounts) {
            findings.schema(answer.unfinished ? Health.Schema.UNFINISHED : schema.compared(answer.history));
        }
        tables(missing, NeededRights.Missing::isToRead)
                .ifPresent(tables -> findings.down("the role may not read " + tables));
        tellConfinement(answer, findings);
        if (config.readOnly()) {
            return;
        }
        if (answer.standby) {
            findings.degraded("the server is a standby: it serves reads only");
        } else if (answer.readOnly) {
            findings.degraded("the server or the role is set to serve reads only");
        }
        tables(missing, right -> !right.isToRead())
                .ifPresent(tables -> findings.degraded("the role lacks a right to write to " + tables));
    }

    /** Somebody has set it up, or taken it or a part of it away, since the storage was opened. */
    private void tellConfinement(Answer answer, Health.Builder findings) {
        boolean wanted = config.rowLevelSecurity().isPresent();
        if (answer.confining && !wanted) {
            findings.down("row-level security hides the rows: open the storage with rowLevelSecurity,"
                    + " by the role that it was set up for");
        }
        if (!answer.confining && wanted) {
            findings.down("row-level security is not on any more for all of the tables, as it was set up:"
                    + " users may see rows of others, or none; set it up again");
        }
        if (answer.confining && wanted) {
            tables(answer.missing, NeededRights.Missing::ofUser)
                    .ifPresent(tables -> findings.degraded(
                            "the role of a user lacks a right to " + tables + ": set row-level security up again"));
        }
    }

    private static Optional<String> tables(List<NeededRights.Missing> missing, Predicate<NeededRights.Missing> which) {
        List<String> tables = missing.stream()
                .filter(which)
                .map(NeededRights.Missing::table)
                .distinct()
                .toList();
        return tables.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", tables));
    }

    private void tellCredentials(Health.Builder findings) {
        credentials.ifPresent(current -> {
            current.end().ifPresent(findings::credentials);
            current.failingSince()
                    .ifPresent(since -> findings.degraded(
                            "the source of credentials has given none that let us in since " + since));
        });
    }

    /** Those that nobody checks do not matter. */
    private void tellCertificates(Health.Builder findings) {
        tls.ifPresent(secured -> secured.session().ifPresent(session -> {
            if (secured.verifiesServer()) {
                session.serverCertificateExpiresAt().ifPresent(end -> findings.certificate("the server's", end));
            }
            secured.clientCertificateExpiresAt().ifPresent(end -> findings.certificate("our", end));
        }));
    }
}

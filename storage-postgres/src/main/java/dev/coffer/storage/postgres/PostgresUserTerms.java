package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.StoredSearch;
import dev.coffer.storage.jdbi.UserTerm;
import dev.coffer.storage.jdbi.UserTerms;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The index of a search, in PostgreSQL. */
final class PostgresUserTerms extends UserTerms {
    private static final String INSERT = """
            INSERT INTO coffer_user_terms (term, part, canonical_email)
            SELECT term, part, canonical_email FROM unnest(?, ?, ?) AS row (term, part, canonical_email)
            ON CONFLICT (term, part, canonical_email) DO NOTHING
            """;
    private static final String DELETE = """
            DELETE FROM coffer_user_terms t USING unnest(?, ?, ?) AS row (term, part, canonical_email)
            WHERE t.term = row.term AND t.part = row.part AND t.canonical_email = row.canonical_email
            """;
    private static final String DELETE_ALL = "TRUNCATE coffer_user_terms";
    private static final String LOCKED = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, canonical_email
            FROM coffer_users WHERE id = ? FOR UPDATE
            """;
    private static final String LOCKED_SEARCH = """
            SELECT fingerprint, settings, last_id, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END
            FROM coffer_search FOR UPDATE
            """;

    /**
     * A beginning is found in two lists, which are both in the wanted order. What is in a LATERAL with a LIMIT is looked up by the index,
     * whatever the planner takes the numbers of rows to be.
     */
    static final String FIND_ONE = """
            WITH looked AS MATERIALIZED (
              SELECT t.canonical_email
              FROM unnest(:parts) AS list (part), LATERAL (
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = :text AND t.part = list.part AND t.canonical_email > :after
                ORDER BY t.canonical_email LIMIT :limit) AS t
              ORDER BY t.canonical_email LIMIT :limit
            ),
            hit AS MATERIALIZED (
              SELECT DISTINCT canonical_email FROM looked
            )
            SELECT
              (SELECT count(*) FROM coffer_search WHERE fingerprint = :fingerprint AND finished_at IS NOT NULL),
              CASE WHEN (SELECT count(*) FROM looked) = :limit THEN (SELECT max(canonical_email) FROM looked) END,
              u.canonical_email,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM (SELECT 1) AS one LEFT JOIN (
              hit JOIN LATERAL (
                SELECT * FROM coffer_users c WHERE c.canonical_email = hit.canonical_email LIMIT 1) AS u ON true) ON true
            ORDER BY u.canonical_email
            """;

    /** As {@link UserTerms} says. */
    static final String FIND_ALL = """
            WITH list AS MATERIALIZED (
              SELECT element, text COLLATE "C" AS text, part FROM unnest(:elements, :texts, :parts) AS l (element, text, part)
            ),
            start AS MATERIALIZED (
              SELECT max(first.canonical_email) AS canonical_email
              FROM (
                SELECT min(t.canonical_email) AS canonical_email
                FROM list LEFT JOIN LATERAL (
                  SELECT t.canonical_email FROM coffer_user_terms t
                  WHERE t.term = list.text AND t.part = list.part AND t.canonical_email > :after
                  ORDER BY t.canonical_email LIMIT 1) AS t ON true
                GROUP BY list.element) AS first
              HAVING count(first.canonical_email) = count(*)
            ),
            reach AS MATERIALIZED (
              SELECT list.element, min(t.canonical_email) AS canonical_email
              FROM start CROSS JOIN list LEFT JOIN LATERAL (
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = list.text AND t.part = list.part AND t.canonical_email >= start.canonical_email
                ORDER BY t.canonical_email LIMIT 1 OFFSET :look - 1) AS t ON true
              GROUP BY list.element
            ),
            rarest AS MATERIALIZED (
              SELECT element, text, part FROM list
              WHERE element = (SELECT element FROM reach ORDER BY canonical_email DESC NULLS FIRST, element LIMIT 1)
            ),
            mark AS MATERIALIZED (
              SELECT coalesce(min(fifth.canonical_email), max(last.canonical_email)) AS canonical_email
              FROM start CROSS JOIN rarest
              LEFT JOIN LATERAL (
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = rarest.text AND t.part = rarest.part AND t.canonical_email >= start.canonical_email
                ORDER BY t.canonical_email LIMIT 1 OFFSET :look / 5) AS fifth ON true
              LEFT JOIN LATERAL (
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = rarest.text AND t.part = rarest.part AND t.canonical_email >= start.canonical_email
                ORDER BY t.canonical_email DESC LIMIT 1) AS last ON true
            ),
            near AS MATERIALIZED (
              SELECT reach.element, reach.canonical_email FROM reach, mark
              WHERE reach.canonical_email IS NULL OR reach.canonical_email >= mark.canonical_email
                OR reach.element IN (SELECT element FROM rarest)
            ),
            looked AS MATERIALIZED (
              SELECT t.canonical_email, max(list.part) AS part
              FROM start, list, LATERAL (
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = list.text AND t.part = list.part AND t.canonical_email >= start.canonical_email
                ORDER BY t.canonical_email LIMIT CASE WHEN (SELECT count(*) FROM near) > 1 THEN CAST(:look AS integer) ELSE :probed END) AS t
              WHERE list.element IN (SELECT element FROM near)
                AND coalesce(t.canonical_email <= (SELECT min(canonical_email) FROM near), true)
              GROUP BY t.canonical_email
              HAVING count(*) >= (SELECT count(*) FROM near)
              ORDER BY t.canonical_email LIMIT :probed
            ),
            far AS MATERIALIZED (
              SELECT text, max(part) AS part FROM list WHERE element NOT IN (SELECT element FROM near) GROUP BY text
            ),
            hit AS MATERIALIZED (
              SELECT looked.canonical_email
              FROM looked
              WHERE NOT EXISTS (
                  SELECT FROM far WHERE NOT EXISTS (
                    SELECT FROM coffer_user_terms t
                    WHERE t.term = far.text AND t.part IN (0, far.part) AND t.canonical_email = looked.canonical_email
                    OFFSET 0)
                  OFFSET 0)
                AND (NOT :partly OR looked.part = 1 OR EXISTS (
                  SELECT FROM far WHERE far.part = 1 AND EXISTS (
                    SELECT FROM coffer_user_terms t
                    WHERE t.term = far.text AND t.part = 1 AND t.canonical_email = looked.canonical_email
                    OFFSET 0)
                  OFFSET 0))
              ORDER BY looked.canonical_email LIMIT :limit
            )
            SELECT
              (SELECT count(*) FROM coffer_search WHERE fingerprint = :fingerprint AND finished_at IS NOT NULL),
              CASE
                WHEN (SELECT count(*) FROM hit) = :limit THEN (SELECT max(canonical_email) FROM hit)
                WHEN (SELECT count(*) FROM looked) = :probed THEN (SELECT max(canonical_email) FROM looked)
                ELSE (SELECT min(canonical_email) FROM near)
              END,
              u.canonical_email,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM (SELECT 1) AS one LEFT JOIN (
              hit JOIN LATERAL (
                SELECT * FROM coffer_users c WHERE c.canonical_email = hit.canonical_email LIMIT 1) AS u ON true) ON true
            ORDER BY u.canonical_email
            """;

    private final OwnerRole owner;

    /** Of tables that belong to this role. */
    PostgresUserTerms(OwnerRole owner) {
        super(PostgresTypes.COLUMNS);
        this.owner = owner;
    }

    /** The rows, as one array for each column. */
    static SqlArray texts(List<UserTerm> terms) {
        return Columns.texts(terms.stream().map(UserTerm::text).toList());
    }

    /** The second of them. */
    static SqlArray parts(List<UserTerm> terms) {
        return smallints(terms.stream().map(UserTerm::part));
    }

    private static SqlArray smallints(Stream<Integer> numbers) {
        return new SqlArray("int2", numbers.toArray(Integer[]::new));
    }

    private static SqlArray emails(List<UserTerm> terms) {
        return Columns.texts(terms.stream().map(UserTerm::canonicalEmail).toList());
    }

    private static Arguments.Binding columns(List<UserTerm> terms) {
        return arguments ->
                arguments.argument(texts(terms)).argument(parts(terms)).argument(emails(terms));
    }

    @Override
    public void insert(SqlConnection connection, List<UserTerm> terms) {
        connection.update(INSERT, columns(terms));
    }

    @Override
    public void delete(SqlConnection connection, List<UserTerm> terms) {
        connection.update(DELETE, columns(terms));
    }

    /** Which is for the owner to do, as it is to make the tables. */
    @Override
    protected void deleteAll(SqlConnection connection) {
        try {
            owner.assumeInTransaction(connection.handle().getConnection());
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
        connection.update(DELETE_ALL, arguments -> {});
    }

    @Override
    protected Optional<Named> locked(SqlConnection connection, UUID id) {
        return named(connection, LOCKED, id);
    }

    @Override
    protected Optional<StoredSearch> lockedSearch(SqlConnection connection) {
        return stored(connection, LOCKED_SEARCH);
    }

    @Override
    protected Query findOne(Handle handle, List<Posting> lists, String after) {
        return handle.createQuery(FIND_ONE)
                .bind("text", lists.get(0).text())
                .bind("parts", smallints(lists.stream().map(Posting::part)))
                .bind("after", after);
    }

    @Override
    protected Query findAll(Handle handle, List<Posting> lists, String after, int look) {
        return handle.createQuery(FIND_ALL)
                .bind("elements", smallints(lists.stream().map(Posting::element)))
                .bind("texts", Columns.texts(lists.stream().map(Posting::text).toList()))
                .bind("parts", smallints(lists.stream().map(Posting::part)))
                .bind("after", after)
                .bind("look", look);
    }
}

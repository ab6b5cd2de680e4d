package dev.coffer.storage.postgres;

import dev.coffer.storage.UserSearch;
import dev.coffer.storage.jdbi.Arguments;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.StoredSearch;
import dev.coffer.storage.jdbi.UserTerm;
import dev.coffer.storage.jdbi.UserTerms;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerm;
import dev.coffer.storage.spi.SearchTerms;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
     * Walks the rows of the term that the fewest users have, as far as that is worth counting, and looks for the others of each user
     * that it comes by. A beginning is found in two ranges, which are both in the wanted order. What is in a LATERAL with a LIMIT is
     * looked up by the index for each row, whatever the planner takes the numbers of rows to be.
     */
    static final String FIND = """
            WITH term AS (
              SELECT text COLLATE "C" AS text, CASE WHEN whole THEN CAST('{0}' AS smallint[]) ELSE :beginnings END AS parts, element
              FROM unnest(:texts, :wholes) WITH ORDINALITY AS w (text, whole, element)
            ),
            rarest AS MATERIALIZED (
              SELECT term.text, term.parts
              FROM term, LATERAL (
                SELECT count(*) FROM (
                  SELECT FROM coffer_user_terms c WHERE c.term = term.text AND c.part = ANY (term.parts)
                  LIMIT CASE WHEN :several THEN 1000 ELSE 0 END) AS capped) AS counted (terms)
              ORDER BY counted.terms, term.element LIMIT 1
            ),
            looked AS MATERIALIZED (
              SELECT l.canonical_email
              FROM rarest, unnest(rarest.parts) AS p (part), LATERAL (
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = rarest.text AND t.part = p.part AND t.canonical_email > CAST(:after AS text)
                ORDER BY t.canonical_email LIMIT :look) AS l
              ORDER BY l.canonical_email LIMIT :look
            ),
            hit AS MATERIALIZED (
              SELECT DISTINCT looked.canonical_email
              FROM looked
              WHERE NOT :several OR (
                SELECT count(there.part) = count(*) AND (NOT :partly OR max(there.part) = 1)
                FROM term LEFT JOIN LATERAL (
                  SELECT t.part FROM coffer_user_terms t
                  WHERE t.term = term.text AND t.part = ANY (term.parts) AND t.canonical_email = looked.canonical_email
                  LIMIT 1) AS there ON true)
              ORDER BY looked.canonical_email LIMIT :limit
            )
            SELECT
              (SELECT count(*) FROM coffer_search WHERE fingerprint = :fingerprint AND finished_at IS NOT NULL),
              CASE
                WHEN (SELECT count(*) FROM hit) = :limit THEN (SELECT max(canonical_email) FROM hit)
                WHEN (SELECT count(*) FROM looked) = :look THEN (SELECT max(canonical_email) FROM looked)
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
        return new SqlArray("int2", terms.stream().map(UserTerm::part).toArray(Integer[]::new));
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
    protected SearchSlice find(
            SqlConnection connection, UserSearch search, SearchTerms terms, String after, int limit) {
        boolean several = terms.all().size() > 1;
        Integer[] beginnings = terms.partly() && !several
                ? new Integer[] {UserTerm.BEGINNING}
                : new Integer[] {UserTerm.WHOLE, UserTerm.BEGINNING};
        return slice(connection
                .handle()
                .createQuery(FIND)
                .bind(
                        "texts",
                        Columns.texts(terms.all().stream().map(SearchTerm::text).toList()))
                .bind(
                        "wholes",
                        new SqlArray(
                                "bool",
                                terms.all().stream().map(SearchTerm::whole).toArray(Boolean[]::new)))
                .bind("beginnings", new SqlArray("int2", beginnings))
                .bind("several", several)
                .bind("partly", terms.partly())
                .bind("after", after)
                .bind("look", several ? Math.max(limit, LOOKED_AT) : limit)
                .bind("limit", limit)
                .bind("fingerprint", search.fingerprint()));
    }
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.UserSearch;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.StoredSearch;
import dev.coffer.storage.jdbi.UserTerm;
import dev.coffer.storage.jdbi.UserTerms;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerms;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The index of a search, in SQLite. */
final class SqliteUserTerms extends UserTerms {
    private static final String INSERT = """
            INSERT INTO coffer_user_terms (term, part, canonical_email)
            SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
            ON CONFLICT (term, part, canonical_email) DO NOTHING
            """;

    /** One at a time: for many, SQLite would look for the terms alone, which all users may have. */
    private static final String DELETE =
            "DELETE FROM coffer_user_terms WHERE term = ? AND part = ? AND canonical_email = ?";

    private static final String DELETE_ALL = "DELETE FROM coffer_user_terms";
    private static final String LOCKED = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, canonical_email
            FROM coffer_users WHERE id = ?
            """;

    /**
     * Walks the rows of the term that the fewest users have, as far as that is worth counting, and looks for the others of each user
     * that it comes by. A beginning is found in two ranges, which are both in the wanted order.
     */
    static final String FIND = """
            WITH term (text, whole, element) AS MATERIALIZED (
              SELECT value ->> 0, value ->> 1, key FROM json_each(:terms)
            ),
            rarest (text, whole) AS MATERIALIZED (
              SELECT text, whole FROM term
              ORDER BY
                (SELECT count(*) FROM
                  (SELECT 1 FROM coffer_user_terms c WHERE c.term = text AND c.part = 0 LIMIT iif(:several, 1000, 0)))
                + CASE WHEN whole THEN 0 ELSE (SELECT count(*) FROM
                  (SELECT 1 FROM coffer_user_terms c WHERE c.term = text AND c.part = 1 LIMIT iif(:several, 1000, 0)))
                END,
                element
              LIMIT 1
            ),
            looked (canonical_email) AS MATERIALIZED (
              SELECT canonical_email FROM (
                SELECT * FROM (
                  SELECT canonical_email FROM coffer_user_terms
                  WHERE term = (SELECT text FROM rarest) AND part = 0 AND canonical_email > :after
                  ORDER BY canonical_email LIMIT iif(:beginningOnly, 0, :look))
                UNION ALL
                SELECT * FROM (
                  SELECT canonical_email FROM coffer_user_terms
                  WHERE term = (SELECT text FROM rarest) AND part = 1 AND canonical_email > :after
                  ORDER BY canonical_email LIMIT iif((SELECT whole FROM rarest), 0, :look)))
              ORDER BY canonical_email LIMIT :look
            ),
            hit (canonical_email) AS MATERIALIZED (
              SELECT DISTINCT canonical_email FROM looked
              WHERE NOT :several OR (
                SELECT count(part) = count(*) AND (NOT :partly OR max(part) = 1) FROM (
                  SELECT (
                    SELECT t.part FROM coffer_user_terms t
                    WHERE t.term = text AND t.part IN (0, iif(whole, 0, 1)) AND t.canonical_email = looked.canonical_email
                    LIMIT 1) AS part
                  FROM term))
              ORDER BY canonical_email LIMIT :limit
            )
            SELECT EXISTS (SELECT 1 FROM coffer_search WHERE fingerprint = :fingerprint AND finished_at IS NOT NULL),
              CASE
                WHEN (SELECT count(*) FROM hit) = :limit THEN (SELECT max(canonical_email) FROM hit)
                WHEN (SELECT count(*) FROM looked) = :look THEN (SELECT max(canonical_email) FROM looked)
              END,
              u.canonical_email,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM (SELECT 1) LEFT JOIN (hit JOIN coffer_users u ON u.canonical_email = hit.canonical_email) ON true
            ORDER BY u.canonical_email
            """;

    SqliteUserTerms() {
        super(SqliteTypes.COLUMNS);
    }

    @Override
    public void insert(SqlConnection connection, List<UserTerm> terms) {
        String rows = JsonDocument.text(terms.stream()
                .map(term -> List.of(term.text(), term.part(), term.canonicalEmail()))
                .toList());
        connection.update(INSERT, arguments -> arguments.text(rows));
    }

    @Override
    public void delete(SqlConnection connection, List<UserTerm> terms) {
        for (UserTerm term : terms) {
            connection.update(
                    DELETE,
                    arguments -> arguments.text(term.text()).number(term.part()).text(term.canonicalEmail()));
        }
    }

    @Override
    protected void deleteAll(SqlConnection connection) {
        connection.update(DELETE_ALL, arguments -> {});
    }

    /** There is one writer. */
    @Override
    protected Optional<Named> locked(SqlConnection connection, UUID id) {
        return named(connection, LOCKED, id);
    }

    /** There is one writer. */
    @Override
    protected Optional<StoredSearch> lockedSearch(SqlConnection connection) {
        return stored(connection);
    }

    @Override
    protected SearchSlice find(
            SqlConnection connection, UserSearch search, SearchTerms terms, String after, int limit) {
        boolean several = terms.all().size() > 1;
        List<List<Object>> list = terms.all().stream()
                .map(term -> List.<Object>of(term.text(), term.whole() ? 1 : 0))
                .toList();
        return slice(connection
                .handle()
                .createQuery(FIND)
                .bind("terms", JsonDocument.text(list))
                .bind("several", several)
                .bind("partly", terms.partly())
                .bind("beginningOnly", terms.partly() && !several)
                .bind("after", after)
                .bind("look", several ? Math.max(limit, LOOKED_AT) : limit)
                .bind("limit", limit)
                .bind("fingerprint", search.fingerprint()));
    }
}

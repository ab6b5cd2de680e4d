package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.StoredSearch;
import dev.coffer.storage.jdbi.UserTerm;
import dev.coffer.storage.jdbi.UserTerms;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

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

    /** A beginning is found in two lists, which are both in the wanted order. */
    static final String FIND_ONE = """
            WITH looked (canonical_email) AS MATERIALIZED (
              SELECT canonical_email FROM (
                SELECT * FROM (
                  SELECT canonical_email FROM coffer_user_terms
                  WHERE term = :text AND part = :part AND canonical_email > :after
                  ORDER BY canonical_email LIMIT :limit)
                UNION ALL
                SELECT * FROM (
                  SELECT canonical_email FROM coffer_user_terms
                  WHERE term = :text AND part = :otherPart AND canonical_email > :after
                  ORDER BY canonical_email LIMIT :limit))
              ORDER BY canonical_email LIMIT :limit
            ),
            hit (canonical_email) AS MATERIALIZED (
              SELECT DISTINCT canonical_email FROM looked
            )
            SELECT EXISTS (SELECT 1 FROM coffer_search WHERE fingerprint = :fingerprint AND finished_at IS NOT NULL),
              CASE WHEN (SELECT count(*) FROM looked) = :limit THEN (SELECT max(canonical_email) FROM looked) END,
              u.canonical_email,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM (SELECT 1) LEFT JOIN (hit JOIN coffer_users u ON u.canonical_email = hit.canonical_email) ON true
            ORDER BY u.canonical_email
            """;

    /** Where a search for several terms starts, the terms whose lists are read, and how far. */
    static final String NEAR = """
            WITH list (element, text, part) AS MATERIALIZED (
              SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(:lists)
            ),
            start (canonical_email) AS MATERIALIZED (
              SELECT max(canonical_email) FROM (
                SELECT min((
                  SELECT t.canonical_email FROM coffer_user_terms t
                  WHERE t.term = list.text AND t.part = list.part AND t.canonical_email > :after
                  ORDER BY t.canonical_email LIMIT 1)) AS canonical_email
                FROM list GROUP BY element)
              HAVING count(canonical_email) = count(*)
            ),
            reach (element, canonical_email) AS MATERIALIZED (
              SELECT element, min((
                SELECT t.canonical_email FROM coffer_user_terms t
                WHERE t.term = list.text AND t.part = list.part AND t.canonical_email >= start.canonical_email
                ORDER BY t.canonical_email LIMIT 1 OFFSET :look - 1))
              FROM start CROSS JOIN list GROUP BY element
            ),
            rarest (element) AS MATERIALIZED (
              SELECT element FROM reach ORDER BY canonical_email DESC NULLS FIRST, element LIMIT 1
            ),
            mark (canonical_email) AS MATERIALIZED (
              SELECT coalesce(
                min((
                  SELECT t.canonical_email FROM coffer_user_terms t
                  WHERE t.term = list.text AND t.part = list.part AND t.canonical_email >= start.canonical_email
                  ORDER BY t.canonical_email LIMIT 1 OFFSET :look / 5)),
                max((
                  SELECT t.canonical_email FROM coffer_user_terms t
                  WHERE t.term = list.text AND t.part = list.part AND t.canonical_email >= start.canonical_email
                  ORDER BY t.canonical_email DESC LIMIT 1)))
              FROM start CROSS JOIN rarest JOIN list ON list.element = rarest.element
            )
            SELECT reach.element, start.canonical_email, min(reach.canonical_email) OVER ()
            FROM start CROSS JOIN reach CROSS JOIN rarest CROSS JOIN mark
            WHERE reach.canonical_email IS NULL OR reach.canonical_email >= mark.canonical_email OR reach.element = rarest.element
            """;

    /** No text is greater than a blob, which is the end where there is none. */
    static final String FIND_ALL = """
            WITH near (text, part) AS MATERIALIZED (
              SELECT value ->> 0, value ->> 1 FROM json_each(:near)
            ),
            far (text, part) AS MATERIALIZED (
              SELECT value ->> 0, max(value ->> 1) FROM json_each(:far) GROUP BY value ->> 0
            ),
            looked (canonical_email, part) AS MATERIALIZED (
              SELECT t.canonical_email, max(t.part)
              FROM near CROSS JOIN coffer_user_terms t
              WHERE t.term = near.text AND t.part = near.part
                AND t.canonical_email >= :start AND t.canonical_email <= coalesce(:end, x'')
              GROUP BY t.canonical_email
              HAVING count(*) >= :shared
              ORDER BY t.canonical_email LIMIT :probed
            ),
            hit (canonical_email) AS MATERIALIZED (
              SELECT looked.canonical_email
              FROM looked
              WHERE NOT EXISTS (
                  SELECT 1 FROM far WHERE NOT EXISTS (
                    SELECT 1 FROM coffer_user_terms t
                    WHERE t.term = far.text AND t.part IN (0, far.part) AND t.canonical_email = looked.canonical_email))
                AND (NOT :partly OR looked.part = 1 OR EXISTS (
                  SELECT 1 FROM far WHERE far.part = 1 AND EXISTS (
                    SELECT 1 FROM coffer_user_terms t
                    WHERE t.term = far.text AND t.part = 1 AND t.canonical_email = looked.canonical_email)))
              ORDER BY looked.canonical_email LIMIT :limit
            )
            SELECT EXISTS (SELECT 1 FROM coffer_search WHERE fingerprint = :fingerprint AND finished_at IS NOT NULL),
              CASE
                WHEN (SELECT count(*) FROM hit) = :limit THEN (SELECT max(canonical_email) FROM hit)
                WHEN (SELECT count(*) FROM looked) = :probed THEN (SELECT max(canonical_email) FROM looked)
                ELSE :end
              END,
              u.canonical_email,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM (SELECT 1) LEFT JOIN (hit JOIN coffer_users u ON u.canonical_email = hit.canonical_email) ON true
            ORDER BY u.canonical_email
            """;

    private record Near(int element, String start, @Nullable String end) {}

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
    protected Query findOne(Handle handle, List<Posting> lists, String after) {
        return handle.createQuery(FIND_ONE)
                .bind("text", lists.get(0).text())
                .bind("part", lists.get(0).part())
                .bind("otherPart", lists.size() > 1 ? lists.get(1).part() : null)
                .bind("after", after);
    }

    /** In two steps: SQLite takes the time to prepare each part of a statement as often as it is named. */
    @Override
    protected Query findAll(Handle handle, List<Posting> lists, String after, int look) {
        List<Near> near = handle.createQuery(NEAR)
                .bind("lists", json(lists.stream().map(list -> List.of(list.element(), list.text(), list.part()))))
                .bind("after", after)
                .bind("look", look)
                .map((row, context) -> new Near(row.getInt(1), row.getString(2), row.getString(3)))
                .list();
        Set<Integer> elements = near.stream().map(Near::element).collect(Collectors.toSet());
        return handle.createQuery(FIND_ALL)
                .bind("near", textsAndParts(lists, list -> elements.contains(list.element())))
                .bind("far", textsAndParts(lists, list -> !elements.contains(list.element())))
                .bind("shared", elements.size())
                .bind("start", near.isEmpty() ? null : near.get(0).start())
                .bind("end", near.isEmpty() ? null : near.get(0).end());
    }

    private static String textsAndParts(List<Posting> lists, Predicate<Posting> wanted) {
        return json(lists.stream().filter(wanted).map(list -> List.of(list.text(), list.part())));
    }

    private static String json(Stream<List<Object>> rows) {
        return JsonDocument.text(rows.toList());
    }
}

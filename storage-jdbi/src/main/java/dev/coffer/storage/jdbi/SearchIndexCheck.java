package dev.coffer.storage.jdbi;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Whether the index of a search is complete, and what is in it is so; of many users and rows only some are looked at. */
public final class SearchIndexCheck {
    private static final int USERS = 100;
    private static final int TERMS = 50;

    private static final String STORED = """
            SELECT fingerprint, settings, last_id, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END FROM coffer_search
            """;
    private static final String NEWEST = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, canonical_email
            FROM coffer_users ORDER BY id DESC LIMIT :limit
            """;
    private static final String IS_THERE = """
            SELECT count(*) FROM coffer_user_terms
            WHERE term = :term AND part = :part AND canonical_email = :canonicalEmail
            """;
    private static final String OF_NOBODY = """
            SELECT count(*) FROM (SELECT canonical_email FROM coffer_user_terms LIMIT 10000) t
            WHERE NOT EXISTS (SELECT 1 FROM coffer_users u WHERE u.canonical_email = t.canonical_email)
            """;
    private static final String MAKE =
            "open the storage with its search, in a schema mode that may change: it is made, or gone on with";
    private static final String MAKE_ANEW =
            "DELETE FROM coffer_search, and open the storage with its search: it is made anew; and find out who writes without";

    private final RowMapper<StoredSearch> searches;
    private final RowMapper<UserTerms.Named> users;

    /** In a database that keeps these types. */
    public SearchIndexCheck(ColumnTypes types) {
        searches = Row.mapper(types, StoredSearch.READER);
        users = Row.mapper(types, UserTerms.Named.READER);
    }

    /** Of what the configuration searches. */
    public Verdict verdict(Handle handle, StorageConfig config) {
        Optional<StoredSearch> stored = handle.createQuery(STORED).map(searches).findOne();
        if (stored.isEmpty()) {
            return config.userSearch().isEmpty()
                    ? Verdict.ok("none: nobody searches")
                    : Verdict.warn("none, and users are to be searched", MAKE);
        }
        UserSearch search = config.userSearch().orElse(stored.get().search());
        if (!stored.get().isOf(search)) {
            return Verdict.warn("of another search than is configured, or of another version", MAKE);
        }
        if (!stored.get().complete()) {
            return Verdict.warn("not complete", MAKE);
        }
        List<UserTerms.Named> newest =
                handle.createQuery(NEWEST).bind("limit", USERS).map(users).list();
        long missing =
                newest.stream().filter(user -> isMissing(handle, search, user)).count();
        if (missing > 0) {
            return Verdict.fail(missing + " of the " + newest.size() + " newest users are not in it", MAKE_ANEW);
        }
        long ofNobody = handle.createQuery(OF_NOBODY).mapTo(Long.class).one();
        return ofNobody > 0
                ? Verdict.warn(ofNobody + " of its first rows are of nobody", MAKE_ANEW)
                : Verdict.ok("complete");
    }

    private static boolean isMissing(Handle handle, UserSearch search, UserTerms.Named user) {
        return user.terms(search).stream()
                .limit(TERMS)
                .anyMatch(term -> handle.createQuery(IS_THERE)
                                .bind("term", term.text())
                                .bind("part", term.part())
                                .bind("canonicalEmail", term.canonicalEmail())
                                .mapTo(Long.class)
                                .one()
                        == 0);
    }
}

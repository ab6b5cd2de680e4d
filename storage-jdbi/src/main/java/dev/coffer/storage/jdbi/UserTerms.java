package dev.coffer.storage.jdbi;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.SearchHit;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerm;
import dev.coffer.storage.spi.SearchTerms;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * The index of a search: {@code coffer_user_terms}, and {@code coffer_search} that tells what is in it.
 *
 * <p>Who has several terms is found where their lists, in the order of addresses, meet. The search starts where the last of them does, and
 * reads some rows of each: to read on in a list costs a twentieth of looking one address up. So lists are intersected as far as they
 * reach alike, which shows at a mark, the end of the first fifth of the one that reaches farthest, the rarest. Those which do not get
 * there are far too long to be read beside it: in them, each address that the others share is looked up, and so many are probed at most.
 */
public abstract class UserTerms {
    /** Of the rows of all lists together that a search for several terms looks at in one go. */
    private static final int MAX_LOOK = 6_000;

    /** Of the rows of a list, for each user that is wanted: the first look is a short one. */
    private static final int LOOK_FOR_EACH = 20;

    /** Of the rows of a list, however many lists there are. */
    private static final int MIN_LOOK = 250;

    /** Addresses that are looked up one by one. */
    private static final int PROBED = 1_000;

    private static final String STORED = """
            SELECT fingerprint, settings, last_id, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END FROM coffer_search
            """;
    private static final String BEGIN = """
            INSERT INTO coffer_search (one, fingerprint, settings) VALUES (1, ?, ?) ON CONFLICT (one) DO NOTHING
            """;
    private static final String REACHED = "UPDATE coffer_search SET last_id = ?";
    private static final String FINISHED = "UPDATE coffer_search SET finished_at = ?";
    private static final String GIVE_UP = "DELETE FROM coffer_search";
    private static final String HAS_TERMS =
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM coffer_user_terms) THEN 1 ELSE 0 END";
    private static final String FIRST = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, canonical_email
            FROM coffer_users ORDER BY id LIMIT ?
            """;
    private static final String AFTER = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, canonical_email
            FROM coffer_users WHERE id > ? ORDER BY id LIMIT ?
            """;

    private final RowMapper<FoundRow> mapper;

    /** In a database that keeps these types. */
    protected UserTerms(ColumnTypes types) {
        mapper = Row.mapper(types, FoundRow::of);
    }

    /** A user, and the address by which it is in the index. */
    public record Named(User user, String canonicalEmail) {
        static final Row.Reader<Named> READER = row -> new Named(Stored.user(row), row.text(9));

        List<UserTerm> terms(UserSearch search) {
            return UserTerm.of(search, user, canonicalEmail);
        }
    }

    /** Adds those that are not there yet. */
    public abstract void insert(SqlConnection connection, List<UserTerm> terms);

    /** Removes those that are there. */
    public abstract void delete(SqlConnection connection, List<UserTerm> terms);

    /** Removes all. */
    protected abstract void deleteAll(SqlConnection connection);

    /** The user as it is, and stays until the transaction ends. */
    protected abstract Optional<Named> locked(SqlConnection connection, UUID id);

    /** What search there is, which stays so until the transaction ends. */
    protected abstract Optional<StoredSearch> lockedSearch(SqlConnection connection);

    /** A query for who is in one of these lists, all of one term; gives back the rows of {@link #slice}. */
    protected abstract Query findOne(Handle handle, List<Posting> lists, String after);

    /** A query for who is in a list of each term; looks at so many of each, and gives back the rows of {@link #slice}. */
    protected abstract Query findAll(Handle handle, List<Posting> lists, String after, int look);

    /** See {@link dev.coffer.storage.spi.UserStorage#search}. */
    final SearchSlice find(SqlConnection connection, UserSearch search, SearchTerms terms, String after, int limit) {
        List<Posting> lists = Posting.of(terms);
        Query query = terms.all().size() == 1
                ? findOne(connection.handle(), lists, after)
                : findAll(connection.handle(), lists, after, look(lists.size(), limit))
                        .bind("partly", terms.partly())
                        .bind("probed", Math.max(limit, PROBED));
        return slice(query.bind("limit", limit).bind("fingerprint", search.fingerprint()));
    }

    private static int look(int lists, int limit) {
        return Math.max(MIN_LOOK, Math.min(limit * LOOK_FOR_EACH, MAX_LOOK / lists));
    }

    /**
     * A list of those who have a term, in the order of their addresses.
     *
     * @param element the number of the term in the query
     * @param text the term
     * @param part {@link UserTerm#part}
     */
    protected record Posting(int element, String text, int part) {
        static List<Posting> of(SearchTerms terms) {
            boolean beginningOnly = terms.partly() && terms.all().size() == 1;
            List<Posting> lists = new ArrayList<>();
            for (int element = 0; element < terms.all().size(); element++) {
                SearchTerm term = terms.all().get(element);
                if (!beginningOnly) {
                    lists.add(new Posting(element, term.text(), UserTerm.WHOLE));
                }
                if (!term.whole()) {
                    lists.add(new Posting(element, term.text(), UserTerm.BEGINNING));
                }
            }
            return lists;
        }
    }

    /** The user of {@link #locked}, from a statement with the columns of a user and then its canonical address. */
    protected static Optional<Named> named(SqlConnection connection, String sql, UUID id) {
        return connection.findOne(sql, arguments -> arguments.uuid(id), Named.READER);
    }

    /** The search there is, if there is one. */
    public static Optional<StoredSearch> stored(SqlConnection connection) {
        return connection.findOne(STORED, arguments -> {}, StoredSearch.READER);
    }

    /** As {@link #stored(SqlConnection)}, from a statement with the same columns. */
    protected static Optional<StoredSearch> stored(SqlConnection connection, String sql) {
        return connection.findOne(sql, arguments -> {}, StoredSearch.READER);
    }

    /** False if somebody else has just begun; else what is left of an earlier index goes. */
    final boolean begin(SqlConnection connection, UserSearch search) {
        boolean begun = connection.update(
                        BEGIN, arguments -> arguments.text(search.fingerprint()).json(StoredSearch.settings(search)))
                == 1;
        if (begun && connection.query(HAS_TERMS, arguments -> {}, row -> row.number(1), Iterator::next) == 1) {
            deleteAll(connection);
        }
        return begun;
    }

    static void giveUp(SqlConnection connection) {
        giveUp(connection.handle());
    }

    /** Says that users come who are not in it, as they are moved in from elsewhere: the next opening makes it anew. */
    public static void giveUp(Handle handle) {
        handle.execute(GIVE_UP);
    }

    static List<Named> users(SqlConnection connection, Optional<UUID> after, int limit) {
        return after.isEmpty()
                ? connection.list(FIRST, arguments -> arguments.number(limit), Named.READER)
                : connection.list(
                        AFTER, arguments -> arguments.uuid(after.get()).number(limit), Named.READER);
    }

    static void reached(SqlConnection connection, UUID id) {
        connection.update(REACHED, arguments -> arguments.uuid(id));
    }

    static void finished(SqlConnection connection, Instant now) {
        connection.update(FINISHED, arguments -> arguments.instant(now));
    }

    /**
     * Reads the rows of a search: whether the index is complete and of this search, as 1; where to go on; then nothing, or a canonical
     * address and the columns of its user. The first two are the same in each.
     */
    private SearchSlice slice(Query query) {
        List<FoundRow> rows = query.map(mapper).list();
        FoundRow first = rows.get(0);
        if (!first.complete()) {
            throw new SchemaMismatch(
                    "the index of the search is not there, not complete, or of another search:"
                            + " opening the storage with the newer search, in the schema mode migrate, makes it",
                    null);
        }
        return new SearchSlice(rows.stream().flatMap(row -> row.hit().stream()).toList(), first.next());
    }

    private record FoundRow(boolean complete, Optional<String> next, Optional<SearchHit> hit) {
        static FoundRow of(Row row) throws SQLException {
            Optional<String> canonicalEmail = row.optionalText(3);
            Optional<SearchHit> hit = canonicalEmail.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SearchHit(canonicalEmail.get(), Stored.user(row, 3)));
            return new FoundRow(row.number(1) == 1, row.optionalText(2), hit);
        }
    }
}

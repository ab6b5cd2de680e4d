package dev.coffer.storage.jdbi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerms;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Users, with the index of a search that each change keeps in step. */
public class IndexedUsers extends ForwardingUsers {
    /** Written at a time, so that many users do not take much memory. */
    private static final int TERMS_AT_ONCE = 10_000;

    private final Function<Database, UserStorage> sameUsers;
    private final Database database;
    private final SearchIndex index;

    /**
     * On a database.
     *
     * @param users do all that does not change the index
     * @param sameUsers the same, on a connection in a transaction
     * @param database of both
     * @param index to be kept in step
     */
    protected IndexedUsers(
            UserStorage users, Function<Database, UserStorage> sameUsers, Database database, SearchIndex index) {
        super(users);
        this.sameUsers = sameUsers;
        this.database = database;
        this.index = index;
    }

    private UserStorage users(SqlConnection connection) {
        return sameUsers.apply(new SameConnection(connection));
    }

    /** Adds rows, some thousands in one statement. */
    static void insert(UserTerms terms, SqlConnection connection, List<UserTerm> rows) {
        for (int from = 0; from < rows.size(); from += TERMS_AT_ONCE) {
            terms.insert(connection, rows.subList(from, Math.min(from + TERMS_AT_ONCE, rows.size())));
        }
    }

    private void insert(SqlConnection connection, UserSearch kept, List<StoredUser> inserted) {
        List<UserTerm> rows = new ArrayList<>();
        for (StoredUser user : inserted) {
            rows.addAll(UserTerm.of(kept, user.user(), user.canonicalEmail()));
            if (rows.size() >= TERMS_AT_ONCE) {
                insert(index.terms(), connection, rows);
                rows.clear();
            }
        }
        insert(index.terms(), connection, rows);
    }

    @Override
    public void insert(List<StoredUser> inserted) {
        database.atomic(connection -> {
            users(connection).insert(inserted);
            index.kept(connection).ifPresent(kept -> insert(connection, kept, inserted));
            return inserted;
        });
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return database.atomic(connection -> {
            FoundOrCreated result = users(connection).findOrInsert(candidate);
            if (result.created()) {
                index.kept(connection).ifPresent(kept -> insert(connection, kept, List.of(candidate)));
            }
            return result;
        });
    }

    /** The user is changed before its rows are: who takes an address that gets free waits for the user, then finds them gone. */
    @Override
    public User update(UUID id, UserChange change, Instant now) {
        if (change.email().isEmpty() && change.metadata().isEmpty()) {
            return super.update(id, change, now);
        }
        return database.atomic(connection -> {
            Optional<UserSearch> kept = index.kept(connection);
            Optional<UserTerms.Named> before =
                    kept.flatMap(search -> index.terms().locked(connection, id));
            User changed = users(connection).update(id, change, now);
            before.ifPresent(named -> {
                String canonicalEmail =
                        change.email().map(UserChange.NewEmail::canonicalEmail).orElse(named.canonicalEmail());
                UserSearch search = kept.orElseThrow();
                replace(connection, named.terms(search), UserTerm.of(search, changed, canonicalEmail));
            });
            return changed;
        });
    }

    private void replace(SqlConnection connection, List<UserTerm> before, List<UserTerm> after) {
        Set<UserTerm> removed = new HashSet<>(before);
        after.forEach(removed::remove);
        Set<UserTerm> added = new HashSet<>(after);
        before.forEach(added::remove);
        if (!removed.isEmpty()) {
            index.terms().delete(connection, List.copyOf(removed));
        }
        if (!added.isEmpty()) {
            index.terms().insert(connection, List.copyOf(added));
        }
    }

    /** The rows go first: who sees only what is of the user would not find them afterwards. */
    @Override
    public boolean delete(UUID id) {
        return database.atomic(connection -> {
            index.kept(connection)
                    .flatMap(kept -> index.terms().locked(connection, id).map(named -> named.terms(kept)))
                    .ifPresent(before -> replace(connection, before, List.of()));
            return users(connection).delete(id);
        });
    }

    @Override
    public SearchSlice search(SearchTerms terms, String after, int limit) {
        UserSearch search = index.searched().orElseThrow(() -> new Unsupported(Capability.USER_SEARCH));
        return database.read(connection -> index.terms().find(connection, search, terms, after, limit));
    }
}

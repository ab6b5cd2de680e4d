package dev.coffer.storage.jdbi;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.UserSearch;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index of a search, some users in each transaction, and goes on where an earlier attempt stopped. Who makes it at the same
 * time waits for the other's transaction, and then does the next. Users may be changed meanwhile: each change brings its own rows.
 */
final class IndexMaking {
    private static final Logger LOG = LoggerFactory.getLogger(IndexMaking.class);
    private static final int USERS_AT_ONCE = 1_000;

    /** With which no more users are taken into one transaction: others wait for it. */
    private static final int TERMS_AT_ONCE = 50_000;

    private final Database database;
    private final UserTerms terms;
    private final UserSearch search;
    private final InstantSource clock;
    private long users;

    IndexMaking(Database database, UserTerms terms, UserSearch search, InstantSource clock) {
        this.database = database;
        this.terms = terms;
        this.search = search;
        this.clock = clock;
    }

    void run() {
        if (isComplete(database.read(UserTerms::stored))) {
            return;
        }
        LOG.atInfo().addKeyValue("leftOut", search.leftOut()).log("the index of the search is being made");
        database.atomic(connection -> {
            Optional<StoredSearch> stored = terms.lockedSearch(connection);
            if (stored.filter(one -> one.isOf(search)).isPresent()) {
                return true;
            }
            if (stored.isPresent()) { // else another may have begun since
                UserTerms.giveUp(connection);
            }
            return terms.begin(connection, search);
        });
        while (!database.atomic(this::indexSome)) {
            LOG.atDebug().addKeyValue("users", users).log("the index of the search has some users more");
        }
        LOG.atInfo().addKeyValue("users", users).log("the index of the search is made");
    }

    private boolean isComplete(Optional<StoredSearch> stored) {
        return stored.filter(one -> one.isOf(search) && one.complete()).isPresent();
    }

    /** True at the end. */
    private boolean indexSome(SqlConnection connection) {
        StoredSearch stored = terms.lockedSearch(connection)
                .filter(one -> one.isOf(search))
                .orElseThrow(() -> new SchemaMismatch(
                        "another storage makes the index of another search: all on one database need the same settings",
                        null));
        if (stored.complete()) {
            return true;
        }
        List<UserTerms.Named> some = UserTerms.users(connection, stored.lastId(), USERS_AT_ONCE);
        List<UserTerm> rows = new ArrayList<>();
        int indexed = 0;
        while (indexed < some.size() && rows.size() < TERMS_AT_ONCE) {
            rows.addAll(some.get(indexed).terms(search));
            indexed++;
        }
        IndexedUsers.insert(terms, connection, rows);
        users += indexed;
        boolean isEnd = indexed == some.size() && indexed < USERS_AT_ONCE;
        if (isEnd) {
            UserTerms.finished(connection, clock.instant().truncatedTo(ChronoUnit.MICROS));
        } else {
            UserTerms.reached(connection, some.get(indexed - 1).user().id());
        }
        return isEnd;
    }
}

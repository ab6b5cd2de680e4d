package dev.coffer.storage.jdbi;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Capability;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of a search as a storage uses it. One that does not search keeps it in step all the same, as somebody does who opened the
 * same database.
 */
public final class SearchIndex {
    private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);

    private final UserTerms terms;
    private final Optional<UserSearch> searched;
    private final Optional<UserSearch> kept;
    private final boolean none;

    private SearchIndex(UserTerms terms, Optional<UserSearch> searched, Optional<UserSearch> kept, boolean none) {
        this.terms = terms;
        this.searched = searched;
        this.kept = kept;
        this.none = none;
    }

    /**
     * That of a transaction of the host.
     *
     * @param terms on the host's connection
     * @param config of the host
     */
    public static SearchIndex joined(UserTerms terms, StorageConfig config) {
        return new SearchIndex(terms, config.userSearch(), config.userSearch(), false);
    }

    private static SearchIndex opened(UserTerms terms, Optional<UserSearch> searched, Optional<UserSearch> kept) {
        return new SearchIndex(terms, searched, kept, kept.isEmpty());
    }

    /**
     * That of a database, made if it is not there and the mode lets it be.
     *
     * @param database with the tables of this version
     * @param terms on the database
     * @param config says what is searched
     * @param mode what may be made
     * @throws SchemaMismatch if it is not there or not complete, and may not be made
     */
    public static SearchIndex open(Database database, UserTerms terms, StorageConfig config, SchemaMode mode) {
        Optional<UserSearch> searched = config.userSearch();
        if (searched.isEmpty()) {
            return opened(terms, searched, config.readOnly() ? Optional.empty() : kept(database, mode));
        }
        UserSearch search = searched.get();
        switch (mode) {
            case MIGRATE -> new IndexMaking(database, terms, search, config.clock()).run();
            case VALIDATE -> demandComplete(database, search);
            case NONE -> {}
        }
        return opened(terms, searched, searched);
    }

    private static void demandComplete(Database database, UserSearch search) {
        Optional<StoredSearch> stored = database.read(UserTerms::stored);
        if (stored.filter(one -> one.isOf(search) && one.complete()).isEmpty()) {
            throw new SchemaMismatch(
                    stored.map(one -> one.isOf(search)
                                            ? "the index of the search is not complete"
                                            : "the index is of another search than the configuration's")
                                    .orElse("there is no index of the search")
                            + ", and the schema mode does not allow to make it",
                    null);
        }
    }

    private static Optional<UserSearch> kept(Database database, SchemaMode mode) {
        Optional<StoredSearch> stored = Optional.empty();
        try {
            stored = database.read(UserTerms::stored);
        } catch (SchemaMismatch
                | AccessDenied e) { // tables of another version, which nobody has looked at, or rights of one
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("if there is an index of a search, it is not kept in step");
        }
        Optional<UserSearch> kept = stored.map(StoredSearch::search);
        if (stored.isPresent() && kept.filter(stored.get()::isOf).isEmpty()) {
            LOG.atWarn().log("the index of the search is of another version, and is not kept in step");
            if (mode == SchemaMode.MIGRATE) {
                database.write(connection -> {
                    UserTerms.giveUp(connection);
                    return connection;
                });
            }
            return Optional.empty();
        }
        return kept;
    }

    /** Those of a database that has this, as the configuration switches them on. */
    public Set<Capability> capabilities(StorageConfig config) {
        Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.ROW_LEVEL_SECURITY));
        if (searched.isEmpty()) {
            capabilities.remove(Capability.USER_SEARCH);
        }
        if (config.audit().isEmpty()) {
            capabilities.remove(Capability.AUDIT);
        }
        return capabilities;
    }

    /** Whether no change of a user has to do with it, as there was none when the storage was opened. */
    public boolean isNone() {
        return none;
    }

    UserTerms terms() {
        return terms;
    }

    /** What may be searched by. */
    Optional<UserSearch> searched() {
        return searched;
    }

    /** What a change has to keep, in its transaction: since the storage was opened, one with another search may have been. */
    Optional<UserSearch> kept(SqlConnection connection) {
        return UserTerms.stored(connection)
                .filter(stored -> stored.isOf(stored.search()))
                .map(StoredSearch::search);
    }

    /** What a change has to keep if nobody has opened one with another search. */
    public Optional<UserSearch> expected() {
        return kept;
    }
}

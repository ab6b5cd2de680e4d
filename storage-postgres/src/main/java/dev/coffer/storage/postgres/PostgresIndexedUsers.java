package dev.coffer.storage.postgres;

import dev.coffer.storage.UserSearch;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.IndexedUsers;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.UniqueField;
import dev.coffer.storage.jdbi.UserTerm;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.util.List;
import java.util.Optional;

/** Users that a search finds. One that is created takes one round trip. */
final class PostgresIndexedUsers extends IndexedUsers {
    /** The user is there before its rows are: they join it. Does nothing if the index is of another search by now. */
    private static final String INSERT = """
            WITH inserted AS (
              INSERT INTO coffer_users
                (id, email, canonical_email, email_verified_at, password_hash, metadata, created_at, updated_at, version)
              SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? FROM coffer_search WHERE fingerprint = ?
              RETURNING canonical_email
            ),
            indexed AS (
              INSERT INTO coffer_user_terms (term, part, canonical_email)
              SELECT row.term, row.part, inserted.canonical_email FROM inserted, unnest(?, ?) AS row (term, part)
              ON CONFLICT (term, part, canonical_email) DO NOTHING
            )
            SELECT 1 FROM inserted
            """;

    private final Database database;
    private final SearchIndex index;

    PostgresIndexedUsers(UserStorage users, Database database, SearchIndex index) {
        super(users, PostgresUsers::new, database, index);
        this.database = database;
        this.index = index;
    }

    @Override
    public void insert(List<StoredUser> users) {
        Optional<UserSearch> expected = index.expected();
        if (users.size() != 1 || expected.isEmpty() || !isInserted(users.get(0), expected.get())) {
            super.insert(users);
        }
    }

    private boolean isInserted(StoredUser stored, UserSearch search) {
        List<UserTerm> terms = UserTerm.of(search, stored.user(), stored.canonicalEmail());
        return database.write(connection -> connection.findOne(
                        INSERT,
                        UniqueField.EMAIL,
                        arguments -> arguments
                                .uuid(stored.user().id())
                                .text(stored.user().email())
                                .text(stored.canonicalEmail())
                                .instant(stored.user().emailVerifiedAt())
                                .text(stored.passwordHash().orElse(null))
                                .json(stored.user().metadata())
                                .instant(stored.user().createdAt())
                                .instant(stored.user().updatedAt())
                                .number(stored.user().version())
                                .text(search.fingerprint())
                                .argument(PostgresUserTerms.texts(terms))
                                .argument(PostgresUserTerms.parts(terms)),
                        row -> row.number(1)))
                .isPresent();
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.jdbi.ForwardingUsers;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.util.List;

/**
 * Users where the database shows one of them, who makes none. The server would refuse that, too, but in the words of any right that is
 * lacking.
 */
final class OwnUsers extends ForwardingUsers {
    OwnUsers(UserStorage shown) {
        super(shown);
    }

    @Override
    public void insert(List<StoredUser> users) {
        throw MissingRight.creation();
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return findByEmail(candidate.canonicalEmail())
                .map(found -> new FoundOrCreated(found, false))
                .orElseThrow(MissingRight::creation);
    }
}

package dev.coffer.storage.postgres;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.MetadataCondition;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerms;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Users where the database shows one of them, who makes none. The server would refuse that, too, but in the words of any right that is
 * lacking.
 *
 * @param shown in the name of that user
 */
record OwnUsers(UserStorage shown) implements UserStorage {
    @Override
    public void insert(List<StoredUser> users) {
        throw MissingRight.creation();
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return shown.findByEmail(candidate.canonicalEmail())
                .map(found -> new FoundOrCreated(found, false))
                .orElseThrow(MissingRight::creation);
    }

    @Override
    public Optional<User> find(UUID id) {
        return shown.find(id);
    }

    @Override
    public List<User> findAll(Collection<UUID> ids) {
        return shown.findAll(ids);
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return shown.findByEmail(canonicalEmail);
    }

    @Override
    public Optional<Credentials> findCredentials(String canonicalEmail) {
        return shown.findCredentials(canonicalEmail);
    }

    @Override
    public Optional<String> findPasswordHash(UUID id) {
        return shown.findPasswordHash(id);
    }

    @Override
    public User update(UUID id, UserChange change, Instant now) {
        return shown.update(id, change, now);
    }

    @Override
    public User setLocked(UUID id, boolean locked, Instant now) {
        return shown.setLocked(id, locked, now);
    }

    @Override
    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
        shown.setPasswordHash(id, passwordHash, end, now);
    }

    @Override
    public void replacePasswordHash(UUID id, String verified, String replacement) {
        shown.replacePasswordHash(id, verified, replacement);
    }

    @Override
    public boolean delete(UUID id) {
        return shown.delete(id);
    }

    @Override
    public List<User> list(@Nullable UUID after, int limit) {
        return shown.list(after, limit);
    }

    @Override
    public List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
        return shown.list(conditions, after, limit);
    }

    @Override
    public long count() {
        return shown.count();
    }

    @Override
    public SearchSlice search(SearchTerms terms, String after, int limit) {
        return shown.search(terms, after, limit);
    }
}

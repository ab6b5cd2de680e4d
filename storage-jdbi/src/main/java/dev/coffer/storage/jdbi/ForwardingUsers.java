package dev.coffer.storage.jdbi;

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

/** Users as others have them: what is to differ is overridden. */
public abstract class ForwardingUsers implements UserStorage {
    private final UserStorage users;

    /**
     * As they are.
     *
     * @param users do all that is not overridden
     */
    protected ForwardingUsers(UserStorage users) {
        this.users = users;
    }

    @Override
    public void insert(List<StoredUser> inserted) {
        users.insert(inserted);
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return users.findOrInsert(candidate);
    }

    @Override
    public Optional<User> find(UUID id) {
        return users.find(id);
    }

    @Override
    public List<User> findAll(Collection<UUID> ids) {
        return users.findAll(ids);
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return users.findByEmail(canonicalEmail);
    }

    @Override
    public Optional<Credentials> findCredentials(String canonicalEmail) {
        return users.findCredentials(canonicalEmail);
    }

    @Override
    public Optional<String> findPasswordHash(UUID id) {
        return users.findPasswordHash(id);
    }

    @Override
    public User update(UUID id, UserChange change, Instant now) {
        return users.update(id, change, now);
    }

    @Override
    public User setLocked(UUID id, boolean locked, Instant now) {
        return users.setLocked(id, locked, now);
    }

    @Override
    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
        users.setPasswordHash(id, passwordHash, end, now);
    }

    @Override
    public void replacePasswordHash(UUID id, String verified, String replacement) {
        users.replacePasswordHash(id, verified, replacement);
    }

    @Override
    public boolean delete(UUID id) {
        return users.delete(id);
    }

    @Override
    public List<User> list(@Nullable UUID after, int limit) {
        return users.list(after, limit);
    }

    @Override
    public List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
        return users.list(conditions, after, limit);
    }

    @Override
    public long count() {
        return users.count();
    }

    @Override
    public SearchSlice search(SearchTerms terms, String after, int limit) {
        return users.search(terms, after, limit);
    }
}

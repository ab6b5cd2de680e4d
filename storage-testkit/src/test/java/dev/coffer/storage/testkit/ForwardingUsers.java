package dev.coffer.storage.testkit;

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

/** Users as they are: a fault overrides what it breaks. */
abstract class ForwardingUsers implements UserStorage {
    final UserStorage sound;

    ForwardingUsers(UserStorage sound) {
        this.sound = sound;
    }

    @Override
    public void insert(List<StoredUser> users) {
        sound.insert(users);
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return sound.findOrInsert(candidate);
    }

    @Override
    public List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
        return sound.list(conditions, after, limit);
    }

    @Override
    public Optional<User> find(UUID id) {
        return sound.find(id);
    }

    @Override
    public List<User> findAll(Collection<UUID> ids) {
        return sound.findAll(ids);
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return sound.findByEmail(canonicalEmail);
    }

    @Override
    public Optional<Credentials> findCredentials(String canonicalEmail) {
        return sound.findCredentials(canonicalEmail);
    }

    @Override
    public Optional<String> findPasswordHash(UUID id) {
        return sound.findPasswordHash(id);
    }

    @Override
    public User update(UUID id, UserChange change, Instant now) {
        return sound.update(id, change, now);
    }

    @Override
    public User setLocked(UUID id, boolean locked, Instant now) {
        return sound.setLocked(id, locked, now);
    }

    @Override
    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
        sound.setPasswordHash(id, passwordHash, end, now);
    }

    @Override
    public void replacePasswordHash(UUID id, String verified, String replacement) {
        sound.replacePasswordHash(id, verified, replacement);
    }

    @Override
    public boolean delete(UUID id) {
        return sound.delete(id);
    }

    @Override
    public List<User> list(@Nullable UUID after, int limit) {
        return sound.list(after, limit);
    }

    @Override
    public SearchSlice search(SearchTerms terms, String after, int limit) {
        return sound.search(terms, after, limit);
    }

    @Override
    public long count() {
        return sound.count();
    }
}

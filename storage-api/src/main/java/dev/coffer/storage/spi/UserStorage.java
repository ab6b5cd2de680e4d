package dev.coffer.storage.spi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.User;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users. Canonical addresses are unique, ids are unique. */
public interface UserStorage {
    /**
     * Inserts all or none.
     *
     * @param users as they are to be stored
     * @throws dev.coffer.storage.Duplicate {@code id} or {@code email}, and which element if there are several;
     *     {@code id} if both collide
     */
    void insert(List<StoredUser> users);

    /**
     * Finds the user with the candidate's canonical address, or inserts the candidate: one winner under a race, no
     * error.
     *
     * @param candidate as it is to be stored if the address is free
     * @return the user with the address, and whether it is the candidate
     * @throws dev.coffer.storage.Duplicate {@code id} if the address is free and the id is taken
     */
    FoundOrCreated findOrInsert(StoredUser candidate);

    /**
     * {@return the user with this id; empty if there is none}
     *
     * @param id {@link User#id()}
     */
    Optional<User> find(UUID id);

    /**
     * {@return the users with these ids, in any order, each once, in one round trip}
     *
     * @param ids each once
     */
    List<User> findAll(Collection<UUID> ids);

    /**
     * {@return the user with this canonical address; empty if there is none}
     *
     * @param canonicalEmail {@link StoredUser#canonicalEmail()}
     */
    Optional<User> findByEmail(String canonicalEmail);

    /**
     * {@return the user with this canonical address and the stored password hash, in one round trip}
     *
     * @param canonicalEmail {@link StoredUser#canonicalEmail()}
     */
    Optional<Credentials> findCredentials(String canonicalEmail);

    /**
     * {@return the stored password hash of the user; empty if it has none or there is no such user}
     *
     * @param id {@link User#id()}
     */
    Optional<String> findPasswordHash(UUID id);

    /**
     * Changes what {@code change} names; sets {@code updatedAt} and adds one to the version.
     *
     * @param id {@link User#id()}
     * @param change what is empty in it stays
     * @param now the present time, in whole microseconds
     * @return the user after the change
     * @throws dev.coffer.storage.NotFound if there is no such user
     * @throws dev.coffer.storage.VersionConflict if a version is expected and the user has another one
     * @throws dev.coffer.storage.Duplicate {@code email}
     */
    User update(UUID id, UserChange change, Instant now);

    /**
     * Locks the user since now, or unlocks it. A user that is already so is not changed.
     *
     * @param id {@link User#id()}
     * @param locked true to lock, false to unlock
     * @param now the present time, in whole microseconds
     * @return the user after the change
     * @throws dev.coffer.storage.NotFound if there is no such user
     */
    User setLocked(UUID id, boolean locked, Instant now);

    /**
     * Sets or removes the password hash, ends the sessions that {@code end} names, sets {@code updatedAt} and adds one
     * to the version: all of it or nothing.
     *
     * @param id {@link User#id()}
     * @param passwordHash null to remove it
     * @param end which sessions of the user
     * @param now the present time, in whole microseconds
     * @throws dev.coffer.storage.NotFound if there is no such user
     */
    void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now);

    /**
     * Replaces the hash if it still is {@code verified}; touches nothing else.
     *
     * @param id {@link User#id()}
     * @param verified the hash that a password was checked against
     * @param replacement a stronger hash of the same password
     */
    void replacePasswordHash(UUID id, String verified, String replacement);

    /**
     * Deletes the user with its sessions and tokens.
     *
     * @param id {@link User#id()}
     * @return false if there is no such user
     */
    boolean delete(UUID id);

    /**
     * {@return users by ascending id (its 16 bytes, unsigned)}
     *
     * @param after the id behind which to begin; null for the first
     * @param limit at most so many; at least 1
     */
    List<User> list(@Nullable UUID after, int limit);

    /**
     * {@return users by ascending id, without some of those that do not fulfil the conditions} All that are left out must be some of
     * those; which are not is looked at again. Leaves nobody out unless overridden.
     *
     * @param conditions all of them are to be fulfilled; at least one
     * @param after the id behind which to begin; null for the first
     * @param limit at most so many; at least 1
     */
    default List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
        return list(after, limit);
    }

    /** {@return how many users there are} */
    long count();

    /**
     * {@return some of those whom its index of {@link dev.coffer.storage.UserSearch#terms} names for all of these terms} Whoever is
     * there is named; of those named, what was changed without this library may not be so any more. Looks at a bounded part of the
     * index, and so may find nobody and yet not be at the end.
     *
     * @param terms what has to be there
     * @param after the canonical address behind which to begin; empty for the first
     * @param limit at most so many; at least 1
     * @throws dev.coffer.storage.SchemaMismatch if the index is not there, not complete, or of another search than the configuration's
     */
    default SearchSlice search(SearchTerms terms, String after, int limit) {
        throw new Unsupported(Capability.USER_SEARCH);
    }
}

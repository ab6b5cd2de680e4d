package dev.coffer.storage.memory;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.SearchHit;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerm;
import dev.coffer.storage.spi.SearchTerms;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import dev.coffer.storage.spi.UserStorage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users in memory. */
final class MemoryUsers implements UserStorage {
    private static final Comparator<String> UTF_8 = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private final MemoryAccess access;
    private final Optional<UserSearch> userSearch;

    MemoryUsers(MemoryAccess access, Optional<UserSearch> userSearch) {
        this.access = access;
        this.userSearch = userSearch;
    }

    @Override
    public void insert(List<StoredUser> users) {
        access.change(tables -> {
            Set<UUID> ids = new HashSet<>();
            Set<String> emails = new HashSet<>();
            for (int i = 0; i < users.size(); i++) {
                UUID id = users.get(i).user().id();
                String email = users.get(i).canonicalEmail();
                boolean idIsFree = ids.add(id) && !tables.users().containsKey(id);
                boolean emailIsFree = emails.add(email) && !tables.emails().containsKey(email);
                if (!idIsFree || !emailIsFree) {
                    String field = idIsFree ? "email" : "id";
                    throw users.size() == 1 ? new Duplicate(field, null) : new Duplicate(field, i, null);
                }
            }
            users.forEach(user -> put(tables, user));
        });
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return access.write(tables -> {
            Optional<User> found = byEmail(tables, candidate.canonicalEmail()).map(StoredUser::user);
            if (found.isPresent()) {
                return new FoundOrCreated(found.get(), false);
            }
            if (tables.users().containsKey(candidate.user().id())) {
                throw new Duplicate("id", null);
            }
            put(tables, candidate);
            return new FoundOrCreated(candidate.user(), true);
        });
    }

    @Override
    public Optional<User> find(UUID id) {
        return access.read(tables -> byId(tables, id).map(StoredUser::user));
    }

    @Override
    public List<User> findAll(Collection<UUID> ids) {
        return access.read(tables -> ids.stream()
                .distinct()
                .flatMap(id -> byId(tables, id).map(StoredUser::user).stream())
                .toList());
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return access.read(tables -> byEmail(tables, canonicalEmail).map(StoredUser::user));
    }

    @Override
    public Optional<Credentials> findCredentials(String canonicalEmail) {
        return access.read(tables ->
                byEmail(tables, canonicalEmail).map(stored -> new Credentials(stored.user(), stored.passwordHash())));
    }

    @Override
    public Optional<String> findPasswordHash(UUID id) {
        return access.read(tables -> byId(tables, id).flatMap(StoredUser::passwordHash));
    }

    @Override
    public User update(UUID id, UserChange change, Instant now) {
        return access.write(tables -> {
            StoredUser stored = required(tables, id);
            User user = stored.user();
            OptionalLong expected = change.expectedVersion();
            if (expected.isPresent() && expected.getAsLong() != user.version()) {
                throw new VersionConflict(OptionalLong.of(user.version()));
            }
            String canonical =
                    change.email().map(UserChange.NewEmail::canonicalEmail).orElse(stored.canonicalEmail());
            if (!id.equals(tables.emails().getOrDefault(canonical, id))) {
                throw new Duplicate("email", null);
            }
            User changed = new User(
                    id,
                    change.email().map(UserChange.NewEmail::email).orElse(user.email()),
                    change.changesVerification() ? change.emailVerifiedAt() : user.emailVerifiedAt(),
                    user.lockedAt(),
                    change.metadata().orElse(user.metadata()),
                    user.createdAt(),
                    now,
                    user.version() + 1);
            put(tables, new StoredUser(changed, canonical, stored.passwordHash()));
            return changed;
        });
    }

    @Override
    public User setLocked(UUID id, boolean locked, Instant now) {
        return access.write(tables -> {
            StoredUser stored = required(tables, id);
            if (stored.user().locked() == locked) {
                return stored.user();
            }
            User changed = changed(stored.user(), locked ? Optional.of(now) : Optional.empty(), now);
            put(tables, new StoredUser(changed, stored.canonicalEmail(), stored.passwordHash()));
            return changed;
        });
    }

    @Override
    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
        access.change(tables -> {
            StoredUser stored = required(tables, id);
            User changed = changed(stored.user(), stored.user().lockedAt(), now);
            put(tables, new StoredUser(changed, stored.canonicalEmail(), Optional.ofNullable(passwordHash)));
            MemorySessions.end(tables, id, end, now);
        });
    }

    @Override
    public void replacePasswordHash(UUID id, String verified, String replacement) {
        access.change(tables -> byId(tables, id)
                .filter(stored -> stored.passwordHash().equals(Optional.of(verified)))
                .ifPresent(stored ->
                        put(tables, new StoredUser(stored.user(), stored.canonicalEmail(), Optional.of(replacement)))));
    }

    @Override
    public boolean delete(UUID id) {
        return access.write(tables -> {
            @Nullable StoredUser removed = tables.users().remove(id);
            if (removed == null) {
                return false;
            }
            tables.emails().remove(removed.canonicalEmail());
            tables.sessions().removeAll(id, session -> true, Instant.MIN);
            tables.tokens().removeAll(id, token -> true, Instant.MIN);
            return true;
        });
    }

    @Override
    public List<User> list(@Nullable UUID after, int limit) {
        return access.read(
                tables -> (after == null ? tables.users() : tables.users().tailMap(after, false))
                        .values().stream().limit(limit).map(StoredUser::user).toList());
    }

    @Override
    public long count() {
        return access.read(tables -> (long) tables.users().size());
    }

    @Override
    public SearchSlice search(SearchTerms terms, String after, int limit) {
        UserSearch search = userSearch.orElseThrow(() -> new Unsupported(Capability.USER_SEARCH));
        List<SearchHit> hits = access.read(tables -> tables.users().values().stream()
                .filter(stored -> UTF_8.compare(stored.canonicalEmail(), after) > 0)
                .filter(stored -> has(search.terms(stored.user()), terms))
                .sorted(Comparator.comparing(StoredUser::canonicalEmail, UTF_8))
                .limit(limit)
                .map(stored -> new SearchHit(stored.canonicalEmail(), stored.user()))
                .toList());
        return new SearchSlice(
                hits,
                hits.size() < limit
                        ? Optional.empty()
                        : Optional.of(hits.get(limit - 1).canonicalEmail()));
    }

    private static boolean has(List<SearchTerm> all, SearchTerms wanted) {
        Set<SearchTerm> terms = Set.copyOf(all);
        boolean partly = wanted.all().stream().anyMatch(term -> terms.contains(new SearchTerm(term.text(), false)));
        return (partly || !wanted.partly())
                && wanted.all().stream()
                        .allMatch(term -> terms.contains(new SearchTerm(term.text(), true))
                                || (!term.whole() && terms.contains(new SearchTerm(term.text(), false))));
    }

    private static Optional<StoredUser> byId(MemoryTables tables, UUID id) {
        return Optional.ofNullable(tables.users().get(id));
    }

    private static Optional<StoredUser> byEmail(MemoryTables tables, String canonicalEmail) {
        return Optional.ofNullable(tables.emails().get(canonicalEmail)).flatMap(id -> byId(tables, id));
    }

    private static StoredUser required(MemoryTables tables, UUID id) {
        return byId(tables, id).orElseThrow(() -> new NotFound("user"));
    }

    private static User changed(User user, Optional<Instant> lockedAt, Instant now) {
        return new User(
                user.id(),
                user.email(),
                user.emailVerifiedAt(),
                lockedAt,
                user.metadata(),
                user.createdAt(),
                now,
                user.version() + 1);
    }

    /** Inserts the user, or replaces the one with its id. */
    private static void put(MemoryTables tables, StoredUser stored) {
        UUID id = stored.user().id();
        @Nullable StoredUser before = tables.users().put(id, stored);
        if (before != null) {
            tables.emails().remove(before.canonicalEmail());
        }
        tables.emails().put(stored.canonicalEmail(), id);
    }
}

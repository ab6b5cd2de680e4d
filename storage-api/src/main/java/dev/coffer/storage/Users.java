package dev.coffer.storage;

import dev.coffer.storage.Operation.Name;
import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and their passwords. Addresses are unique by a canonical form: without surrounding white space, in Unicode NFC,
 * in lower case by the root locale's rules. So {@code Ada@Example.org} is {@code ada@example.org}; {@code ß} is not
 * {@code ss}; and {@code İ} becomes an {@code i} with a dot above, which no plain {@code i} equals.
 *
 * <p>Safe for many threads. Every method may fail with any {@link StorageException}; those listed are the ones it adds.
 */
public final class Users {
    private static final Logger LOG = LoggerFactory.getLogger(Users.class);
    private static final Cursor LIST_CURSOR = new Cursor(List.of("users"));

    private final StorageContext context;
    private final Calls calls;

    Users(StorageContext context, Calls calls) {
        this.context = context;
        this.calls = calls;
    }

    /**
     * Creates a user. A lost answer is retried here with the same id, up to 5 times, unless it took longer than a second.
     *
     * <p>Hashing a password takes about a quarter of a second. Within a transaction it happens while that is open: on
     * SQLite, while it holds the one writer.
     *
     * @param user the address, and what goes with it
     * @return the user as stored
     * @throws Duplicate {@code email} or {@code id}; {@code id} if both are taken
     * @throws InvalidInput {@code email}, {@code password}, {@code passwordHash}, {@code emailVerifiedAt} or
     *     {@code metadata}
     */
    public User create(NewUser user) {
        StoredUser unhashed = unhashed(InputRules.given("user", user));
        return calls.operation(Name.USERS_CREATE, create -> {
            StoredUser stored = hashed(unhashed, user);
            insert(create, List.of(stored));
            return stored.user();
        });
    }

    /**
     * Creates all the users or none, at most {@link Limits#batchItems()}. A lost answer is retried as in {@link #create}.
     *
     * <p>Passwords are hashed one after the other, each as in {@link #create}; within a transaction while that is open: on
     * SQLite, while it holds the one writer.
     *
     * @param users may be empty; each address and each id only once
     * @return the users, in the same order
     * @throws Duplicate as {@link #create}, with the element; also if two elements collide
     * @throws InvalidInput as {@link #create}, with the element; {@code users} if there are too many
     */
    public List<User> createAll(List<NewUser> users) {
        context.rules().batch("users", users);
        List<StoredUser> stored = new ArrayList<>(users.size());
        InputRules.eachElement("users", users, (i, user) -> stored.add(unhashed(user)));
        context.rules()
                .batchBytes(
                        "users",
                        stored.stream()
                                .mapToLong(user -> JsonRules.size(user.user().metadata()))
                                .sum());
        if (stored.isEmpty()) {
            return List.of();
        }
        return calls.operation(Name.USERS_CREATE_ALL, create -> {
            for (int i = 0; i < stored.size(); i++) {
                stored.set(i, hashed(stored.get(i), users.get(i)));
            }
            insertBatch(create, stored);
            return stored.stream().map(StoredUser::user).toList();
        });
    }

    /** A provider names no element in a batch of one. */
    private static void insertBatch(Steps create, List<StoredUser> users) {
        try {
            insert(create, users);
        } catch (Duplicate e) {
            throw e.element().isPresent() ? e : new Duplicate(e.field(), 0, e.getCause());
        }
    }

    private static void insert(Steps create, List<StoredUser> users) {
        new Insertion(storage -> storage.users().insert(users), steps -> areThere(steps, users)).run(create);
    }

    /** A given id may be another user's. */
    private static boolean areThere(Steps steps, List<StoredUser> users) {
        User first = users.get(0).user();
        return steps.call(storage -> storage.users().find(first.id()))
                .filter(found -> found.createdAt().equals(first.createdAt()))
                .filter(found -> found.email().equals(first.email()))
                .isPresent();
    }

    /**
     * Finds the user with this address, or creates it. Of many callers at once one creates it and all get it. What is
     * found is not changed, and its password not looked at; a new one's is hashed as in {@link #create}.
     *
     * @param user whom to find by the address, or to create as given
     * @return the user, and whether this call created it
     * @throws Duplicate {@code id} if the address is free and the id is taken
     * @throws InvalidInput as {@link #create}
     */
    public FoundOrCreated findOrCreate(NewUser user) {
        StoredUser unhashed = unhashed(InputRules.given("user", user));
        return calls.operation(Name.USERS_FIND_OR_CREATE, findOrCreate -> {
            Optional<User> found = findOrCreate.call(storage -> storage.users().findByEmail(unhashed.canonicalEmail()));
            if (found.isPresent()) {
                return new FoundOrCreated(found.get(), false);
            }
            StoredUser candidate = hashed(unhashed, user);
            return findOrCreate.call(storage -> storage.users().findOrInsert(candidate));
        });
    }

    /**
     * {@return the user with this id; empty if there is none}
     *
     * @param id {@link User#id()}
     */
    public Optional<User> find(UUID id) {
        InputRules.given("id", id);
        return calls.call(Name.USERS_FIND, storage -> storage.users().find(id));
    }

    /**
     * {@return the user with this address, compared by its canonical form; a text that is no address is nobody's}
     *
     * @param email at most 320 code points
     */
    public Optional<User> findByEmail(String email) {
        String canonical = InputRules.canonicalEmail(email);
        return calls.call(Name.USERS_FIND_BY_EMAIL, storage -> storage.users().findByEmail(canonical));
    }

    /**
     * {@return the users with these ids, by id, in one query; those that do not exist are left out}
     *
     * @param ids at most {@link Limits#batchItems()}; one named twice is read once
     */
    public Map<UUID, User> findAll(Collection<UUID> ids) {
        Set<UUID> distinct = new LinkedHashSet<>();
        context.rules().batch("ids", ids).forEach(id -> distinct.add(InputRules.given("ids", id)));
        Map<UUID, User> users = new LinkedHashMap<>();
        if (!distinct.isEmpty()) {
            calls.call(Name.USERS_FIND_ALL, storage -> storage.users().findAll(distinct))
                    .forEach(user -> users.put(user.id(), user));
        }
        return Collections.unmodifiableMap(users);
    }

    /**
     * {@return the user with this id given as text; empty if there is none}
     *
     * @param id in the canonical lower-case form of RFC 9562 and no other
     */
    public Optional<User> find(String id) {
        return find(InputRules.uuid("id", id));
    }

    /**
     * Checks a password. Every failure takes as long as one hash at the configured cost. A right password whose hash is
     * weaker than the configured one is hashed anew, which changes neither version nor sessions; not within a
     * transaction, which that could spoil.
     *
     * @param email compared by its canonical form; at most 320 code points
     * @param password at most 1,024 bytes of UTF-8
     * @return the user; empty if the address is unknown, the user is locked or has no password, or the password is
     *     wrong
     * @throws InvalidInput {@code email} or {@code password} if no text like that could be stored
     */
    public Optional<User> authenticate(String email, String password) {
        String canonical = InputRules.canonicalEmail(email);
        byte[] attempt = Passwords.bytes(password);
        return calls.operation(Name.USERS_AUTHENTICATE, authenticate -> authenticate(authenticate, canonical, attempt));
    }

    private Optional<User> authenticate(Steps authenticate, String canonicalEmail, byte[] attempt) {
        Optional<Credentials> found =
                authenticate.call(storage -> storage.users().findCredentials(canonicalEmail));
        Optional<String> hash = found.flatMap(Credentials::passwordHash);
        boolean right = context.passwords()
                .verify(attempt, hash, found.isPresent() && !found.get().user().locked());
        if (!right) {
            return Optional.empty();
        }
        User user = found.orElseThrow().user();
        if (authenticate.standAlone()) {
            context.passwords()
                    .upgrade(attempt, hash.orElseThrow())
                    .ifPresent(upgraded -> rehash(authenticate, user.id(), hash.get(), upgraded));
        }
        return Optional.of(user);
    }

    private static void rehash(Steps authenticate, UUID id, String verified, String upgraded) {
        try {
            authenticate.run(storage -> storage.users().replacePasswordHash(id, verified, upgraded));
        } catch (ReadOnly e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a password hash is not strengthened");
        } catch (StorageException e) {
            LOG.atWarn()
                    .addKeyValue("outcome", Completion.outcome(e))
                    .addKeyValue("reason", e.getMessage())
                    .log("a password hash could not be strengthened, the login goes on");
        }
    }

    /**
     * Sets the password and ends all sessions of the user, in one transaction.
     *
     * <p>Within a transaction of the caller the password is hashed while that is open: on SQLite, while it holds the one
     * writer.
     *
     * @param id {@link User#id()}
     * @param password 1 to 1,024 bytes of UTF-8
     * @throws NotFound if there is no such user
     * @throws InvalidInput {@code password} if it is empty or has more than 1,024 bytes of UTF-8
     */
    public void setPassword(UUID id, String password) {
        setPassword(id, password, EndSessions.all());
    }

    /**
     * Sets the password and ends sessions of the user, in one transaction.
     *
     * <p>Within a transaction of the caller the password is hashed while that is open: on SQLite, while it holds the one
     * writer.
     *
     * @param id {@link User#id()}
     * @param password 1 to 1,024 bytes of UTF-8
     * @param end which sessions of the user
     * @throws NotFound if there is no such user
     * @throws InvalidInput {@code password} if it is empty or has more than 1,024 bytes of UTF-8
     */
    public void setPassword(UUID id, String password, EndSessions end) {
        InputRules.given("id", id);
        InputRules.given("end", end);
        Passwords.check(password);
        setHash(Name.USERS_SET_PASSWORD, id, () -> context.passwords().hash(password), end);
    }

    /**
     * Takes the password away, so that no password authenticates the user, and ends all its sessions, in one
     * transaction.
     *
     * @param id {@link User#id()}
     * @throws NotFound if there is no such user
     */
    public void removePassword(UUID id) {
        setHash(Name.USERS_REMOVE_PASSWORD, InputRules.given("id", id), () -> null, EndSessions.all());
    }

    private void setHash(Name name, UUID id, Supplier<@Nullable String> hashing, EndSessions end) {
        calls.operation(name, set -> {
            @Nullable String hash = hashing.get();
            Instant now = context.now();
            set.run(storage -> storage.users().setPasswordHash(id, hash, end, now));
            return set;
        });
    }

    /**
     * {@return the stored form of the user's password; empty if it has none or does not exist} A secret: never show it.
     *
     * @param id {@link User#id()}
     */
    public Optional<String> exportPasswordHash(UUID id) {
        InputRules.given("id", id);
        return calls.call(
                Name.USERS_EXPORT_PASSWORD_HASH, storage -> storage.users().findPasswordHash(id));
    }

    /**
     * Changes what {@code update} names.
     *
     * @param id {@link User#id()}
     * @param update at least one change
     * @return the user after the change
     * @throws NotFound if there is no such user
     * @throws VersionConflict if another version is expected than the user has
     * @throws Duplicate {@code email}
     * @throws InvalidInput as {@link #create}
     */
    public User update(UUID id, UserUpdate update) {
        InputRules.given("id", id);
        UserChange change = change(InputRules.given("update", update));
        Instant now = context.now();
        return calls.call(Name.USERS_UPDATE, storage -> storage.users().update(id, change, now));
    }

    private UserChange change(UserUpdate update) {
        return new UserChange(
                update.newEmail()
                        .map(email ->
                                new UserChange.NewEmail(InputRules.email(email), InputRules.canonicalEmail(email))),
                update.changesVerification(),
                update.newEmailVerifiedAt().map(instant -> InputRules.instant("emailVerifiedAt", instant)),
                update.newMetadata().map(metadata -> context.rules().json("metadata", metadata)),
                update.expectedVersion());
    }

    /**
     * Locks the user out: no password and no session authenticates it. Its sessions stay, for an {@link #unlock}.
     *
     * @param id {@link User#id()}
     * @return the user; unchanged if it was locked already
     * @throws NotFound if there is no such user
     */
    public User lock(UUID id) {
        return setLocked(Name.USERS_LOCK, id, true);
    }

    /**
     * Lets the user in again.
     *
     * @param id {@link User#id()}
     * @return the user; unchanged if it was not locked
     * @throws NotFound if there is no such user
     */
    public User unlock(UUID id) {
        return setLocked(Name.USERS_UNLOCK, id, false);
    }

    private User setLocked(Name name, UUID id, boolean locked) {
        InputRules.given("id", id);
        Instant now = context.now();
        return calls.call(name, storage -> storage.users().setLocked(id, locked, now));
    }

    /**
     * Deletes the user with its sessions and tokens.
     *
     * @param id {@link User#id()}
     * @return false if there is no such user
     */
    public boolean delete(UUID id) {
        InputRules.given("id", id);
        return calls.call(Name.USERS_DELETE, storage -> storage.users().delete(id));
    }

    /**
     * {@return a page of users by ascending id, which for ids made by the library is the order of creation to the millisecond} A listing
     * shows each user that exists all the while exactly once, whatever is inserted or deleted between its pages.
     *
     * @param request how many, and from where on
     * @throws InvalidInput {@code limit} or {@code cursor}
     */
    public Page<User> list(PageRequest request) {
        int limit =
                context.rules().pageLimit(InputRules.given("request", request).limit());
        UUID after = LIST_CURSOR.uuid(request.cursor());
        List<User> users =
                calls.call(Name.USERS_LIST, storage -> storage.users().list(after, limit + 1));
        return LIST_CURSOR.page(users, limit, User::id);
    }

    /**
     * {@return a page of the users in whose address and metadata all that was typed is found} First is the user whose whole address it
     * is, then those who have all of it as whole words, then those who have some only as the beginning of a word; within each by
     * canonical address, in the order of UTF-8.
     *
     * <p>Case and accents make no difference, and what stands between words does not count. {@code jane zurich} finds both words anywhere,
     * {@code example.com} and {@code "jane doe"} find words that follow each other, of which in quotes the last has to be whole. Nothing
     * else means anything, and nothing is an error. A page may have fewer users than asked for, even none, and yet be followed by others.
     * What comes behind the first 50 words, or the first 10,000 characters, does not count.
     *
     * @param query what somebody typed
     * @param request how many, and from where on
     * @throws InvalidInput {@code limit} or {@code cursor}
     * @throws SchemaMismatch if the index was given up since the storage was opened: the next opening makes it anew
     * @throws Unsupported without {@link Capability#USER_SEARCH}: it is off, see {@link StorageConfig.Builder#userSearch}
     */
    public Page<User> search(String query, PageRequest request) {
        InputRules.given("query", query);
        int limit =
                context.rules().pageLimit(InputRules.given("request", request).limit());
        UserSearch settings = context.userSearch().orElseThrow(() -> new Unsupported(Capability.USER_SEARCH));
        SearchPage page = new SearchPage(settings, query, limit, request.cursor());
        return calls.operation(Name.USERS_SEARCH, found -> found.items().size(), page::find);
    }

    /**
     * {@return a page of the users that pass a filter, in the order of {@link #list(PageRequest)}} Reads all users up to the end of the
     * page. A page may have fewer users than asked for, even none, and yet be followed by others.
     *
     * @param filter what their metadata have to be
     * @param request how many, and from where on
     * @throws InvalidInput {@code limit} or {@code cursor}
     */
    public Page<User> list(UserFilter filter, PageRequest request) {
        InputRules.given("filter", filter);
        int limit =
                context.rules().pageLimit(InputRules.given("request", request).limit());
        FilteredPage page = new FilteredPage(filter, limit, request.cursor());
        return calls.operation(Name.USERS_LIST, found -> found.items().size(), page::find);
    }

    /** {@return how many users there are} */
    public long count() {
        return calls.count(Name.USERS_COUNT, storage -> storage.users().count());
    }

    private StoredUser unhashed(NewUser user) {
        Instant now = context.now();
        user.password().ifPresent(Passwords::check);
        User checked = new User(
                user.id().orElseGet(() -> Ids.next(now)),
                InputRules.email(user.email()),
                user.emailVerifiedAt().map(instant -> InputRules.instant("emailVerifiedAt", instant)),
                Optional.empty(),
                context.rules().json("metadata", user.metadata()),
                now,
                now,
                1);
        Optional<String> given = user.passwordHash().map(Passwords::checkHash);
        return new StoredUser(checked, InputRules.canonicalEmail(user.email()), given);
    }

    private StoredUser hashed(StoredUser stored, NewUser user) {
        return user.password()
                .map(password -> new StoredUser(
                        stored.user(),
                        stored.canonicalEmail(),
                        Optional.of(context.passwords().hash(password))))
                .orElse(stored);
    }
}

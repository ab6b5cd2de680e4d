package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Faults in creating and finding users. */
final class UserFaults {
    private UserFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<UserStorage> broken) {
        return new Fault(UserRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    static List<Fault> all() {
        return List.of(
                fault("create_returnsWhatIsStored", "metadata is lost", sound -> new ForwardingUsers(sound) {
                    @Override
                    public void insert(List<StoredUser> users) {
                        super.insert(altered(users, user -> Altered.metadata(user, Map.of())));
                    }
                }),
                fault(
                        "create_newUser_isUnlockedUnverifiedAndOfVersionOne",
                        "a new address counts as verified",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(altered(
                                        users, user -> Altered.emailVerifiedAt(user, Optional.of(user.createdAt()))));
                            }
                        }),
                fault(
                        "create_takenEmail_isDuplicateEmail",
                        "a taken address is reported as a taken id",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                try {
                                    super.insert(users);
                                } catch (Duplicate e) {
                                    throw new Duplicate("id", e);
                                }
                            }
                        }),
                fault("create_takenId_isDuplicateId", "a taken id is overwritten", sound -> new ForwardingUsers(sound) {
                    @Override
                    public void insert(List<StoredUser> users) {
                        users.forEach(user -> sound.delete(user.user().id()));
                        super.insert(users);
                    }
                }),
                fault(
                        "create_takenIdAndEmail_isDuplicateId",
                        "the address is reported when one user has both",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                StoredUser first = users.get(0);
                                Optional<UUID> holder = sound.findByEmail(first.canonicalEmail())
                                        .map(User::id);
                                if (holder.equals(Optional.of(first.user().id()))) {
                                    throw new Duplicate("email", null);
                                }
                                super.insert(users);
                            }
                        }),
                fault(
                        "create_idOfOneUserAndEmailOfAnother_isDuplicateId",
                        "the address is reported when two users have them",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                if (sound.findByEmail(users.get(0).canonicalEmail())
                                        .isPresent()) {
                                    throw new Duplicate("email", null);
                                }
                                super.insert(users);
                            }
                        }),
                fault("find_unknownId_isEmpty", "somebody else is found", sound -> new ForwardingUsers(sound) {
                    @Override
                    public Optional<User> find(UUID id) {
                        return super.find(id).or(() -> list(null, 1).stream().findFirst());
                    }
                }),
                fault(
                        "findByEmail_knownAddress_isItsUser",
                        "addresses are compared by their host",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<User> findByEmail(String canonicalEmail) {
                                return list(null, 1_000).stream()
                                        .filter(user -> user.email().endsWith("@example.org"))
                                        .findFirst();
                            }
                        }),
                fault("findAll_someIds_areThoseThatExist", "one is left out", sound -> new ForwardingUsers(sound) {
                    @Override
                    public List<User> findAll(Collection<UUID> ids) {
                        return super.findAll(ids).stream().skip(1).toList();
                    }
                }),
                fault(
                        "findAll_tenThousandIds_isOneCall",
                        "the database takes a thousand parameters",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public List<User> findAll(Collection<UUID> ids) {
                                if (ids.size() > 1_000) {
                                    throw new StorageException("too many parameters", "1", Outcome.NOT_APPLIED, null);
                                }
                                return super.findAll(ids);
                            }
                        }),
                fault(
                        "findOrCreate_unknownAddress_createsTheUser",
                        "it is said to be created and is not",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public FoundOrCreated findOrInsert(StoredUser candidate) {
                                return new FoundOrCreated(candidate.user(), true);
                            }
                        }),
                fault(
                        "findOrCreate_freeAddressAndTakenId_isDuplicateId",
                        "the user with the id is found",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public FoundOrCreated findOrInsert(StoredUser candidate) {
                                return sound.find(candidate.user().id())
                                        .map(user -> new FoundOrCreated(user, false))
                                        .orElseGet(() -> super.findOrInsert(candidate));
                            }
                        }),
                fault(
                        "findOrCreate_addressTakenMeanwhile_findsTheOtherUnchanged",
                        "the address is reported as taken",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public FoundOrCreated findOrInsert(StoredUser candidate) {
                                sound.insert(List.of(candidate));
                                return new FoundOrCreated(candidate.user(), true);
                            }
                        }),
                fault("count_countsEachUser", "deleted users are counted", sound -> new ForwardingUsers(sound) {
                    private long most;

                    @Override
                    public long count() {
                        most = Math.max(most, super.count());
                        return most;
                    }
                }));
    }

    static List<StoredUser> altered(List<StoredUser> users, UnaryOperator<User> alter) {
        return users.stream().map(user -> Altered.stored(user, alter)).toList();
    }
}

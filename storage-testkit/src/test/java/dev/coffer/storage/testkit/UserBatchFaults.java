package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Faults in creating many users at once. */
final class UserBatchFaults {
    private UserBatchFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<UserStorage> broken) {
        return new Fault(UserBatchRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "createAll_returnsTheUsersInTheSameOrder",
                        "passwords of a batch are lost",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(users.stream()
                                        .map(user ->
                                                new StoredUser(user.user(), user.canonicalEmail(), Optional.empty()))
                                        .toList());
                            }
                        }),
                fault(
                        "createAll_takenEmail_namesTheElementAndCreatesNone",
                        "those before a taken address stay",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                for (int i = 0; i < users.size(); i++) {
                                    insertOne(users, i);
                                }
                            }

                            private void insertOne(List<StoredUser> users, int i) {
                                try {
                                    super.insert(users.subList(i, i + 1));
                                } catch (Duplicate e) {
                                    throw users.size() == 1 ? e : new Duplicate(e.field(), i, e);
                                }
                            }
                        }),
                fault(
                        "createAll_takenId_namesTheElementAndCreatesNone",
                        "the first element is named whichever it is",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                try {
                                    super.insert(users);
                                } catch (Duplicate e) {
                                    throw users.size() == 1 ? e : new Duplicate(e.field(), 0, e);
                                }
                            }
                        }),
                fault(
                        "createAll_takenIdAndEmail_isDuplicateId",
                        "the address of an element is looked at first",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                for (int i = 0; i < users.size(); i++) {
                                    if (sound.findByEmail(users.get(i).canonicalEmail())
                                            .isPresent()) {
                                        throw new Duplicate("email", i, null);
                                    }
                                }
                                super.insert(users);
                            }
                        }),
                fault(
                        "createAll_twoElementsWithOneEmail_namesTheSecond",
                        "no element is named when two collide",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                try {
                                    super.insert(users);
                                } catch (Duplicate e) {
                                    throw new Duplicate(e.field(), e);
                                }
                            }
                        }),
                fault(
                        "createAll_twoElementsWithOneId_namesTheSecond",
                        "of two elements with one id the last one is created",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                Map<UUID, StoredUser> last = new LinkedHashMap<>();
                                users.forEach(user -> last.put(user.user().id(), user));
                                super.insert(List.copyOf(last.values()));
                            }
                        }),
                fault(
                        "createAll_tenThousand_areCreatedAndNotOneMore",
                        "only the first thousand are created",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(users.stream().limit(1_000).toList());
                            }
                        }));
    }
}

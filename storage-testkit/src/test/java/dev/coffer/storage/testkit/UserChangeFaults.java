package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.User;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Faults in changing, locking and deleting users. */
final class UserChangeFaults {
    private UserChangeFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<UserStorage> broken) {
        return new Fault(UserChangeRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    static List<Fault> all() {
        return List.of(
                fault("update_returnsWhatIsStored", "the user before is returned", sound -> new ForwardingUsers(sound) {
                    @Override
                    public User update(UUID id, UserChange change, Instant now) {
                        Optional<User> before = sound.find(id);
                        User after = super.update(id, change, now);
                        return before.orElse(after);
                    }
                }),
                fault(
                        "update_addsOneToTheVersionAndSetsUpdatedAt",
                        "a change is dated by when the user was created",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        change,
                                        sound.find(id).map(User::createdAt).orElse(now));
                            }
                        }),
                fault(
                        "update_metadata_leavesTheRest",
                        "new metadata clears the verification",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                true,
                                                change.emailVerifiedAt(),
                                                change.metadata(),
                                                change.expectedVersion()),
                                        now);
                            }
                        }),
                fault("update_email_leavesTheMetadata", "metadata is cleared", sound -> new ForwardingUsers(sound) {
                    @Override
                    public User update(UUID id, UserChange change, Instant now) {
                        return super.update(
                                id,
                                new UserChange(
                                        change.email(),
                                        change.changesVerification(),
                                        change.emailVerifiedAt(),
                                        change.metadata().or(() -> Optional.of(Map.of())),
                                        change.expectedVersion()),
                                now);
                    }
                }),
                fault(
                        "update_email_movesTheUserToTheNewAddress",
                        "the user is still found by the old address",
                        sound -> new ForwardingUsers(sound) {
                            private final Map<String, UUID> moved = new HashMap<>();

                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                sound.find(id).ifPresent(user -> moved.put(user.email(), id));
                                return super.update(id, change, now);
                            }

                            @Override
                            public Optional<User> findByEmail(String canonicalEmail) {
                                return super.findByEmail(canonicalEmail)
                                        .or(() -> Optional.ofNullable(moved.get(canonicalEmail))
                                                .flatMap(sound::find));
                            }
                        }),
                fault(
                        "update_email_clearsTheVerification",
                        "the new address counts as verified like the old one",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                false,
                                                change.emailVerifiedAt(),
                                                change.metadata(),
                                                change.expectedVersion()),
                                        now);
                            }
                        }),
                fault(
                        "update_emailWithVerification_isVerifiedThen",
                        "the verification is dated now",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                change.changesVerification(),
                                                change.emailVerifiedAt().map(then -> now),
                                                change.metadata(),
                                                change.expectedVersion()),
                                        now);
                            }
                        }),
                fault(
                        "update_staleVersion_isVersionConflictAndChangesNothing",
                        "the expected version is not looked at",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                change.changesVerification(),
                                                change.emailVerifiedAt(),
                                                change.metadata(),
                                                OptionalLong.empty()),
                                        now);
                            }
                        }),
                fault(
                        "update_missingUser_isNotFoundWhateverVersionIsExpected",
                        "missing and stale are not told apart",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                try {
                                    return super.update(id, change, now);
                                } catch (NotFound e) {
                                    if (change.expectedVersion().isEmpty()) {
                                        throw e;
                                    }
                                    throw new VersionConflict(OptionalLong.empty());
                                }
                            }
                        }),
                fault(
                        "update_takenEmail_isDuplicateEmailAndChangesNothing",
                        "metadata is changed before the address collides",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                super.update(
                                        id,
                                        new UserChange(
                                                Optional.empty(),
                                                false,
                                                Optional.empty(),
                                                change.metadata(),
                                                OptionalLong.empty()),
                                        now);
                                return super.update(id, change, now);
                            }
                        }),
                fault(
                        "update_ownEmailInAnotherForm_isMade",
                        "the user's own address counts as taken",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                change.email()
                                        .flatMap(email -> sound.findByEmail(email.canonicalEmail()))
                                        .ifPresent(holder -> {
                                            throw new Duplicate("email", null);
                                        });
                                return super.update(id, change, now);
                            }
                        }),
                fault(
                        "lock_setsSinceWhenAndCountsAsAChange",
                        "the lock is dated by when the user was created",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User setLocked(UUID id, boolean locked, Instant now) {
                                return super.setLocked(
                                        id,
                                        locked,
                                        sound.find(id).map(User::createdAt).orElse(now));
                            }
                        }),
                fault(
                        "lock_lockedUser_isNotChanged",
                        "a second lock is dated anew",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User setLocked(UUID id, boolean locked, Instant now) {
                                super.setLocked(id, !locked, now);
                                return super.setLocked(id, locked, now);
                            }
                        }),
                fault(
                        "unlock_letsTheUserInAgainAndCountsAsAChange",
                        "the user that is returned is unlocked, the stored one is not",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User setLocked(UUID id, boolean locked, Instant now) {
                                return locked
                                        ? super.setLocked(id, true, now)
                                        : Altered.lockedAt(sound.find(id).orElseThrow(), Optional.empty());
                            }
                        }),
                fault(
                        "unlock_userThatIsNotLocked_isNotChanged",
                        "an unlock counts as a change though nothing was locked",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User setLocked(UUID id, boolean locked, Instant now) {
                                super.setLocked(id, true, now);
                                return super.setLocked(id, locked, now);
                            }
                        }),
                fault("lock_missingUser_isNotFound", "nobody is told", sound -> new ForwardingUsers(sound) {
                    @Override
                    public User setLocked(UUID id, boolean locked, Instant now) {
                        try {
                            return super.setLocked(id, locked, now);
                        } catch (NotFound e) {
                            return new User(id, "", Optional.empty(), Optional.of(now), Map.of(), now, now, 1);
                        }
                    }
                }),
                fault(
                        "delete_user_isGoneAndItsAddressAndIdAreFree",
                        "its address stays reserved",
                        sound -> new ForwardingUsers(sound) {
                            private final Map<String, UUID> reserved = new HashMap<>();

                            @Override
                            public boolean delete(UUID id) {
                                sound.find(id).ifPresent(user -> reserved.put(user.email(), id));
                                return super.delete(id);
                            }

                            @Override
                            public void insert(List<StoredUser> users) {
                                if (users.stream().anyMatch(user -> reserved.containsKey(user.canonicalEmail()))) {
                                    throw new Duplicate("email", null);
                                }
                                super.insert(users);
                            }
                        }),
                fault(
                        "update_verification_leavesTheAddress",
                        "a verified address is returned with a dot behind",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                User changed = super.update(id, change, now);
                                return change.emailVerifiedAt().isPresent()
                                        ? Altered.email(changed, changed.email() + ".")
                                        : changed;
                            }
                        }),
                fault(
                        "update_expectedVersion_isMade",
                        "the next version is expected",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                OptionalLong next = change.expectedVersion().stream()
                                        .map(version -> version + 1)
                                        .findFirst();
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                change.changesVerification(),
                                                change.emailVerifiedAt(),
                                                change.metadata(),
                                                next),
                                        now);
                            }
                        }));
    }
}

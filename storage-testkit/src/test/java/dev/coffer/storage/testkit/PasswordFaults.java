package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in keeping, changing and rehashing passwords. */
final class PasswordFaults {
    private PasswordFaults() {}

    private static Fault kept(String rule, String fault, UnaryOperator<UserStorage> broken) {
        return new Fault(PasswordRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    private static Fault changed(String rule, String fault, Function<StorageOperations, UserStorage> broken) {
        return new Fault(PasswordChangeRules.class, rule, fault, users(broken));
    }

    private static Fault rehashed(String rule, String fault, Function<StorageOperations, UserStorage> broken) {
        return new Fault(RehashRules.class, rule, fault, users(broken));
    }

    static List<Fault> all() {
        return List.of(
                kept("authenticate_rightPassword_isTheUser", "no hash is found", sound -> new ForwardingUsers(sound) {
                    @Override
                    public Optional<Credentials> findCredentials(String canonicalEmail) {
                        return super.findCredentials(canonicalEmail)
                                .map(found -> new Credentials(found.user(), Optional.empty()));
                    }
                }),
                kept(
                        "authenticate_wrongPassword_isEmpty",
                        "the hash of another user is found",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<Credentials> findCredentials(String canonicalEmail) {
                                return super.findCredentials(canonicalEmail)
                                        .map(found -> new Credentials(
                                                found.user(),
                                                super.findCredentials("bob@example.org")
                                                        .flatMap(Credentials::passwordHash)));
                            }
                        }),
                kept(
                        "authenticate_unknownAddress_isEmpty",
                        "somebody else is authenticated",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<Credentials> findCredentials(String canonicalEmail) {
                                return super.findCredentials(canonicalEmail)
                                        .or(() -> super.findCredentials("ada@example.org"));
                            }
                        }),
                kept(
                        "authenticate_lockedUser_isEmptyUntilUnlocked",
                        "the credentials do not tell that the user is locked",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<Credentials> findCredentials(String canonicalEmail) {
                                return super.findCredentials(canonicalEmail)
                                        .map(found -> new Credentials(
                                                Altered.lockedAt(found.user(), Optional.empty()),
                                                found.passwordHash()));
                            }
                        }),
                kept("foreignHash_isKeptAsGiven", "$2y$ is written as $2b$", sound -> new ForwardingUsers(sound) {
                    @Override
                    public Optional<String> findPasswordHash(UUID id) {
                        return super.findPasswordHash(id).map(hash -> hash.replace("$2y$", "$2b$"));
                    }
                }),
                kept(
                        "exportPasswordHash_isWhatAnotherStorageTakes",
                        "hashes are cut to the 60 characters of bcrypt",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<String> findPasswordHash(UUID id) {
                                return super.findPasswordHash(id).map(hash -> hash.substring(0, 60));
                            }
                        }),
                kept(
                        "exportPasswordHash_userWithoutPasswordOrNoUser_isEmpty",
                        "an empty text stands for none",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<String> findPasswordHash(UUID id) {
                                return super.findPasswordHash(id).or(() -> Optional.of(""));
                            }
                        }),
                kept(
                        "setPassword_replacesTheOldOne",
                        "users with the same old password get the new one too",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                list(null, 10)
                                        .forEach(user -> super.setPasswordHash(user.id(), passwordHash, end, now));
                            }
                        }),
                kept("setPassword_countsAsAChange", "it does not count", sound -> new ForwardingUsers(sound) {
                    @Override
                    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                        sound.replacePasswordHash(
                                id,
                                sound.findPasswordHash(id).orElseThrow(),
                                Optional.ofNullable(passwordHash).orElseThrow());
                    }
                }),
                kept("setPassword_missingUser_isNotFound", "nobody is told", sound -> new ForwardingUsers(sound) {
                    @Override
                    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                        if (sound.find(id).isPresent()) {
                            super.setPasswordHash(id, passwordHash, end, now);
                        }
                    }
                }),
                kept(
                        "removePassword_noPasswordAuthenticates",
                        "it is not removed",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(
                                        id,
                                        passwordHash == null
                                                ? sound.findPasswordHash(id).orElseThrow()
                                                : passwordHash,
                                        end,
                                        now);
                            }
                        }),
                changed(
                        "setPassword_endsAllSessionsOfTheUser",
                        "no session ends",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(id, passwordHash, EndSessions.none(), now);
                            }
                        }),
                changed(
                        "setPassword_endsNoSessionOfAnotherUser",
                        "everybody's sessions end",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(id, passwordHash, end, now);
                                list(null, 10).forEach(user -> all.sessions().revokeAll(user.id(), end, now));
                            }
                        }),
                changed(
                        "setPassword_exceptOneSession_endsTheOthers",
                        "the excepted session ends too",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(id, passwordHash, EndSessions.all(), now);
                            }
                        }),
                changed(
                        "setPassword_exceptASessionOfAnotherUser_endsAll",
                        "with any exception none ends",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(
                                        id,
                                        passwordHash,
                                        end instanceof EndSessions.AllExcept ? EndSessions.none() : end,
                                        now);
                            }
                        }),
                changed("setPassword_endingNone_leavesAllSessions", "all end", all -> new ForwardingUsers(all.users()) {
                    @Override
                    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                        super.setPasswordHash(id, passwordHash, end, now);
                        all.sessions().revokeAll(id, EndSessions.all(), now);
                    }
                }),
                changed(
                        "removePassword_endsAllSessionsOfTheUser",
                        "with the password gone they go on",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(
                                        id, passwordHash, passwordHash == null ? EndSessions.none() : end, now);
                            }
                        }),
                rehashed(
                        "authenticate_weakHash_isHashedAnewAtTheConfiguredCost",
                        "the hash is not replaced",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void replacePasswordHash(UUID id, String verified, String replacement) {}
                        }),
                rehashed(
                        "rehash_touchesNothingElseOfTheUser",
                        "it counts as a change",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void replacePasswordHash(UUID id, String verified, String replacement) {
                                Instant then = sound.find(id).orElseThrow().updatedAt();
                                sound.setPasswordHash(id, replacement, EndSessions.none(), then);
                            }
                        }),
                rehashed("rehash_endsNoSession", "all sessions end", all -> new ForwardingUsers(all.users()) {
                    @Override
                    public void replacePasswordHash(UUID id, String verified, String replacement) {
                        super.replacePasswordHash(id, verified, replacement);
                        all.sessions().revokeAll(id, EndSessions.all(), Instant.EPOCH);
                    }
                }),
                rehashed(
                        "rehash_touchesNoOtherUserWithTheSameHash",
                        "the hash is replaced wherever it stands",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void replacePasswordHash(UUID id, String verified, String replacement) {
                                list(null, 10)
                                        .forEach(user -> super.replacePasswordHash(user.id(), verified, replacement));
                            }
                        }),
                rehashed(
                        "rehash_passwordChangedWhileItWasVerified_staysChanged",
                        "whatever hash there is is replaced",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void replacePasswordHash(UUID id, String verified, String replacement) {
                                sound.findPasswordHash(id)
                                        .ifPresent(present -> super.replacePasswordHash(id, present, replacement));
                            }
                        }),
                rehashed(
                        "rehash_passwordRemovedWhileItWasVerified_staysRemoved",
                        "a hash that was removed is set again",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void replacePasswordHash(UUID id, String verified, String replacement) {
                                if (sound.findPasswordHash(id).isEmpty()) {
                                    sound.setPasswordHash(id, replacement, EndSessions.none(), Instant.EPOCH);
                                }
                            }
                        }),
                kept(
                        "authenticate_userWithoutPassword_isEmpty",
                        "there is a password for those who have none",
                        sound -> new ForwardingUsers(sound) {
                            private static final String DEFAULT =
                                    "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";

                            @Override
                            public Optional<Credentials> findCredentials(String canonicalEmail) {
                                return super.findCredentials(canonicalEmail)
                                        .map(found -> new Credentials(
                                                found.user(),
                                                found.passwordHash().or(() -> Optional.of(DEFAULT))));
                            }
                        }),
                kept(
                        "foreignHash_authenticatesThePasswordItWasMadeOf",
                        "$2y$ is written as $2x$",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public Optional<Credentials> findCredentials(String canonicalEmail) {
                                return super.findCredentials(canonicalEmail)
                                        .map(found -> new Credentials(
                                                found.user(),
                                                found.passwordHash().map(hash -> hash.replace("$2y$", "$2x$"))));
                            }
                        }),
                changed(
                        "setPassword_missingUser_endsNoSession",
                        "sessions end before the user is looked for",
                        all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                if (sound.find(id).isEmpty()) {
                                    list(null, 10)
                                            .forEach(user -> all.sessions().revokeAll(user.id(), end, now));
                                }
                                super.setPasswordHash(id, passwordHash, end, now);
                            }
                        }));
    }
}

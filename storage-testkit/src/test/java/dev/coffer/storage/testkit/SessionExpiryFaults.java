package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One operation each that takes a session which expires now for one that lives. */
final class SessionExpiryFaults {
    private SessionExpiryFaults() {}

    private static Fault fault(String rule, UnaryOperator<SessionStorage> broken) {
        return new Fault(
                SessionExpiryRules.class,
                rule,
                "it lives through its last microsecond",
                sessions(sound -> broken.apply(sound.sessions())));
    }

    static List<Fault> all() {
        return List.of(
                fault("find_expiredNow_isEmpty", sound -> new ForwardingSessions(sound) {
                    @Override
                    public Optional<Session> find(byte[] tokenHash, Instant now) {
                        return super.find(tokenHash, now.minus(MICROSECOND));
                    }
                }),
                fault("authenticate_expiredNow_isEmpty", sound -> new ForwardingSessions(sound) {
                    @Override
                    public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
                        return super.authenticate(tokenHash, now.minus(MICROSECOND));
                    }
                }),
                fault("touch_expiredNow_isEmptyAndDoesNotReviveIt", sound -> new ForwardingSessions(sound) {
                    @Override
                    public Optional<Session> touch(byte[] tokenHash, Instant now) {
                        return super.touch(tokenHash, now.minus(MICROSECOND));
                    }
                }),
                fault("rotate_expiredNow_isEmptyAndDoesNotReviveIt", sound -> new ForwardingSessions(sound) {
                    @Override
                    public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
                        return super.rotate(tokenHash, newTokenHash, now.minus(MICROSECOND));
                    }
                }),
                fault("updateMetadata_expiredNow_isNotFoundAndChangesNothing", sound -> new ForwardingSessions(sound) {
                    @Override
                    public Optional<Session> updateMetadata(
                            UUID id, Map<String, @Nullable Object> metadata, Instant now) {
                        return super.updateMetadata(id, metadata, now.minus(MICROSECOND));
                    }
                }),
                fault("list_expiredNow_isLeftOut", sound -> new ForwardingSessions(sound) {
                    @Override
                    public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
                        return super.list(userId, after, limit, now.minus(MICROSECOND));
                    }
                }),
                fault("revokeById_expiredNow_isFalse", sound -> new ForwardingSessions(sound) {
                    @Override
                    public boolean revoke(UUID id, Instant now) {
                        return super.revoke(id, now.minus(MICROSECOND));
                    }
                }),
                fault("revokeByToken_expiredNow_isFalse", sound -> new ForwardingSessions(sound) {
                    @Override
                    public boolean revoke(byte[] tokenHash, Instant now) {
                        return super.revoke(tokenHash, now.minus(MICROSECOND));
                    }
                }),
                fault("revokeAll_expiredNow_isNotCounted", sound -> new ForwardingSessions(sound) {
                    @Override
                    public long revokeAll(UUID userId, EndSessions which, Instant now) {
                        return super.revokeAll(userId, which, now.minus(MICROSECOND));
                    }
                }),
                new Fault(
                        SessionExpiryRules.class,
                        "lifetime_toTheLastInstantOfTheYear9999_isKept",
                        "times are counted in nanoseconds, which end in 2262",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                if (session.expiresAt().isAfter(Instant.parse("2262-04-11T00:00:00Z"))) {
                                    throw new InvalidInput("lifetime", "is too long");
                                }
                                super.insert(session, tokenHash);
                            }
                        })),
                new Fault(
                        SessionExpiryRules.class,
                        "setPassword_expiredSession_isNotRevivedByBeingExcepted",
                        "a session that was excepted once is found for ever",
                        new ExceptedForEver()));
    }

    private static final class ExceptedForEver implements Breakage {
        private final List<Session> excepted = new ArrayList<>();

        @Override
        public UserStorage users(StorageOperations all) {
            return new ForwardingUsers(all.users()) {
                @Override
                public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                    excepted.addAll(all.sessions().list(id, null, 10, Instant.EPOCH));
                    super.setPasswordHash(id, passwordHash, end, now);
                }
            };
        }

        @Override
        public SessionStorage sessions(StorageOperations all) {
            return new ForwardingSessions(all.sessions()) {
                @Override
                public Optional<Session> find(byte[] tokenHash, Instant now) {
                    return super.find(tokenHash, now).or(() -> excepted.stream().findFirst());
                }
            };
        }
    }
}

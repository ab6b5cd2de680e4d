package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.Breakage.tokens;
import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Faults in keeping times. */
final class TimeFaults {
    private TimeFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(TimeRules.class, rule, fault, breakage);
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static Instant secondsBefore1970(Instant instant) {
        return instant.isBefore(Instant.EPOCH) ? instant.truncatedTo(ChronoUnit.SECONDS) : instant;
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "timesOfAUser_areCutToMicroseconds",
                        "the verification is kept to the millisecond",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(UserFaults.altered(
                                        users,
                                        user -> Altered.emailVerifiedAt(
                                                user, user.emailVerifiedAt().map(TimeFaults::millis))));
                            }
                        })),
                fault(
                        "timesOfASession_areCutToMicroseconds",
                        "the end is kept to the millisecond",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                super.insert(
                                        Altered.expiresAt(session, session.lastSeenAt(), millis(session.expiresAt())),
                                        tokenHash);
                            }
                        })),
                fault(
                        "timesOfAToken_areCutToMicroseconds",
                        "the end is kept to the millisecond",
                        tokens(sound -> new ForwardingTokens(sound.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                super.insert(
                                        Altered.token(
                                                token, token.purpose(), token.payload(), millis(token.expiresAt())),
                                        tokenHash);
                            }
                        })),
                fault(
                        "timesOfAnItem_areCutToMicroseconds",
                        "the present time is kept to the millisecond",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                return super.apply(writes, millis(now));
                            }
                        })),
                fault(
                        "instant_fromTheYear1To9999_isKept",
                        "times before 1970 are kept to the second",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                change.changesVerification(),
                                                change.emailVerifiedAt().map(TimeFaults::secondsBefore1970),
                                                change.metadata(),
                                                change.expectedVersion()),
                                        now);
                            }
                        })),
                fault(
                        "clock_fromTheYear1To9999_isUsed",
                        "the system's clock is asked",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                return super.apply(writes, Instant.now());
                            }
                        })));
    }
}

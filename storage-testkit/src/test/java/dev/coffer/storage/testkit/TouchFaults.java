package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.sessions;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Faults in prolonging sessions. */
final class TouchFaults {
    private TouchFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<SessionStorage> broken) {
        return new Fault(SessionTouchRules.class, rule, fault, sessions(sound -> broken.apply(sound.sessions())));
    }

    /** Writes what {@code touched} makes of a session whenever a sound touch writes. */
    private static SessionStorage writing(SessionStorage sound, BiFunction<Session, Instant, Session> touched) {
        return new ForwardingSessions(sound) {
            @Override
            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                Optional<Session> before = find(tokenHash, now);
                Optional<Session> after = super.touch(tokenHash, now);
                return before.isEmpty() || before.equals(after)
                        ? after
                        : Optional.of(SessionFaults.replace(sound, tokenHash, touched.apply(before.get(), now), now));
            }
        };
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "touch_afterMoreThanATenth_slidesByTheLifetime",
                        "nothing is written",
                        sound -> new ForwardingSessions(sound) {
                            @Override
                            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                                return find(tokenHash, now);
                            }
                        }),
                fault(
                        "touch_afterATenthOrLess_writesNothing",
                        "it is written after a tenth exactly",
                        sound -> new ForwardingSessions(sound) {
                            @Override
                            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                                return super.touch(tokenHash, now.plus(TestClock.MICROSECOND));
                            }
                        }),
                fault(
                        "touch_lifetimeOfFewMicroseconds_isMeasuredExactly",
                        "times are compared in milliseconds",
                        sound -> new ForwardingSessions(sound) {
                            @Override
                            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                                Optional<Session> before = find(tokenHash, now);
                                boolean later = before.filter(session -> Duration.between(session.lastSeenAt(), now)
                                                        .toMillis()
                                                > 0)
                                        .isPresent();
                                return later ? super.touch(tokenHash, now) : before;
                            }
                        }),
                fault(
                        "touch_againAndAgain_outlivesTheFirstLifetime",
                        "what is written ends where it would have ended",
                        sound -> writing(sound, (before, now) -> Altered.expiresAt(before, now, before.expiresAt()))),
                fault(
                        "touch_slidesToTheAbsoluteEndAtMost",
                        "the absolute end is not looked at",
                        sound -> writing(
                                sound, (before, now) -> Altered.expiresAt(before, now, now.plus(before.lifetime())))),
                fault(
                        "touch_leavesTheRest",
                        "the client is lost",
                        sound -> writing(
                                sound,
                                (before, now) -> Altered.client(
                                        Altered.expiresAt(before, now, now.plus(before.lifetime())),
                                        Optional.empty(),
                                        Optional.empty()))),
                fault(
                        "touch_oneSession_leavesTheOthers",
                        "the user's other sessions end",
                        sound -> new ForwardingSessions(sound) {
                            @Override
                            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                                Optional<Session> touched = super.touch(tokenHash, now);
                                touched.ifPresent(session ->
                                        sound.revokeAll(session.userId(), EndSessions.allExcept(session.id()), now));
                                return touched;
                            }
                        }),
                fault(
                        "touch_unknownToken_isEmpty",
                        "an unknown token touches the last session",
                        sound -> new ForwardingSessions(sound) {
                            private Optional<Session> last = Optional.empty();

                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                last = Optional.of(session);
                                super.insert(session, tokenHash);
                            }

                            @Override
                            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                                return super.touch(tokenHash, now).or(() -> last);
                            }
                        }));
    }
}

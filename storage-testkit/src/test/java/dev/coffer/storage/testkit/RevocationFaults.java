package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.sessions;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Faults in listing and revoking sessions. */
final class RevocationFaults {
    private RevocationFaults() {}

    private static Fault fault(String rule, String fault, Function<StorageOperations, SessionStorage> broken) {
        return new Fault(SessionRevocationRules.class, rule, fault, sessions(broken));
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "list_isTheUsersSessionsInOrderOfIssue",
                        "the latest comes first",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
                                List<Session> reversed = new ArrayList<>(super.list(userId, after, limit, now));
                                Collections.reverse(reversed);
                                return reversed;
                            }
                        }),
                fault(
                        "list_pages_showEachSessionOnceWhateverIsRevokedBetween",
                        "a page begins at the start when its position was revoked",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
                                boolean gone = super.list(userId, null, 100, now).stream()
                                        .noneMatch(session -> session.id().equals(after));
                                return super.list(userId, gone ? null : after, limit, now);
                            }
                        }),
                fault(
                        "revoke_byId_endsThatSessionOnly",
                        "all sessions of the user end",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public boolean revoke(UUID id, Instant now) {
                                List<UUID> users = all.users().list(null, 10).stream()
                                        .map(user -> user.id())
                                        .toList();
                                boolean revoked = super.revoke(id, now);
                                users.forEach(user -> sound.revokeAll(user, EndSessions.all(), now));
                                return revoked;
                            }
                        }),
                fault(
                        "revoke_byToken_endsThatSessionOnly",
                        "it is true whether there was a session or not",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public boolean revoke(byte[] tokenHash, Instant now) {
                                super.revoke(tokenHash, now);
                                return true;
                            }
                        }),
                fault(
                        "revokeAll_endsTheSessionsOfTheUserAndNoOthers",
                        "everybody's sessions end",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public long revokeAll(UUID userId, EndSessions which, Instant now) {
                                long revoked = super.revokeAll(userId, which, now);
                                all.users().list(null, 10).forEach(user -> super.revokeAll(user.id(), which, now));
                                return revoked;
                            }
                        }),
                fault(
                        "revokeAll_exceptOne_leavesThatOne",
                        "it ends too",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public long revokeAll(UUID userId, EndSessions which, Instant now) {
                                return super.revokeAll(userId, EndSessions.all(), now);
                            }
                        }),
                fault("revokeAll_none_leavesAll", "all end", all -> new ForwardingSessions(all.sessions()) {
                    @Override
                    public long revokeAll(UUID userId, EndSessions which, Instant now) {
                        return super.revokeAll(
                                userId, which instanceof EndSessions.None ? EndSessions.all() : which, now);
                    }
                }),
                fault(
                        "revokedSession_isAbsentToEveryOperation",
                        "a touch revives it",
                        all -> new ForwardingSessions(all.sessions()) {
                            private final Map<String, Session> issued = new HashMap<>();

                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                issued.put(HexFormat.of().formatHex(tokenHash), session);
                                super.insert(session, tokenHash);
                            }

                            @Override
                            public Optional<Session> touch(byte[] tokenHash, Instant now) {
                                return super.touch(tokenHash, now)
                                        .or(() -> Optional.ofNullable(
                                                issued.get(HexFormat.of().formatHex(tokenHash))));
                            }
                        }),
                new Fault(
                        UserChangeRules.class,
                        "delete_user_endsItsSessionsAndNoOthers",
                        "the sessions of a deleted user stay",
                        sessions(all -> new ForwardingSessions(all.sessions()) {
                            private final Map<String, Session> issued = new HashMap<>();

                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                issued.put(HexFormat.of().formatHex(tokenHash), session);
                                super.insert(session, tokenHash);
                            }

                            @Override
                            public Optional<Session> find(byte[] tokenHash, Instant now) {
                                return Optional.ofNullable(
                                        issued.get(HexFormat.of().formatHex(tokenHash)));
                            }
                        })));
    }
}

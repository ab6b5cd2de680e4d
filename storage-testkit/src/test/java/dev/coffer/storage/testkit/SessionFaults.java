package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.sessions;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Faults in issuing, finding and rotating sessions. */
final class SessionFaults {
    private SessionFaults() {}

    private static Fault fault(String rule, String fault, Function<StorageOperations, SessionStorage> broken) {
        return new Fault(SessionRules.class, rule, fault, sessions(broken));
    }

    /** Puts the session as it should not be in the place of the one with this token. */
    static Session replace(SessionStorage sessions, byte[] tokenHash, Session session, Instant now) {
        sessions.revoke(tokenHash, now);
        sessions.insert(session, tokenHash);
        return session;
    }

    static List<Fault> all() {
        return List.of(
                fault("issue_returnsWhatIsStored", "the client is lost", all -> new ForwardingSessions(all.sessions()) {
                    @Override
                    public void insert(Session session, byte[] tokenHash) {
                        super.insert(Altered.client(session, Optional.empty(), Optional.empty()), tokenHash);
                    }
                }),
                fault(
                        "issue_bare_lasts14DaysAndHasNothingElse",
                        "what is not given is stored as an empty text",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                Optional<String> agent = session.userAgent().or(() -> Optional.of(""));
                                super.insert(Altered.client(session, agent, session.ipAddress()), tokenHash);
                            }
                        }),
                fault(
                        "issue_unknownUser_isMissingReferenceUserId",
                        "foreign keys are off",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                try {
                                    super.insert(session, tokenHash);
                                } catch (MissingReference e) {
                                    // nobody looks
                                }
                            }
                        }),
                fault(
                        "issue_textsAreBounded",
                        "the client's description is cut to 255 characters",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                Optional<String> cut = session.userAgent()
                                        .map(agent -> agent.substring(0, Math.min(255, agent.length())));
                                super.insert(Altered.client(session, cut, session.ipAddress()), tokenHash);
                            }
                        }),
                fault(
                        "token_isStoredAsTheSha256OfItsText",
                        "sessions are looked up by half of their hash",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                super.insert(session, Arrays.copyOf(tokenHash, 16));
                            }
                        }),
                fault(
                        "find_anyText_isEmptyUnlessItIsAToken",
                        "an unknown token finds the last session",
                        all -> new ForwardingSessions(all.sessions()) {
                            private Optional<Session> last = Optional.empty();

                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                super.insert(session, tokenHash);
                                last = Optional.of(session);
                            }

                            @Override
                            public Optional<Session> find(byte[] tokenHash, Instant now) {
                                return super.find(tokenHash, now).or(() -> last);
                            }
                        }),
                fault(
                        "authenticate_token_isTheSessionAndItsUser",
                        "the session comes with another user",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
                                return super.authenticate(tokenHash, now)
                                        .map(found -> new Authenticated(
                                                found.session(),
                                                all.users()
                                                        .findByEmail("bob@example.org")
                                                        .orElseThrow()));
                            }
                        }),
                fault(
                        "authenticate_lockedUser_isEmptyUntilUnlocked",
                        "the lock is not looked at",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
                                return find(tokenHash, now)
                                        .flatMap(session -> all.users()
                                                .find(session.userId())
                                                .map(user -> new Authenticated(session, user)));
                            }
                        }),
                fault(
                        "find_sessionOfALockedUser_isFound",
                        "the lock hides the session",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Session> find(byte[] tokenHash, Instant now) {
                                return super.authenticate(tokenHash, now).map(Authenticated::session);
                            }
                        }),
                fault(
                        "rotate_newToken_takesThePlaceOfTheOld",
                        "the new token is not stored",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
                                return find(tokenHash, now);
                            }
                        }),
                fault(
                        "rotate_oldToken_isDead",
                        "the old token lives on",
                        all -> new ForwardingSessions(all.sessions()) {
                            private final Map<String, byte[]> rotated = new HashMap<>();

                            @Override
                            public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
                                rotated.put(HexFormat.of().formatHex(tokenHash), newTokenHash);
                                return super.rotate(tokenHash, newTokenHash, now);
                            }

                            @Override
                            public Optional<Session> find(byte[] tokenHash, Instant now) {
                                return super.find(
                                        rotated.getOrDefault(HexFormat.of().formatHex(tokenHash), tokenHash), now);
                            }
                        }),
                fault(
                        "rotate_keepsEverythingElse",
                        "a rotation prolongs the session",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
                                sound.touch(tokenHash, now);
                                return super.rotate(tokenHash, newTokenHash, now);
                            }
                        }),
                fault(
                        "updateMetadata_replacesAllOfIt",
                        "new metadata is merged into the old",
                        all -> new ForwardingSessions(all.sessions()) {
                            private final Map<String, @Nullable Object> merged = new HashMap<>();

                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                merged.putAll(session.metadata());
                                super.insert(session, tokenHash);
                            }

                            @Override
                            public Optional<Session> updateMetadata(
                                    UUID id, Map<String, @Nullable Object> metadata, Instant now) {
                                merged.putAll(metadata);
                                return super.updateMetadata(id, Map.copyOf(merged), now);
                            }
                        }),
                fault(
                        "updateMetadata_leavesTheRest",
                        "it counts as having been seen",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Session> updateMetadata(
                                    UUID id, Map<String, @Nullable Object> metadata, Instant now) {
                                return super.updateMetadata(id, metadata, now)
                                        .map(session -> Altered.expiresAt(session, now, session.expiresAt()));
                            }
                        }),
                fault(
                        "updateMetadata_missingSession_isNotFound",
                        "nobody is told",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Session> updateMetadata(
                                    UUID id, Map<String, @Nullable Object> metadata, Instant now) {
                                return super.updateMetadata(id, metadata, now)
                                        .or(() -> Optional.of(new Session(
                                                id,
                                                id,
                                                now,
                                                now,
                                                now,
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                metadata)));
                            }
                        }),
                fault(
                        "issue_absoluteEndBeforeTheLifetime_endsThere",
                        "the absolute end is not kept",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public Optional<Session> find(byte[] tokenHash, Instant now) {
                                return super.find(tokenHash, now)
                                        .map(found -> new Session(
                                                found.id(),
                                                found.userId(),
                                                found.createdAt(),
                                                found.lastSeenAt(),
                                                found.expiresAt(),
                                                Optional.empty(),
                                                found.userAgent(),
                                                found.ipAddress(),
                                                found.metadata()));
                            }
                        }),
                fault(
                        "insert_takenIdOrToken_isDuplicate",
                        "a taken token is reported as a taken id",
                        all -> new ForwardingSessions(all.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                try {
                                    super.insert(session, tokenHash);
                                } catch (Duplicate e) {
                                    throw new Duplicate("id", e);
                                }
                            }
                        }));
    }
}

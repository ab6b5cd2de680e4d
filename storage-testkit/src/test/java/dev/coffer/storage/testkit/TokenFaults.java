package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.tokens;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.TokenStorage;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Faults in one-time tokens. */
final class TokenFaults {
    private TokenFaults() {}

    private static Fault fault(String rule, String fault, Function<StorageOperations, TokenStorage> broken) {
        return new Fault(TokenRules.class, rule, fault, tokens(broken));
    }

    /** Remembers what was issued, whatever becomes of it. */
    private abstract static class Remembering extends ForwardingTokens {
        private final Map<String, OneTimeToken> issued = new HashMap<>();

        Remembering(TokenStorage sound) {
            super(sound);
        }

        @Override
        public void insert(OneTimeToken token, byte[] tokenHash) {
            issued.put(HexFormat.of().formatHex(tokenHash), token);
            super.insert(token, tokenHash);
        }

        final Optional<OneTimeToken> issued(byte[] tokenHash) {
            return Optional.ofNullable(issued.get(HexFormat.of().formatHex(tokenHash)));
        }
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "issue_returnsWhatConsumeHandsBack",
                        "the payload is lost",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                super.insert(
                                        Altered.token(token, token.purpose(), Map.of(), token.expiresAt()), tokenHash);
                            }
                        }),
                fault(
                        "issue_unknownUser_isMissingReferenceUserId",
                        "foreign keys are off",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                try {
                                    super.insert(token, tokenHash);
                                } catch (MissingReference e) {
                                    // nobody looks
                                }
                            }
                        }),
                fault(
                        "token_isStoredAsTheSha256OfItsText",
                        "tokens are looked up by half of their hash",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                super.insert(token, Arrays.copyOf(tokenHash, 16));
                            }
                        }),
                fault("consume_again_isEmpty", "it is handed back each time", all -> new Remembering(all.tokens()) {
                    @Override
                    public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                        return issued(tokenHash);
                    }
                }),
                fault(
                        "consume_oneToken_leavesTheOthers",
                        "the user's other tokens for the purpose are revoked",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                Optional<OneTimeToken> consumed = super.consume(purpose, tokenHash, now);
                                consumed.ifPresent(token -> sound.revokeAll(token.userId(), purpose, now));
                                return consumed;
                            }
                        }),
                fault(
                        "consume_forAnotherPurpose_isEmptyAndLeavesIt",
                        "an attempt for another purpose uses it up",
                        all -> new Remembering(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                return issued(tokenHash)
                                        .flatMap(token -> super.consume(token.purpose(), tokenHash, now))
                                        .filter(token -> token.purpose().equals(purpose));
                            }
                        }),
                fault(
                        "consume_anyText_isEmptyUnlessItIsAToken",
                        "an unknown token counts as the user's",
                        all -> new Remembering(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                return super.consume(purpose, tokenHash, now)
                                        .or(() -> Optional.of(new OneTimeToken(
                                                new UUID(0, 1), new UUID(0, 1), purpose, Map.of(), now, now)));
                            }
                        }),
                fault(
                        "consume_expiredNow_isEmpty",
                        "it lives through its last microsecond",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                return super.consume(purpose, tokenHash, now.minus(MICROSECOND));
                            }
                        }),
                fault(
                        "consume_tokenOfALockedUser_isHandedBack",
                        "the lock hides it",
                        all -> new Remembering(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                return issued(tokenHash)
                                        .flatMap(token -> all.users().find(token.userId()))
                                        .filter(user -> !user.locked())
                                        .flatMap(user -> super.consume(purpose, tokenHash, now));
                            }
                        }),
                fault(
                        "revokeAll_revokesThePurposeOfTheUserAndNothingElse",
                        "purposes are compared in lower case",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public long revokeAll(UUID userId, String purpose, Instant now) {
                                long revoked = super.revokeAll(userId, purpose, now);
                                String capital = purpose.substring(0, 1).toUpperCase(Locale.ROOT);
                                super.revokeAll(userId, capital + purpose.substring(1), now);
                                return revoked;
                            }
                        }),
                fault(
                        "revokeAll_expiredNow_isNotCounted",
                        "it lives through its last microsecond",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public long revokeAll(UUID userId, String purpose, Instant now) {
                                return super.revokeAll(userId, purpose, now.minus(MICROSECOND));
                            }
                        }),
                fault(
                        "purpose_has1To255CodePointsAndIsNotBlank",
                        "purposes are cut to 255 characters",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                String cut = token.purpose()
                                        .substring(
                                                0, Math.min(255, token.purpose().length()));
                                super.insert(Altered.token(token, cut, token.payload(), token.expiresAt()), tokenHash);
                            }
                        }),
                new Fault(
                        UserChangeRules.class,
                        "delete_user_revokesItsTokensAndNoOthers",
                        "the tokens of a deleted user stay",
                        tokens(all -> new Remembering(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                return issued(tokenHash);
                            }
                        })),
                fault(
                        "insert_takenIdOrToken_isDuplicate",
                        "a taken token is reported as a taken id",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                try {
                                    super.insert(token, tokenHash);
                                } catch (Duplicate e) {
                                    throw new Duplicate("id", e);
                                }
                            }
                        }),
                fault(
                        "consume_tokenOfASession_isEmpty",
                        "sessions and one-time tokens are in one table",
                        all -> new ForwardingTokens(all.tokens()) {
                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                return super.consume(purpose, tokenHash, now)
                                        .or(() -> all.sessions()
                                                .find(tokenHash, now)
                                                .map(session -> new OneTimeToken(
                                                        session.id(),
                                                        session.userId(),
                                                        purpose,
                                                        session.metadata(),
                                                        session.createdAt(),
                                                        session.expiresAt())));
                            }
                        }));
    }
}

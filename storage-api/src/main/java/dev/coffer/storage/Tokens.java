package dev.coffer.storage;

import dev.coffer.storage.Operation.Name;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One-time tokens for password resets, address verification, magic links. Only their SHA-256 is stored; one that has
 * expired is absent. Consuming a token does not look at whether its user is locked.
 *
 * <p>Safe for many threads. Every method may fail with any {@link StorageException}; those listed are the ones it adds.
 */
public final class Tokens {
    private final StorageContext context;
    private final Calls calls;

    Tokens(StorageContext context, Calls calls) {
        this.context = context;
        this.calls = calls;
    }

    /**
     * Issues a token. The token itself is in the result and nowhere else. A lost answer is retried here with the same token, up to 5
     * times, unless it took longer than a second.
     *
     * @param token whose, what for, for how long, and what comes back with it
     * @return what is stored, with the token itself
     * @throws MissingReference {@code userId} if there is no such user
     * @throws InvalidInput {@code purpose}, {@code lifetime} or {@code payload}
     */
    public IssuedToken issue(NewToken token) {
        InputRules.given("token", token);
        Instant now = context.now();
        OneTimeToken stored = new OneTimeToken(
                Ids.next(now),
                token.userId(),
                InputRules.name("purpose", token.purpose()),
                context.rules().json("payload", token.payload()),
                now,
                InputRules.after("lifetime", now, token.lifetime()));
        String secret = Secret.next();
        byte[] hash = Secret.hash(secret);
        Insertion insertion = Insertion.ofSecret(storage -> storage.tokens().insert(stored, hash));
        return calls.operation(Name.TOKENS_ISSUE, steps -> {
            insertion.run(steps);
            return new IssuedToken(stored, secret);
        });
    }

    /**
     * Consumes a token: of any number of callers at once, exactly one gets it.
     *
     * @param purpose what it must have been issued for; 1 to 255 code points, not blank
     * @param token as the client sent it; at most 512 bytes of UTF-8
     * @return the token; empty if it does not exist, has expired, was consumed, or was issued for another purpose, for
     *     which it remains
     * @throws InvalidInput {@code purpose}; {@code token} as {@link Sessions} says
     */
    public Optional<OneTimeToken> consume(String purpose, String token) {
        InputRules.name("purpose", purpose);
        byte[] hash = Secret.hash(InputRules.token(token));
        Instant now = context.now();
        return calls.call(Name.TOKENS_CONSUME, storage -> storage.tokens().consume(purpose, hash, now));
    }

    /**
     * Revokes all tokens of a user and a purpose.
     *
     * @param userId {@link User#id()}; an unknown one has no tokens
     * @param purpose 1 to 255 code points, not blank
     * @return how many there were
     */
    public long revokeAll(UUID userId, String purpose) {
        InputRules.given("userId", userId);
        InputRules.name("purpose", purpose);
        Instant now = context.now();
        return calls.number(Name.TOKENS_REVOKE_ALL, storage -> storage.tokens().revokeAll(userId, purpose, now));
    }

    /**
     * Deletes what expired more than 5 minutes ago, in batches of 1,000; may run on many nodes at once.
     *
     * @return how many tokens it deleted
     */
    public long purge() {
        return purge(Purge.TO_THE_END);
    }

    long purge(BooleanSupplier goOn) {
        Instant before = context.purgeBefore();
        return Purge.all(
                calls,
                Name.TOKENS_PURGE,
                goOn,
                (storage, limit) -> storage.tokens().purge(before, limit));
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StorageBackend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A purge deletes what expired more than 5 minutes ago, in batches, and counts it. What is purged can be told by setting the
 * clock back: what was not is there again.
 */
abstract class PurgeRules extends Rules {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration GRACE = Duration.ofMinutes(5);

    private void putExpiring(int count) {
        List<Mutation> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            puts.add(Mutation.put(profile().item("k" + i), "1", PutOptions.ttl(HOUR)));
        }
        keyValues().apply(puts);
    }

    @Test
    @Needs(KEY_VALUES)
    void purge_items_deletesWhatExpiredMoreThan5MinutesAgo() {
        Instant end = clock.instant().plus(HOUR);
        putExpiring(3);
        profile().put("ever", "1");
        profile().put("later", "1", PutOptions.ttl(HOUR.plus(MICROSECOND)));

        clock.set(end.plus(GRACE));
        assertThat(keyValues().purge()).isZero();
        clock.set(end.minus(MICROSECOND));
        assertThat(profile().count()).isEqualTo(5);

        clock.set(end.plus(GRACE).plus(MICROSECOND));
        assertThat(keyValues().purge()).isEqualTo(3);
        assertThat(keyValues().purge()).isZero();
        clock.set(end.minus(MICROSECOND));
        assertThat(profile().getAll().keySet()).containsExactly("ever", "later");
    }

    @Test
    @Needs(KEY_VALUES)
    void purge_itemPersistedOrWrittenAnew_isKept() {
        putExpiring(2);
        profile().persist("k0");
        profile().put("k1", "2");

        clock.advance(Duration.ofDays(1));

        assertThat(keyValues().purge()).isZero();
        assertThat(profile().getAll().keySet()).containsExactly("k0", "k1");
    }

    @Test
    @Needs(KEY_VALUES)
    void purge_moreThanABatchOfItems_deletesAll() {
        putExpiring(2_500);
        profile().put("ever", "1");
        clock.advance(Duration.ofDays(1));

        assertThat(keyValues().purge()).isEqualTo(2_500);
        assertThat(profile().count()).isEqualTo(1);
    }

    @Test
    @Needs(KEY_VALUES)
    void purge_batchOfItems_isBounded() {
        StorageBackend backend = openTapped(UnaryOperator.identity()).backend();
        putExpiring(25);
        Instant before = clock.instant().plus(Duration.ofDays(1));

        assertThat(backend.keyValues().purge(before, 10)).isEqualTo(10);
        assertThat(profile().count()).isEqualTo(15);
        assertThat(backend.keyValues().purge(before, 10)).isEqualTo(10);
        assertThat(backend.keyValues().purge(before, 10)).isEqualTo(5);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void purge_sessions_deletesWhatExpiredMoreThan5MinutesAgo() {
        User ada = user("ada@example.org");
        IssuedSession expiring = sessions().issue(NewSession.forUser(ada.id()).lasting(HOUR));
        IssuedSession later = sessions().issue(NewSession.forUser(ada.id()).lasting(HOUR.plus(MICROSECOND)));
        Instant end = expiring.session().expiresAt();

        clock.set(end.plus(GRACE));
        assertThat(sessions().purge()).isZero();
        clock.set(end.minus(MICROSECOND));
        assertThat(sessions().find(expiring.token())).isPresent();

        clock.set(end.plus(GRACE).plus(MICROSECOND));
        assertThat(sessions().purge()).isEqualTo(1);
        clock.set(end.minus(MICROSECOND));
        assertThat(sessions().find(expiring.token())).isEmpty();
        assertThat(sessions().find(later.token())).contains(later.session());
    }

    @Test
    @Needs({USERS, SESSIONS})
    void purge_moreThanABatchOfSessions_deletesAll() {
        NewSession session = NewSession.forUser(user("ada@example.org").id()).lasting(HOUR);
        for (int i = 0; i < 1_001; i++) {
            sessions().issue(session);
        }
        clock.advance(Duration.ofDays(1));

        assertThat(sessions().purge()).isEqualTo(1_001);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void purge_batchOfSessions_isBounded() {
        StorageBackend backend = openTapped(UnaryOperator.identity()).backend();
        NewSession session = NewSession.forUser(user("ada@example.org").id()).lasting(HOUR);
        for (int i = 0; i < 5; i++) {
            sessions().issue(session);
        }
        Instant before = clock.instant().plus(Duration.ofDays(1));

        assertThat(backend.sessions().purge(before, 3)).isEqualTo(3);
        assertThat(sessions().revokeAll(session.userId())).isEqualTo(2);
    }

    @Test
    @Needs({USERS, TOKENS})
    void purge_tokens_deletesWhatExpiredMoreThan5MinutesAgo() {
        User ada = user("ada@example.org");
        IssuedToken expiring =
                tokens().issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR));
        IssuedToken kept = tokens().issue(NewToken.forUser(ada.id(), "verify").lasting(HOUR));
        IssuedToken later = tokens().issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR.plus(MICROSECOND)));
        Instant end = expiring.stored().expiresAt();

        clock.set(end.plus(GRACE));
        assertThat(tokens().purge()).isZero();
        clock.set(end.minus(MICROSECOND));
        assertThat(tokens().consume("verify", kept.token())).isPresent();

        clock.set(end.plus(GRACE).plus(MICROSECOND));
        assertThat(tokens().purge()).isEqualTo(1);
        clock.set(end.minus(MICROSECOND));
        assertThat(tokens().consume("reset", expiring.token())).isEmpty();
        assertThat(tokens().consume("reset", later.token())).contains(later.stored());
    }

    @Test
    @Needs({USERS, TOKENS})
    void purge_batchOfTokens_isBounded() {
        StorageBackend backend = openTapped(UnaryOperator.identity()).backend();
        NewToken token = NewToken.forUser(user("ada@example.org").id(), "reset").lasting(HOUR);
        for (int i = 0; i < 5; i++) {
            tokens().issue(token);
        }
        Instant before = clock.instant().plus(Duration.ofDays(1));

        assertThat(backend.tokens().purge(before, 3)).isEqualTo(3);
        assertThat(tokens().revokeAll(token.userId(), "reset")).isEqualTo(2);
    }

    @Test
    @Needs({TRANSACTIONS, APPLY_ONCE})
    void purge_appliedKeys_deletesThoseThatAreAcceptedNoMore() {
        Instant made = clock.instant();
        storage.applyOnce(new IdempotencyKey("one", made), tx -> {});
        storage.applyOnce(new IdempotencyKey("two", made.plusSeconds(1)), tx -> {});

        clock.set(made.plus(Duration.ofHours(24)));
        assertThat(storage.purgeAppliedKeys()).isZero();
        clock.set(made.plus(Duration.ofHours(24)).plus(GRACE).plus(GRACE).plus(MICROSECOND));
        assertThat(storage.purgeAppliedKeys()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(storage.purgeAppliedKeys()).isEqualTo(1);
    }

    @Test
    @Needs({TRANSACTIONS, APPLY_ONCE})
    void purge_batchOfAppliedKeys_isBounded() {
        StorageBackend backend = openTapped(UnaryOperator.identity()).backend();
        for (int i = 0; i < 5; i++) {
            storage.applyOnce(new IdempotencyKey("key" + i, clock.instant()), tx -> {});
        }

        assertThat(backend.appliedKeys().purge(clock.instant().plus(Duration.ofDays(2)), 3))
                .isEqualTo(3);
        assertThat(backend.appliedKeys().purge(clock.instant().plus(Duration.ofDays(2)), 3))
                .isEqualTo(2);
    }

    @Test
    @Needs(KEY_VALUES)
    void purge_onManyNodesAtOnce_countsEachItemOnce() {
        putExpiring(3_000);
        clock.advance(Duration.ofDays(1));

        List<Long> counts = AtOnce.results(4, i -> keyValues().purge());

        assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(3_000);
    }
}

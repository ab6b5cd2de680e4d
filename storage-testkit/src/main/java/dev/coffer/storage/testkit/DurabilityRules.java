package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A storage that is closed and opened again is what it was; one that does not survive that begins empty. */
abstract class DurabilityRules extends Rules {
    private void reopen() {
        reopen(config -> config);
    }

    /** What is read after a reopen, if what was written before is there. */
    private <T> Optional<T> kept(T written) {
        return contract.survivesReopen() ? Optional.of(written) : Optional.empty();
    }

    @Test
    @Needs(USERS)
    void users_afterAReopen_areWhatTheyWere() {
        User ada = users().lock(user("ada@example.org").id());
        User bob = user("bob@example.org");

        reopen();

        assertThat(users().find(ada.id())).isEqualTo(kept(ada));
        assertThat(users().authenticate("bob@example.org", PASSWORD)).isEqualTo(kept(bob));
        assertThat(users().count()).isEqualTo(contract.survivesReopen() ? 2 : 0);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void sessions_afterAReopen_areWhatTheyWere() {
        IssuedSession issued = sessions()
                .issue(NewSession.forUser(user("ada@example.org").id())
                        .userAgent("Mozilla/5.0")
                        .metadata(Map.of("n", 1L)));

        reopen();

        assertThat(sessions().find(issued.token())).isEqualTo(kept(issued.session()));
    }

    @Test
    @Needs({USERS, TOKENS})
    void tokens_afterAReopen_areWhatTheyWere() {
        IssuedToken issued = tokens().issue(
                        NewToken.forUser(user("ada@example.org").id(), "reset").payload(Map.of("n", 1L)));

        reopen();

        assertThat(tokens().consume("reset", issued.token())).isEqualTo(kept(issued.stored()));
    }

    @Test
    @Needs(KEY_VALUES)
    void items_afterAReopen_areWhatTheyWere() {
        profile().put("ever", "1");
        profile().put("ttl", "2", PutOptions.ttl(Duration.ofHours(1)));
        List<KeyValue> before = profile().scan(Scan.all()).items();

        reopen();

        assertThat(profile().scan(Scan.all()).items()).isEqualTo(kept(before).orElse(List.of()));
    }

    @Test
    @Needs(KEY_VALUES)
    void version_afterADeleteAndAReopen_isNotUsedAgain() {
        long before = profile().put("a", "1");
        profile().delete("a");

        reopen();
        long after = profile().put("a", "1");

        assertThat(kept(before)).isNotEqualTo(Optional.of(after));
    }

    @Test
    @Needs(KEY_VALUES)
    void cursor_afterAReopen_goesOnWhereItWas() {
        List.of("a", "b", "c").forEach(key -> profile().put(key, "1"));
        String cursor = profile().scan(Scan.all().limit(2)).nextCursor().orElseThrow();

        reopen();

        assertThat(profile().scan(Scan.all().after(cursor)).items())
                .extracting(KeyValue::key)
                .isEqualTo(kept(List.of("c")).orElse(List.of()));
    }

    @Test
    @Needs({TRANSACTIONS, APPLY_ONCE})
    void appliedKey_afterAReopen_isStillKnown() {
        IdempotencyKey key = new IdempotencyKey("order-1", clock.instant());
        storage.applyOnce(key, tx -> {});

        reopen();

        assertThat(storage.applyOnce(key, tx -> {}))
                .isEqualTo(kept(ApplyOutcome.ALREADY_APPLIED).orElse(ApplyOutcome.APPLIED));
    }
}

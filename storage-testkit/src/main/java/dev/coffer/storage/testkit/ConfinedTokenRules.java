package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.ROW_LEVEL_SECURITY;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which one-time tokens a view of one user lets consume, issue and revoke: the user's. */
@Needs({USERS, TOKENS, ROW_LEVEL_SECURITY})
abstract class ConfinedTokenRules extends ConfinedRules {
    private IssuedToken issue(User user) {
        return tokens().issue(NewToken.forUser(user.id(), "reset"));
    }

    @Test
    void consume_tokenOfAnother_isEmptyAndLeavesIt() {
        User ada = user("ada@x.y");
        IssuedToken own = issue(ada);
        IssuedToken others = issue(user("eve@x.y"));

        assertThat(as(ada).tokens().consume("reset", own.token())).contains(own.stored());
        assertThat(as(ada).tokens().consume("reset", others.token())).isEmpty();
        assertThat(tokens().consume("reset", others.token())).isPresent();
    }

    @Test
    void revokeAll_tokensOfAnother_areNone() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        issue(ada);
        IssuedToken others = issue(eve);

        assertThat(as(ada).tokens().revokeAll(eve.id(), "reset")).isZero();
        assertThat(as(ada).tokens().revokeAll(ada.id(), "reset")).isEqualTo(1);
        assertThat(tokens().consume("reset", others.token())).isPresent();
    }

    @Test
    void issue_forTheOwnUser_works() {
        User ada = user("ada@x.y");

        IssuedToken issued = as(ada).tokens().issue(NewToken.forUser(ada.id(), "reset"));

        assertThat(tokens().consume("reset", issued.token())).isPresent();
    }

    @Test
    void issue_forAnother_isDeniedWhetherThereIsOneOrNot() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertDenied(
                () -> as(ada).tokens().issue(NewToken.forUser(eve.id(), "reset")),
                () -> as(ada).tokens().issue(NewToken.forUser(NOBODY, "reset")));
        assertThat(tokens().revokeAll(eve.id(), "reset")).isZero();
    }

    @Test
    void purge_deletesOwnTokensAlone() {
        User ada = user("ada@x.y");
        issue(ada);
        issue(user("eve@x.y"));
        clock.advance(Duration.ofHours(1));

        assertThat(as(ada).tokens().purge()).isEqualTo(1);
        assertThat(tokens().purge()).isEqualTo(1);
    }
}

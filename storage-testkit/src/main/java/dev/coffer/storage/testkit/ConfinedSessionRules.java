package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.ROW_LEVEL_SECURITY;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which sessions a view of one user shows, and lets change: the user's, whoever's token is known. */
@Needs({USERS, SESSIONS, ROW_LEVEL_SECURITY})
abstract class ConfinedSessionRules extends ConfinedRules {
    private static final Duration HOUR = Duration.ofHours(1);

    private IssuedSession issue(User user) {
        return sessions().issue(NewSession.forUser(user.id()).lasting(HOUR));
    }

    /** Asserts that the session is as it was issued. */
    private void assertUntouched(IssuedSession issued) {
        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void find_sessionOfAnother_isEmpty() {
        User ada = user("ada@x.y");
        IssuedSession own = issue(ada);
        IssuedSession others = issue(user("eve@x.y"));

        assertThat(as(ada).sessions().find(own.token())).contains(own.session());
        assertThat(as(ada).sessions().find(others.token())).isEmpty();
    }

    @Test
    void authenticate_sessionOfAnother_isEmpty() {
        User ada = user("ada@x.y");
        IssuedSession own = issue(ada);
        IssuedSession others = issue(user("eve@x.y"));

        assertThat(as(ada).sessions().authenticate(own.token())).contains(new Authenticated(own.session(), ada));
        assertThat(as(ada).sessions().authenticate(others.token())).isEmpty();
    }

    @Test
    void list_sessionsOfAnother_isEmpty() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        IssuedSession own = issue(ada);
        issue(eve);

        assertThat(as(ada).sessions().list(ada.id(), PageRequest.first(10)).items())
                .containsExactly(own.session());
        assertThat(as(ada).sessions().list(eve.id(), PageRequest.first(10)).items())
                .isEmpty();
    }

    @Test
    void touch_sessionOfAnother_isEmptyAndProlongsNothing() {
        User ada = user("ada@x.y");
        IssuedSession own = issue(ada);
        IssuedSession others = issue(user("eve@x.y"));
        clock.advance(Duration.ofMinutes(30));

        assertThat(as(ada).sessions().touch(own.token()).orElseThrow().lastSeenAt())
                .isEqualTo(clock.instant());
        assertThat(as(ada).sessions().touch(others.token())).isEmpty();
        assertUntouched(others);
    }

    @Test
    void rotate_sessionOfAnother_isEmptyAndKeepsItsToken() {
        User ada = user("ada@x.y");
        IssuedSession own = issue(ada);
        IssuedSession others = issue(user("eve@x.y"));

        IssuedSession rotated = as(ada).sessions().rotate(own.token()).orElseThrow();
        assertThat(sessions().find(rotated.token())).contains(own.session());
        assertThat(sessions().find(own.token())).isEmpty();
        assertThat(as(ada).sessions().rotate(others.token())).isEmpty();
        assertUntouched(others);
    }

    @Test
    void updateMetadata_sessionOfAnother_isNotFound() {
        User ada = user("ada@x.y");
        IssuedSession own = issue(ada);
        IssuedSession others = issue(user("eve@x.y"));

        Session changed = as(ada).sessions().updateMetadata(own.session().id(), Map.of("device", "desk"));
        assertThat(sessions().find(own.token())).contains(changed);
        assertThatExceptionOfType(NotFound.class)
                .isThrownBy(
                        () -> as(ada).sessions().updateMetadata(others.session().id(), Map.of("device", "desk")));
        assertUntouched(others);
    }

    @Test
    void revoke_sessionOfAnother_isFalse() {
        User ada = user("ada@x.y");
        IssuedSession own = issue(ada);
        IssuedSession another = issue(ada);
        IssuedSession others = issue(user("eve@x.y"));

        assertThat(as(ada).sessions().revoke(others.session().id())).isFalse();
        assertThat(as(ada).sessions().revoke(others.token())).isFalse();
        assertUntouched(others);
        assertThat(as(ada).sessions().revoke(own.session().id())).isTrue();
        assertThat(as(ada).sessions().revoke(another.token())).isTrue();
        assertThat(sessions().list(ada.id(), PageRequest.first(10)).items()).isEmpty();
    }

    @Test
    void revokeAll_sessionsOfAnother_areNone() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        IssuedSession own = issue(ada);
        issue(ada);
        IssuedSession others = issue(eve);

        assertThat(as(ada).sessions().revokeAll(eve.id())).isZero();
        assertThat(as(ada).sessions()
                        .revokeAll(eve.id(), EndSessions.allExcept(own.session().id())))
                .isZero();
        assertUntouched(others);
        assertThat(as(ada).sessions()
                        .revokeAll(ada.id(), EndSessions.allExcept(own.session().id())))
                .isEqualTo(1);
        assertThat(as(ada).sessions().revokeAll(ada.id())).isEqualTo(1);
    }

    @Test
    void issue_forTheOwnUser_works() {
        User ada = user("ada@x.y");

        IssuedSession issued = as(ada).sessions().issue(NewSession.forUser(ada.id()));

        assertThat(sessions().find(issued.token())).contains(issued.session());
    }

    @Test
    void issue_forAnother_isDeniedWhetherThereIsOneOrNot() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertDenied(
                () -> as(ada).sessions().issue(NewSession.forUser(eve.id())),
                () -> as(ada).sessions().issue(NewSession.forUser(NOBODY)));
        assertThat(sessions().list(eve.id(), PageRequest.first(10)).items()).isEmpty();
    }

    @Test
    void purge_deletesOwnSessionsAlone() {
        User ada = user("ada@x.y");
        issue(ada);
        issue(user("eve@x.y"));
        issue(user("bob@x.y"));
        clock.advance(HOUR.multipliedBy(2));

        assertThat(as(ada).sessions().purge()).isEqualTo(1);
        assertThat(sessions().purge()).isEqualTo(2);
    }

    @Test
    void sessionsOfManyUsersAtOnce_areEachTheirOwn() {
        List<User> users = List.of(user("ada@x.y"), user("eve@x.y"), user("bob@x.y"));
        List<IssuedSession> issued = users.stream().map(this::issue).toList();

        AtOnce.results(8, thread -> {
            for (int i = 0; i < 200; i++) {
                int own = (thread + i) % users.size();
                for (int whose = 0; whose < users.size(); whose++) {
                    String token = issued.get(whose).token();
                    assertThat(as(users.get(own)).sessions().find(token).isPresent())
                            .isEqualTo(own == whose);
                    assertThat(as(users.get(own)).sessions().authenticate(token).isPresent())
                            .isEqualTo(own == whose);
                }
                assertThat(sessions().find(issued.get(own).token())).isPresent();
            }
            return thread;
        });
    }
}

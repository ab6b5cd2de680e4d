package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.User;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who changes a password says which sessions end: at the same moment, all unless said otherwise. */
@Needs({USERS, SESSIONS})
abstract class PasswordChangeRules extends Rules {
    private record Household(User ada, IssuedSession phone, IssuedSession laptop, IssuedSession bobs) {}

    private Household household() {
        User ada = user("ada@example.org");
        User bob = user("bob@example.org");
        return new Household(ada, session(ada), session(ada), session(bob));
    }

    private IssuedSession session(User user) {
        return sessions().issue(NewSession.forUser(user.id()));
    }

    private boolean lives(IssuedSession issued) {
        return sessions().find(issued.token()).isPresent();
    }

    @Test
    void setPassword_endsAllSessionsOfTheUser() {
        Household home = household();

        users().setPassword(home.ada().id(), ANOTHER_PASSWORD);

        assertThat(lives(home.phone())).isFalse();
        assertThat(lives(home.laptop())).isFalse();
    }

    @Test
    void setPassword_endsNoSessionOfAnotherUser() {
        Household home = household();

        users().setPassword(home.ada().id(), ANOTHER_PASSWORD);

        assertThat(lives(home.bobs())).isTrue();
    }

    @Test
    void setPassword_exceptOneSession_endsTheOthers() {
        Household home = household();

        users().setPassword(
                        home.ada().id(),
                        ANOTHER_PASSWORD,
                        EndSessions.allExcept(home.phone().session().id()));

        assertThat(sessions().find(home.phone().token())).contains(home.phone().session());
        assertThat(lives(home.laptop())).isFalse();
        assertThat(lives(home.bobs())).isTrue();
    }

    @Test
    void setPassword_exceptASessionOfAnotherUser_endsAll() {
        Household home = household();

        users().setPassword(
                        home.ada().id(),
                        ANOTHER_PASSWORD,
                        EndSessions.allExcept(home.bobs().session().id()));

        assertThat(lives(home.phone())).isFalse();
        assertThat(lives(home.laptop())).isFalse();
        assertThat(lives(home.bobs())).isTrue();
    }

    @Test
    void setPassword_endingNone_leavesAllSessions() {
        Household home = household();

        users().setPassword(home.ada().id(), ANOTHER_PASSWORD, EndSessions.none());

        assertThat(lives(home.phone())).isTrue();
        assertThat(lives(home.laptop())).isTrue();
        assertThat(users().authenticate("ada@example.org", ANOTHER_PASSWORD)).isPresent();
    }

    @Test
    void removePassword_endsAllSessionsOfTheUser() {
        Household home = household();

        users().removePassword(home.ada().id());

        assertThat(lives(home.phone())).isFalse();
        assertThat(lives(home.laptop())).isFalse();
        assertThat(lives(home.bobs())).isTrue();
    }

    @Test
    void setPassword_missingUser_endsNoSession() {
        Household home = household();

        assertNotFound("user", () -> users().setPassword(new UUID(0x7000, 1), ANOTHER_PASSWORD));

        assertThat(lives(home.phone())).isTrue();
        assertThat(lives(home.bobs())).isTrue();
    }
}

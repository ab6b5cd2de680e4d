package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A user's sessions are listed and revoked, one or all; a revoked session is never revived. */
@Needs({USERS, SESSIONS})
abstract class SessionRevocationRules extends Rules {
    private static final UUID UNKNOWN = new UUID(0x7000, 1);

    /** Issued a millisecond apart, so that their ids are in this order. */
    private List<IssuedSession> issue(User user, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    clock.advance(Duration.ofMillis(1));
                    return sessions().issue(NewSession.forUser(user.id()));
                })
                .toList();
    }

    private boolean lives(IssuedSession issued) {
        return sessions().find(issued.token()).isPresent();
    }

    @Test
    void list_isTheUsersSessionsInOrderOfIssue() {
        User ada = user("ada@example.org");
        issue(user("bob@example.org"), 1);
        List<IssuedSession> issued = issue(ada, 3);

        assertThat(sessions().list(ada.id(), PageRequest.first(10)))
                .isEqualTo(
                        new Page<>(issued.stream().map(IssuedSession::session).toList(), Optional.empty()));
        assertThat(sessions().list(UNKNOWN, PageRequest.first(10)).items()).isEmpty();
    }

    @Test
    void list_pages_showEachSessionOnceWhateverIsRevokedBetween() {
        User ada = user("ada@example.org");
        List<Session> issued =
                issue(ada, 5).stream().map(IssuedSession::session).toList();

        Page<Session> first = sessions().list(ada.id(), PageRequest.first(2));
        sessions().revoke(issued.get(1).id());
        sessions().revoke(issued.get(3).id());
        Page<Session> rest = sessions()
                .list(ada.id(), PageRequest.first(2).after(first.nextCursor().orElseThrow()));

        assertThat(first.items()).isEqualTo(issued.subList(0, 2));
        assertThat(rest.items()).containsExactly(issued.get(2), issued.get(4));
        assertThat(rest.nextCursor()).isEmpty();
    }

    @Test
    void list_malformedOrForeignCursor_isInvalidInputCursor() {
        User ada = user("ada@example.org");
        User bob = user("bob@example.org");
        issue(ada, 2);
        issue(bob, 2);
        String adas =
                sessions().list(ada.id(), PageRequest.first(1)).nextCursor().orElseThrow();

        for (String malformed : Cursors.malformed(adas)) {
            assertInvalidInput(
                    "cursor",
                    () -> sessions().list(ada.id(), PageRequest.first(1).after(malformed)));
        }
        assertInvalidInput(
                "cursor", () -> sessions().list(bob.id(), PageRequest.first(1).after(adas)));
        assertInvalidInput("cursor", () -> users().list(PageRequest.first(1).after(adas)));
        String ofUsers = users().list(PageRequest.first(1)).nextCursor().orElseThrow();
        assertInvalidInput(
                "cursor", () -> sessions().list(ada.id(), PageRequest.first(1).after(ofUsers)));
    }

    @Test
    void list_limitOutside1To1000_isInvalidInputLimit() {
        for (int limit : new int[] {-1, 0, 1_001}) {
            assertInvalidInput("limit", () -> sessions().list(UNKNOWN, PageRequest.first(limit)));
        }
    }

    @Test
    void revoke_byId_endsThatSessionOnly() {
        List<IssuedSession> issued = issue(user("ada@example.org"), 2);

        assertThat(sessions().revoke(issued.get(0).session().id())).isTrue();

        assertThat(lives(issued.get(0))).isFalse();
        assertThat(lives(issued.get(1))).isTrue();
        assertThat(sessions().revoke(issued.get(0).session().id())).isFalse();
        assertThat(sessions().revoke(UNKNOWN)).isFalse();
    }

    @Test
    void revoke_byToken_endsThatSessionOnly() {
        List<IssuedSession> issued = issue(user("ada@example.org"), 2);

        assertThat(sessions().revoke(issued.get(0).token())).isTrue();

        assertThat(lives(issued.get(0))).isFalse();
        assertThat(lives(issued.get(1))).isTrue();
        assertThat(sessions().revoke(issued.get(0).token())).isFalse();
        assertThat(sessions().revoke("unknown")).isFalse();
    }

    @Test
    void revokeAll_endsTheSessionsOfTheUserAndNoOthers() {
        User ada = user("ada@example.org");
        List<IssuedSession> adas = issue(ada, 3);
        List<IssuedSession> bobs = issue(user("bob@example.org"), 1);

        assertThat(sessions().revokeAll(ada.id())).isEqualTo(3);

        assertThat(adas).noneMatch(this::lives);
        assertThat(bobs).allMatch(this::lives);
        assertThat(sessions().revokeAll(ada.id())).isZero();
    }

    @Test
    void revokeAll_exceptOne_leavesThatOne() {
        User ada = user("ada@example.org");
        List<IssuedSession> adas = issue(ada, 3);

        assertThat(sessions()
                        .revokeAll(
                                ada.id(),
                                EndSessions.allExcept(adas.get(1).session().id())))
                .isEqualTo(2);

        assertThat(adas).map(this::lives).containsExactly(false, true, false);
    }

    @Test
    void revokeAll_none_leavesAll() {
        User ada = user("ada@example.org");
        List<IssuedSession> adas = issue(ada, 2);

        assertThat(sessions().revokeAll(ada.id(), EndSessions.none())).isZero();

        assertThat(adas).allMatch(this::lives);
    }

    @Test
    void revokedSession_isAbsentToEveryOperation() {
        User ada = user("ada@example.org");
        List<Consumer<IssuedSession>> waysToEnd = List.of(
                issued -> sessions().revoke(issued.session().id()),
                issued -> sessions().revoke(issued.token()),
                issued -> sessions().revokeAll(ada.id()),
                issued -> users().setPassword(ada.id(), PASSWORD));
        for (Consumer<IssuedSession> way : waysToEnd) {
            IssuedSession revoked = issue(ada, 1).get(0);
            way.accept(revoked);

            assertThat(sessions().find(revoked.token())).isEmpty();
            assertThat(sessions().authenticate(revoked.token())).isEmpty();
            assertThat(sessions().touch(revoked.token())).isEmpty();
            assertThat(sessions().rotate(revoked.token())).isEmpty();
            assertNotFound(
                    "session", () -> sessions().updateMetadata(revoked.session().id(), Map.of()));
            assertThat(sessions().list(ada.id(), PageRequest.first(10)).items()).isEmpty();
        }
    }
}

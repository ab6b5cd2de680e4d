package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.ROW_LEVEL_SECURITY;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.Capability.USER_SEARCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.StorageView;
import dev.coffer.storage.User;
import dev.coffer.storage.UserFilter;
import dev.coffer.storage.UserUpdate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whom a view of one user shows, and what it lets change of whom: the user, whatever else there is. */
@Needs({USERS, SESSIONS, TOKENS, ROW_LEVEL_SECURITY})
abstract class ConfinedUserRules extends ConfinedRules {
    private static final PageRequest ALL = PageRequest.first(1_000);

    @Test
    void actingAs_isThereWhereItIsSwitchedOn() {
        assertThat(can(ROW_LEVEL_SECURITY)).isTrue();
        openFresh(UnaryOperator.identity());

        boolean on = contract.config(url, clock, UnaryOperator.identity())
                .rowLevelSecurity()
                .isPresent();
        assertThat(can(ROW_LEVEL_SECURITY)).isEqualTo(on);
        if (!on) {
            assertUnsupported(ROW_LEVEL_SECURITY);
        }
    }

    @Test
    void actingAs_throughAConfinedView_isIllegalState() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        StorageView view = as(ada);

        assertThatIllegalStateException().isThrownBy(() -> view.actingAs(eve.id()));
        assertThatIllegalStateException().isThrownBy(() -> view.actingAs(ada.id()));
        assertThat(view.users().find(ada.id())).contains(ada);
    }

    @Test
    void find_userOfAnother_isEmpty() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertThat(as(ada).users().find(ada.id())).contains(ada);
        assertThat(as(ada).users().find(eve.id())).isEmpty();
        assertThat(as(ada).users().find(eve.id().toString())).isEmpty();
        assertThat(users().find(eve.id())).contains(eve);
    }

    @Test
    void findByEmail_addressOfAnother_isEmpty() {
        User ada = user("ada@x.y");
        user("eve@x.y");

        assertThat(as(ada).users().findByEmail("ada@x.y")).contains(ada);
        assertThat(as(ada).users().findByEmail("eve@x.y")).isEmpty();
    }

    @Test
    void findAll_ids_showTheOwnUserAlone() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertThat(as(ada).users().findAll(List.of(eve.id(), ada.id(), NOBODY))).containsOnly(Map.entry(ada.id(), ada));
    }

    @Test
    void list_pages_showTheOwnUserAlone() {
        user("zoe@x.y");
        User ada = user("ada@x.y");
        user("eve@x.y");

        Page<User> page = as(ada).users().list(PageRequest.first(1));

        assertThat(page.items()).containsExactly(ada);
        assertThat(page.nextCursor()).isEmpty();
    }

    @Test
    void list_withAFilter_showsTheOwnUserAlone() {
        User ada = users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        users().create(NewUser.withEmail("eve@x.y").metadata(Map.of("city", "Bern")));

        assertThat(as(ada).users()
                        .list(UserFilter.where("city").is("Bern"), ALL)
                        .items())
                .containsExactly(ada);
        assertThat(as(ada).users()
                        .list(UserFilter.where("city").is("Basel"), ALL)
                        .items())
                .isEmpty();
    }

    @Test
    void count_isOfTheOwnUserAlone() {
        User ada = user("ada@x.y");
        user("eve@x.y");

        assertThat(as(ada).users().count()).isEqualTo(1);
        assertThat(users().count()).isEqualTo(2);
    }

    @Test
    @Needs(USER_SEARCH)
    void search_findsTheOwnUserAlone() {
        User ada = users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        users().create(NewUser.withEmail("eve@x.y").metadata(Map.of("city", "Bern")));

        assertThat(as(ada).users().search("bern", ALL).items()).containsExactly(ada);
        assertThat(as(ada).users().search("eve", ALL).items()).isEmpty();
        assertThat(as(ada).users().search("eve@x.y", ALL).items()).isEmpty();
    }

    @Test
    @Needs(USER_SEARCH)
    void search_afterAChangeThroughTheView_findsWhatTheUserIsNow() {
        User ada = users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));

        User changed = as(ada).users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel")));

        assertThat(as(ada).users().search("basel", ALL).items()).containsExactly(changed);
        assertThat(users().search("basel", ALL).items()).containsExactly(changed);
        assertThat(users().search("bern", ALL).items()).isEmpty();
    }

    @Test
    void exportPasswordHash_ofAnother_isEmpty() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertThat(as(ada).users().exportPasswordHash(ada.id()))
                .isPresent()
                .isEqualTo(users().exportPasswordHash(ada.id()));
        assertThat(as(ada).users().exportPasswordHash(eve.id())).isEmpty();
    }

    @Test
    void authenticate_another_isAsIfUnknown() {
        User ada = user("ada@x.y");
        user("eve@x.y");

        assertThat(as(ada).users().authenticate("ada@x.y", PASSWORD)).contains(ada);
        assertThat(as(ada).users().authenticate("eve@x.y", PASSWORD)).isEmpty();
    }

    @Test
    void update_another_isNotFound() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertNotFound(id -> as(ada).users().update(id, UserUpdate.metadata(Map.of("n", 1))), eve);
        assertNotFound(
                id -> as(ada).users().update(id, UserUpdate.metadata(Map.of()).ifVersion(eve.version() + 1)), eve);
    }

    @Test
    void lock_another_isNotFound() {
        User ada = user("ada@x.y");
        User eve = users().lock(user("eve@x.y").id());

        assertNotFound(id -> as(ada).users().lock(id), eve);
        assertNotFound(id -> as(ada).users().unlock(id), eve);
    }

    @Test
    void setPassword_ofAnother_isNotFoundAndEndsNoSession() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        IssuedSession session = sessions().issue(NewSession.forUser(eve.id()));

        assertNotFound(id -> as(ada).users().setPassword(id, ANOTHER_PASSWORD), eve);
        assertNotFound(id -> as(ada).users().removePassword(id), eve);

        assertThat(users().authenticate("eve@x.y", PASSWORD)).contains(eve);
        assertThat(sessions().find(session.token())).contains(session.session());
    }

    /** The same for somebody as for nobody, who is not changed by it. */
    private void assertNotFound(Consumer<UUID> change, User another) {
        for (UUID id : List.of(another.id(), NOBODY)) {
            assertThatExceptionOfType(NotFound.class)
                    .isThrownBy(() -> change.accept(id))
                    .withMessage(new NotFound("user").getMessage());
        }
        assertThat(users().find(another.id())).contains(another);
    }

    @Test
    void delete_another_isFalse() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        IssuedSession session = sessions().issue(NewSession.forUser(eve.id()));

        assertThat(as(ada).users().delete(eve.id())).isFalse();

        assertThat(users().find(eve.id())).contains(eve);
        assertThat(sessions().find(session.token())).isPresent();
    }

    @Test
    void update_theOwnUser_works() {
        User ada = user("ada@x.y");

        User changed = as(ada).users()
                .update(
                        ada.id(),
                        UserUpdate.metadata(Map.of("city", "Bern"))
                                .withEmailVerifiedAt(clock.instant())
                                .ifVersion(ada.version()));

        assertThat(changed.metadata()).isEqualTo(Map.of("city", "Bern"));
        assertThat(changed.emailVerifiedAt()).contains(clock.instant());
        assertThat(users().find(ada.id())).contains(changed);
        assertThat(as(ada).users().lock(ada.id()).locked()).isTrue();
        assertThat(as(ada).users().unlock(ada.id()).locked()).isFalse();
    }

    @Test
    void setPassword_ofTheOwnUser_works() {
        User ada = user("ada@x.y");
        IssuedSession kept = sessions().issue(NewSession.forUser(ada.id()));
        IssuedSession ended = sessions().issue(NewSession.forUser(ada.id()));

        as(ada).users()
                .setPassword(
                        ada.id(),
                        ANOTHER_PASSWORD,
                        EndSessions.allExcept(kept.session().id()));

        assertThat(users().authenticate("ada@x.y", ANOTHER_PASSWORD)).isPresent();
        assertThat(sessions().find(kept.token())).isPresent();
        assertThat(sessions().find(ended.token())).isEmpty();
        as(ada).users().removePassword(ada.id());
        assertThat(users().exportPasswordHash(ada.id())).isEmpty();
        assertThat(sessions().find(kept.token())).isEmpty();
    }

    @Test
    void delete_theOwnUser_takesSessionsAndTokensAlong() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        IssuedSession session = sessions().issue(NewSession.forUser(ada.id()));
        IssuedToken token = tokens().issue(NewToken.forUser(ada.id(), "reset"));
        IssuedSession others = sessions().issue(NewSession.forUser(eve.id()));

        assertThat(as(ada).users().delete(ada.id())).isTrue();

        assertThat(as(ada).users().delete(ada.id())).isFalse();
        assertThat(as(ada).users().count()).isZero();
        assertThat(users().list(ALL).items()).containsExactly(eve);
        assertThat(sessions().find(session.token())).isEmpty();
        assertThat(tokens().consume("reset", token.token())).isEmpty();
        assertThat(sessions().find(others.token())).isPresent();
        assertThat(users().create(NewUser.withEmail("ada@x.y")).email()).isEqualTo("ada@x.y");
    }

    @Test
    void create_isDeniedWhetherTheUserExistsOrNot() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        NewUser free = NewUser.withEmail("new@x.y");

        assertDenied(
                () -> as(ada).users().create(free),
                () -> as(ada).users().create(free.password(PASSWORD)),
                () -> as(ada).users().create(NewUser.withEmail("eve@x.y")),
                () -> as(ada).users().create(NewUser.withEmail("ada@x.y")),
                () -> as(ada).users().create(free.id(eve.id())),
                () -> as(ada).users().create(free.id(ada.id())),
                () -> as(ada).users().create(NewUser.withEmail("eve@x.y").id(eve.id())));
        assertThat(users().list(ALL).items()).containsExactlyInAnyOrder(ada, eve);
    }

    /** Nobody has to mend anything, so nobody is to be woken by the log. */
    @Test
    void whatIsDenied_isDeniedToTheUser_notToTheStorage() {
        User ada = user("ada@x.y");

        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> as(ada).users().create(NewUser.withEmail("new@x.y")))
                .matches(AccessDenied::isOfUser);
    }

    @Test
    void createAll_isDeniedWhetherTheUsersExistOrNot() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertDenied(
                () -> as(ada).users().createAll(List.of(NewUser.withEmail("a@x.y"), NewUser.withEmail("b@x.y"))),
                () -> as(ada).users().createAll(List.of(NewUser.withEmail("a@x.y"), NewUser.withEmail("eve@x.y"))),
                () -> as(ada).users().createAll(List.of(NewUser.withEmail("ada@x.y"))));
        assertThat(users().list(ALL).items()).containsExactlyInAnyOrder(ada, eve);
    }

    @Test
    void findOrCreate_anotherAddress_isDeniedWhetherItExistsOrNot() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");

        assertDenied(
                () -> as(ada).users().findOrCreate(NewUser.withEmail("eve@x.y")),
                () -> as(ada).users().findOrCreate(NewUser.withEmail("new@x.y")),
                () -> as(ada).users().findOrCreate(NewUser.withEmail("new@x.y").id(eve.id())));
        assertThat(as(ada).users().findOrCreate(NewUser.withEmail("ada@x.y")))
                .isEqualTo(new FoundOrCreated(ada, false));
        assertThat(users().list(ALL).items()).containsExactlyInAnyOrder(ada, eve);
    }

    @Test
    void update_ownAddress_isDeniedWhetherTheOtherIsTakenOrNot() {
        User ada = user("ada@x.y");
        user("eve@x.y");

        assertDenied(
                () -> as(ada).users().update(ada.id(), UserUpdate.email("eve@x.y")),
                () -> as(ada).users().update(ada.id(), UserUpdate.email("new@x.y")),
                () -> as(ada).users()
                        .update(ada.id(), UserUpdate.email("new@x.y").withMetadata(Map.of("n", 1))));
        assertThat(users().find(ada.id())).contains(ada);
    }

    @Test
    void update_addressThatStays_works() {
        User ada = user("ada@x.y");

        User changed =
                as(ada).users().update(ada.id(), UserUpdate.email("ada@x.y").withMetadata(Map.of("city", "Bern")));

        assertThat(changed.email()).isEqualTo("ada@x.y");
        assertThat(users().find(ada.id())).contains(changed);
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.Capability.USER_SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.UserUpdate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is searched is for the configuration to say: opening makes the index anew, and whoever opens a storage keeps it in step. */
@Needs({USERS, USER_SEARCH})
abstract class SearchIndexRules extends Rules {
    private static final UserSearch ALL = UserSearch.ofAll();

    @BeforeEach
    void searchAll() {
        searching(ALL);
    }

    private void searching(UserSearch search) {
        reopen(config -> config.userSearch(search));
    }

    private List<String> found(String query) {
        return users().search(query, PageRequest.first(1_000)).items().stream()
                .map(User::email)
                .toList();
    }

    /** What is found after a reopen, if what was written before is there. */
    private List<String> kept(String... emails) {
        return contract.survivesReopen() ? List.of(emails) : List.of();
    }

    @Test
    void search_thatIsOff_isUnsupported() {
        reopen(config -> config);

        assertUnsupported(USER_SEARCH);
        assertThat(storage.capabilities()).doesNotContain(USER_SEARCH);
    }

    @Test
    void search_fieldThatIsLeftOut_isNotFound() {
        searching(ALL.leavingOut("notes"));
        users().create(NewUser.withEmail("ada@x.y")
                .metadata(Map.of("notes", List.of("secret"), "more", Map.of("notes", "deep"))));

        assertThat(found("secret")).isEmpty();
        assertThat(found("deep")).containsExactly("ada@x.y");
    }

    @Test
    void search_usersFromBeforeItWasOn_areFound() {
        reopen(config -> config);
        users().createAll(IntStream.range(0, 2_100)
                .mapToObj(i -> NewUser.withEmail("user" + i + "@x.y").metadata(Map.of("city", "Bern")))
                .toList());

        searching(ALL);

        assertThat(found("user2099")).isEqualTo(kept("user2099@x.y"));
        assertThat(found("user0 bern")).isEqualTo(kept("user0@x.y"));
    }

    @Test
    void search_changesByAStorageThatDoesNotSearch_areFound() {
        User ada = users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        User eve = users().create(NewUser.withEmail("eve@x.y"));

        if (contract.survivesReopen()) {
            reopen(config -> config);
            users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel")));
            users().delete(eve.id());
            users().create(NewUser.withEmail("zoe@x.y"));
            users().createAll(List.of(NewUser.withEmail("bob@x.y"), NewUser.withEmail("bea@x.y")));
            users().findOrCreate(NewUser.withEmail("ida@x.y"));
        }
        searching(ALL);

        assertThat(found("x.y")).isEqualTo(kept("ada@x.y", "bea@x.y", "bob@x.y", "ida@x.y", "zoe@x.y"));
        assertThat(found("basel")).isEqualTo(kept("ada@x.y"));
        assertThat(found("bern")).isEmpty();
    }

    @Test
    void search_ofOtherSettings_isMadeAnew() {
        users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("notes", "secret", "city", "Bern")));

        searching(ALL.leavingOut("notes"));
        assertThat(found("secret")).isEmpty();
        assertThat(found("bern")).isEqualTo(kept("ada@x.y"));

        searching(ALL.leavingOut("city"));
        assertThat(found("secret")).isEqualTo(kept("ada@x.y"));
        assertThat(found("bern")).isEmpty();
    }

    @Test
    void search_afterAReopen_findsTheSame() {
        users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));

        searching(ALL);

        assertThat(found("bern")).isEqualTo(kept("ada@x.y"));
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users that the server itself confines. */
class RowLevelSecurityTest {
    private static TestServer server(int version) {
        return version == 15 ? TestServer.OLDEST : TestServer.NEWEST;
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aUserSeesOneUser(int version) {
        ConfinedPlace place = ConfinedPlace.setUp(server(version).url());
        try (Storage storage = Storage.open(place.config().build())) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.users().create(NewUser.withEmail("bob@example.org"));
            assertThat(storage.users().count()).isEqualTo(2);
            assertThat(storage.actingAs(ada.id()).users().count()).isOne();
        }
    }
}

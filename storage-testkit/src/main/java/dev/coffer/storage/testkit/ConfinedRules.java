package dev.coffer.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.StorageView;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;

/** Rules of a storage that is confined to the rows of one user, beside rows of others. */
abstract class ConfinedRules extends Rules {
    /** The namespace in which a user has the record with the user's id. */
    static final String MARKED = "profiles";

    static final UUID NOBODY = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L);

    @BeforeEach
    void confine() {
        openFresh(config -> config.rowLevelSecurity(RowLevelSecurity.ofAll().userNamespace(MARKED))
                .userSearch(UserSearch.ofAll())
                .audit(AuditSettings.ofAll().namespace(MARKED)));
    }

    /** The storage as this user is to see it. */
    final StorageView as(User user) {
        return storage.actingAs(user.id());
    }

    /** Asserts that all of this is refused alike, so that nobody learns from it what there is. */
    static void assertDenied(ThrowingCallable... calls) {
        List<Throwable> refusals =
                Stream.of(calls).map(call -> catchThrowable(call)).toList();
        assertThat(refusals).hasOnlyElementsOfType(AccessDenied.class).allMatch(e -> ((AccessDenied) e).isOfUser());
        assertThat(refusals)
                .extracting(Throwable::getMessage)
                .containsOnly(refusals.get(0).getMessage());
    }
}

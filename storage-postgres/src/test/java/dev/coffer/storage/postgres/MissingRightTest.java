package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a refusal names, and to whom it is one. */
class MissingRightTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private static AccessDenied denied(ThrowingCallable call) {
        AccessDenied denied = catchThrowableOfType(AccessDenied.class, call);
        assertThat(denied).isNotNull();
        assertThat(denied.getMessage()).doesNotContain("@", "dark");
        return denied;
    }

    private static void assertToTheLibrary(ThrowingCallable call, String message) {
        assertThat(denied(call)).hasMessage(message).matches(e -> !e.isOfUser());
    }

    private static void assertToTheUser(ThrowingCallable call, String message) {
        assertThat(denied(call))
                .hasMessage("refused in the name of a user: " + message)
                .matches(AccessDenied::isOfUser);
    }

    @Test
    void aRight_isNamedWithItsTable() {
        String url = TestServer.NEWEST.freshUrl();
        String role = PostgresUrl.parse(url).user().orElseThrow();
        try (Storage storage = Storage.open(url)) {
            TestServer.execute(url, "REVOKE INSERT ON coffer_users FROM " + role);
            assertToTheLibrary(
                    () -> storage.users().create(ADA),
                    "the role lacks a right: permission denied for table coffer_users; GRANT it,"
                            + " or let the owner of the tables do it, or where row-level security is set up, set it up again");
        }
    }

    @Test
    void whatAFunctionOfTheHostsSays_isNotShown() {
        String url = TestServer.NEWEST.freshUrl();
        try (Storage storage = Storage.open(url)) {
            TestServer.execute(url, """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                      RAISE 'permission denied for %', NEW.email USING ERRCODE = 'insufficient_privilege', TABLE = NEW.email; END $$;
                    CREATE TRIGGER refuse BEFORE INSERT ON coffer_users FOR EACH ROW EXECUTE FUNCTION refuse()
                    """);
            assertToTheLibrary(() -> storage.users().create(ADA), "the role lacks a right on the tables");
        }
    }

    @Test
    void whatIsSetUpUnderAnOpenStorage_tellsHowToOpenIt() {
        ConfinedPlace place = ConfinedPlace.fresh(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(place.ownerUrl())) {
            place.setUp(place.confinement());
            assertToTheLibrary(
                    () -> storage.users().count(),
                    "row-level security hides rows of coffer_users: open the storage with rowLevelSecurity,"
                            + " by the role that it was set up for");
        }
    }

    @Test
    void whatAUserMayNot_isToldToTheUser() {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(place.config().build())) {
            User ada = storage.users().create(ADA);
            User eve = storage.users().create(NewUser.withEmail("eve@example.org"));
            StorageAccess hers = storage.actingAs(ada.id());
            assertToTheUser(
                    () -> hers.sessions().issue(NewSession.forUser(eve.id())),
                    "only the user's own rows are made and changed in coffer_sessions");
            assertToTheUser(
                    () -> hers.keyValues()
                            .namespace("unmarked")
                            .record(ada.id().toString())
                            .put("theme", "dark"),
                    "only the user's own rows are made and changed in coffer_key_values,"
                            + " which are in the namespaces that are marked by userNamespace and were set up");
            assertToTheUser(
                    () -> hers.users().update(ada.id(), UserUpdate.email("new@example.org")),
                    "an address is not changed");
            assertToTheUser(
                    () -> hers.inTransaction(tx -> tx.users().create(NewUser.withEmail("new@example.org"))),
                    "no user is created");
            assertToTheUser(() -> hers.users().create(NewUser.withEmail("eve@example.org")), "no user is created");
        }
    }

    /** A set-up that somebody has broken, which is for somebody to mend. */
    @Test
    void whatTheUsersRoleHasLost_isToldToTheLibrary() {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(place.config().build())) {
            User ada = storage.users().create(ADA);
            StorageAccess hers = storage.actingAs(ada.id());
            place.execute(
                    "REVOKE SELECT ON coffer_users FROM " + place.confinement().userRole());
            String message = "the role lacks a right: permission denied for table coffer_users; GRANT it,"
                    + " or let the owner of the tables do it, or where row-level security is set up, set it up again";
            assertToTheLibrary(() -> hers.users().count(), message);
            assertToTheLibrary(() -> hers.inTransaction(tx -> tx.users().find(ada.id())), message);
            PostgresStorage.removeRowLevelSecurity(
                    StorageConfig.forUrl(place.ownerUrl()).build());
            assertThat(denied(() -> hers.users().count()).isOfUser()).isFalse();
        }
    }

    /** Nobody can be granted that. */
    @Test
    void whatTakesTheOwner_isSaidToBeTheOwners() throws SQLException {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Connection connection = TestServer.connect(place.applicationUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE " + place.confinement().systemRole());
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> statement.execute("ALTER TABLE coffer_users ADD COLUMN more int"));
            assertThat(PostgresErrors.translate(refused, PostgresErrors.Phase.WRITE))
                    .hasMessage(
                            "the role lacks a right: must be owner of table coffer_users; GRANT it,"
                                    + " or let the owner of the tables do it, or where row-level security is set up, set it up again");
        }
    }

    @Test
    void whatKeepsTheLibraryFromActingForAUser_isToldToTheLibrary() {
        ConfinedPlace place = ConfinedPlace.setUp(TestServer.NEWEST.url());
        try (Storage storage = Storage.open(place.config().build())) {
            place.execute("REVOKE %s FROM %s GRANTED BY %s"
                    .formatted(place.confinement().userRole(), place.application(), place.owner()));
            User ada = storage.users().create(ADA);
            assertThat(denied(() -> storage.actingAs(ada.id()).users().count()).isOfUser())
                    .isFalse();
        }
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Users are created with an address and an id of which each is unique, and are found by either. */
@Needs(USERS)
abstract class UserRules extends Rules {
    private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final UUID UNKNOWN = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8058");

    @Test
    void create_returnsWhatIsStored() {
        Instant verified = Instant.parse("2025-12-31T23:59:59.123456Z");

        User created = users().create(NewUser.withEmail("ada@example.org")
                .id(ID)
                .emailVerifiedAt(verified)
                .metadata(Map.of("theme", "dark")));

        assertThat(created.id()).isEqualTo(ID);
        assertThat(created.email()).isEqualTo("ada@example.org");
        assertThat(created.emailVerifiedAt()).contains(verified);
        assertThat(created.metadata()).isEqualTo(Map.of("theme", "dark"));
        assertThat(users().find(ID)).contains(created);
    }

    @Test
    void create_newUser_isUnlockedUnverifiedAndOfVersionOne() {
        User created = users().create(NewUser.withEmail("ada@example.org"));

        assertThat(created.lockedAt()).isEmpty();
        assertThat(created.emailVerifiedAt()).isEmpty();
        assertThat(created.metadata()).isEmpty();
        assertThat(created.createdAt()).isEqualTo(clock.instant());
        assertThat(created.updatedAt()).isEqualTo(clock.instant());
        assertThat(created.version()).isEqualTo(1);
        assertThat(users().find(created.id())).contains(created);
    }

    @Test
    void create_withoutId_makesAUuidV7OfThePresentTime() {
        UUID id = users().create(NewUser.withEmail("ada@example.org")).id();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void create_takenEmail_isDuplicateEmail() {
        User ada = user("ada@example.org");

        assertDuplicate("email", () -> users().create(NewUser.withEmail("ada@example.org")));
        assertThat(users().count()).isEqualTo(1);
        assertThat(users().findByEmail("ada@example.org")).contains(ada);
    }

    @Test
    void create_takenId_isDuplicateId() {
        User ada = user("ada@example.org");

        assertDuplicate(
                "id", () -> users().create(NewUser.withEmail("bob@example.org").id(ada.id())));
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().findByEmail("bob@example.org")).isEmpty();
    }

    @Test
    void create_takenIdAndEmail_isDuplicateId() {
        User ada = user("ada@example.org");

        assertDuplicate(
                "id", () -> users().create(NewUser.withEmail("ada@example.org").id(ada.id())));
    }

    @Test
    void create_idOfOneUserAndEmailOfAnother_isDuplicateId() {
        User ada = user("ada@example.org");
        user("bob@example.org");

        assertDuplicate(
                "id", () -> users().create(NewUser.withEmail("bob@example.org").id(ada.id())));
    }

    @Test
    void find_unknownId_isEmpty() {
        user("ada@example.org");

        assertThat(users().find(UNKNOWN)).isEmpty();
    }

    @Test
    void find_idAsText_isFoundInItsCanonicalFormOnly() {
        User ada = users().create(NewUser.withEmail("ada@example.org").id(ID));

        assertThat(users().find(ID.toString())).contains(ada);
        for (String malformed : List.of(
                "1-1-1-1-1",
                "01890A5D-AC96-774B-BCCE-B302099A8057",
                "{01890a5d-ac96-774b-bcce-b302099a8057}",
                "01890a5dac96774bbcceb302099a8057",
                " 01890a5d-ac96-774b-bcce-b302099a8057",
                "")) {
            assertInvalidInput("id", () -> users().find(malformed));
        }
    }

    @Test
    void findByEmail_knownAddress_isItsUser() {
        User ada = user("ada@example.org");
        User bob = user("bob@example.org");

        assertThat(users().findByEmail("ada@example.org")).contains(ada);
        assertThat(users().findByEmail("bob@example.org")).contains(bob);
        assertThat(users().findByEmail("eve@example.org")).isEmpty();
    }

    @Test
    void findAll_someIds_areThoseThatExist() {
        User ada = user("ada@example.org");
        User bob = user("bob@example.org");
        user("eve@example.org");

        assertThat(users().findAll(List.of(bob.id(), UNKNOWN, ada.id(), bob.id())))
                .isEqualTo(Map.of(ada.id(), ada, bob.id(), bob));
        assertThat(users().findAll(List.of())).isEmpty();
    }

    @Test
    void findAll_tenThousandIds_isOneCall() {
        User ada = user("ada@example.org");
        List<UUID> ids = new ArrayList<>(List.of(ada.id()));
        while (ids.size() < 10_000) {
            ids.add(new UUID(0x7000, ids.size()));
        }

        assertThat(users().findAll(ids)).isEqualTo(Map.of(ada.id(), ada));
    }

    @Test
    void findOrCreate_unknownAddress_createsTheUser() {
        FoundOrCreated outcome =
                users().findOrCreate(NewUser.withEmail("ada@example.org").password(PASSWORD));

        assertThat(outcome.created()).isTrue();
        assertThat(users().find(outcome.user().id())).contains(outcome.user());
        assertThat(users().authenticate("ada@example.org", PASSWORD)).contains(outcome.user());
    }

    @Test
    void findOrCreate_knownAddress_findsTheUserUnchanged() {
        User ada = user("ada@example.org");

        FoundOrCreated outcome = users().findOrCreate(NewUser.withEmail("ADA@example.org")
                .password(ANOTHER_PASSWORD)
                .metadata(Map.of("theme", "dark")));

        assertThat(outcome).isEqualTo(new FoundOrCreated(ada, false));
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(users().authenticate("ada@example.org", ANOTHER_PASSWORD)).isEmpty();
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    void findOrCreate_freeAddressAndTakenId_isDuplicateId() {
        User ada = user("ada@example.org");

        assertDuplicate(
                "id",
                () -> users().findOrCreate(NewUser.withEmail("bob@example.org").id(ada.id())));
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    void findOrCreate_addressTakenMeanwhile_findsTheOtherUnchanged() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        tap.before("findOrInsert", () -> user("ada@example.org"));

        FoundOrCreated outcome =
                users().findOrCreate(NewUser.withEmail("ada@example.org").metadata(Map.of("theme", "dark")));

        assertThat(tap.acted()).isTrue();
        assertThat(outcome.created()).isFalse();
        assertThat(outcome.user().metadata()).isEmpty();
        assertThat(users().findByEmail("ada@example.org")).contains(outcome.user());
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    void count_countsEachUser() {
        assertThat(users().count()).isZero();
        User ada = user("ada@example.org");
        user("bob@example.org");
        assertThat(users().count()).isEqualTo(2);

        users().delete(ada.id());

        assertThat(users().count()).isEqualTo(1);
    }
}

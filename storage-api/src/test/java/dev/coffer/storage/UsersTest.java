package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.assertRefusedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How users reach the provider. */
class UsersTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");
    private static final NewUser BOB = NewUser.withEmail("bob@example.org");

    private final WatchedProvider provider = new WatchedProvider();
    private final MovableClock clock = new MovableClock();
    private final Storage storage = provider.open(clock);
    private final Users users = storage.users();

    @Test
    void create_makesAnIdAndTakesTheTime() {
        User ada = users.create(ADA.metadata(Map.of("a", 1)));

        assertThat(ada)
                .isEqualTo(new User(
                        ada.id(),
                        "ada@example.org",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("a", 1L),
                        MovableClock.START,
                        MovableClock.START,
                        1));
        assertThat(ada.id().toString())
                .startsWith(Ids.next(MovableClock.START).toString().substring(0, 15));
        assertThat(ada.locked()).isFalse();
        assertThat(users.find(ada.id())).contains(ada);
        assertThat(users.exportPasswordHash(ada.id())).isEmpty();
    }

    @Test
    void create_withAGivenId_keepsIt() {
        UUID id = new UUID(1, 2);

        assertThat(users.create(ADA.id(id)).id()).isEqualTo(id);
        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> users.create(ADA.id(id)))
                .satisfies(duplicate -> assertThat(duplicate.field()).isEqualTo("id"));
        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> users.create(ADA))
                .satisfies(duplicate -> {
                    assertThat(duplicate.field()).isEqualTo("email");
                    assertThat(duplicate.element()).isEmpty();
                });
    }

    @Test
    void create_withAPassword_storesAHashOfIt() {
        User ada = users.create(ADA.password("password"));

        assertThat(users.exportPasswordHash(ada.id()))
                .hasValueSatisfying(hash -> assertThat(hash).startsWith("$2b$04$"));
        assertThat(users.authenticate("ada@example.org", "password")).contains(ada);
    }

    @Test
    void createAll_createsThemInOneCall() {
        List<User> created = users.createAll(List.of(ADA.password("a"), BOB.passwordHash(new Passwords(4).hash("b"))));

        assertThat(created).extracting(User::email).containsExactly("ada@example.org", "bob@example.org");
        assertThat(provider.calls()).containsExactly("users.insert");
        assertThat(users.authenticate("ada@example.org", "a")).contains(created.get(0));
        assertThat(users.authenticate("bob@example.org", "b")).contains(created.get(1));
    }

    @Test
    void createAll_ofOneThatIsTaken_namesTheElementAsInAnyBatch() {
        users.create(ADA);

        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> users.createAll(List.of(ADA)))
                .satisfies(duplicate -> {
                    assertThat(duplicate.field()).isEqualTo("email");
                    assertThat(duplicate.element()).hasValue(0);
                });
    }

    @Test
    void createAll_ofNone_doesNothing() {
        assertThat(users.createAll(List.of())).isEmpty();
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void createAll_createsAllOrNone() {
        assertRefusedAt("email", 1, () -> users.createAll(List.of(ADA, NewUser.withEmail("bob"))));
        assertRefusedAt("password", 0, () -> users.createAll(List.of(ADA.password(""), BOB)));
        assertRefusedAt("passwordHash", 0, () -> users.createAll(List.of(ADA.passwordHash("plain"))));
        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> users.createAll(List.of(ADA, BOB, NewUser.withEmail("ADA@example.org"))))
                .satisfies(duplicate -> {
                    assertThat(duplicate.field()).isEqualTo("email");
                    assertThat(duplicate.element()).hasValue(2);
                });
        assertThat(users.count()).isZero();
    }

    @Test
    void findOrCreate_createsOnlyOnce() {
        FoundOrCreated first = users.findOrCreate(ADA.password("first"));
        provider.forgetCalls();
        FoundOrCreated second =
                users.findOrCreate(NewUser.withEmail(" ADA@example.org").password("second"));

        assertThat(first.created()).isTrue();
        assertThat(second).isEqualTo(new FoundOrCreated(first.user(), false));
        assertThat(provider.calls()).containsExactly("users.findByEmail");
        assertThat(users.authenticate("ada@example.org", "first")).isPresent();
        assertRefused("email", () -> users.findOrCreate(NewUser.withEmail("ada")));
        assertRefused("password", () -> users.findOrCreate(ADA.password("")));
    }

    @Test
    void findOrCreate_whenAnotherIsFaster_findsThatOne() {
        provider.doing("users.findOrInsert", () -> users.create(ADA));

        FoundOrCreated result = users.findOrCreate(ADA);

        assertThat(result.created()).isFalse();
        assertThat(users.find(result.user().id())).contains(result.user());
    }

    @Test
    void findAll_isOneCallWhateverIsAskedFor() {
        User ada = users.create(ADA);
        User bob = users.create(BOB);
        provider.forgetCalls();

        Map<UUID, User> found = users.findAll(List.of(bob.id(), UUID.randomUUID(), ada.id(), bob.id()));

        assertThat(found).isEqualTo(Map.of(ada.id(), ada, bob.id(), bob));
        assertThat(provider.calls()).containsExactly("users.findAll");
        assertThat(users.findAll(List.of())).isEmpty();
        assertThat(provider.calls()).hasSize(1);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(found::clear);
    }

    @Test
    void update_changesWhatItNames() {
        User ada = users.create(ADA.emailVerifiedAt(MovableClock.START).metadata(Map.of("a", 1)));
        clock.advance(Duration.ofHours(1));

        User updated =
                users.update(ada.id(), UserUpdate.email(" Ada@Example.com ").ifVersion(1));

        assertThat(updated)
                .isEqualTo(new User(
                        ada.id(),
                        "Ada@Example.com",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("a", 1L),
                        MovableClock.START,
                        clock.instant(),
                        2));
        assertThat(users.findByEmail("ada@example.com")).contains(updated);
        assertThat(users.findByEmail("ada@example.org")).isEmpty();
        assertThat(users.update(ada.id(), UserUpdate.metadata(Map.of("b", 2))).metadata())
                .isEqualTo(Map.of("b", 2L));
        assertThat(users.update(ada.id(), UserUpdate.emailVerifiedAt(clock.instant()))
                        .emailVerifiedAt())
                .contains(clock.instant());
        assertThat(users.update(ada.id(), UserUpdate.emailUnverified()).emailVerifiedAt())
                .isEmpty();
    }

    @Test
    void update_thatCannotBe_isRefused() {
        User ada = users.create(ADA);
        users.create(BOB);

        assertRefused("email", () -> users.update(ada.id(), UserUpdate.email("ada")));
        assertThatExceptionOfType(NotFound.class)
                .isThrownBy(() -> users.update(UUID.randomUUID(), UserUpdate.emailUnverified()));
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(() ->
                        users.update(ada.id(), UserUpdate.emailUnverified().ifVersion(2)))
                .satisfies(conflict -> assertThat(conflict.currentVersion()).hasValue(1));
        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> users.update(ada.id(), UserUpdate.email("BOB@example.org")));
        assertThat(users.find(ada.id())).contains(ada);
    }

    @Test
    void lock_andUnlock_takeTheTime() {
        User ada = users.create(ADA);
        clock.advance(Duration.ofHours(1));

        User locked = users.lock(ada.id());
        clock.advance(Duration.ofHours(1));

        assertThat(locked.lockedAt()).contains(MovableClock.START.plus(Duration.ofHours(1)));
        assertThat(locked.locked()).isTrue();
        assertThat(users.lock(ada.id())).isEqualTo(locked);
        assertThat(users.unlock(ada.id()).lockedAt()).isEmpty();
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> users.lock(UUID.randomUUID()));
    }

    @Test
    void delete_tellsWhetherThereWasOne() {
        User ada = users.create(ADA);

        assertThat(users.delete(ada.id())).isTrue();
        assertThat(users.delete(ada.id())).isFalse();
        assertThat(users.count()).isZero();
    }
}

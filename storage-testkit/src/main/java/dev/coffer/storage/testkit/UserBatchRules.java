package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.User;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many users are created by one call: all of them or none. */
@Needs(USERS)
abstract class UserBatchRules extends Rules {
    private static NewUser numbered(int number) {
        return NewUser.withEmail("user" + number + "@example.org");
    }

    @Test
    void createAll_returnsTheUsersInTheSameOrder() {
        List<User> created = users().createAll(
                        List.of(numbered(2).password(PASSWORD), numbered(1).metadata(Map.of("n", 1L))));

        assertThat(created).extracting(User::email).containsExactly("user2@example.org", "user1@example.org");
        assertThat(users().findAll(created.stream().map(User::id).toList()).values())
                .containsExactlyInAnyOrderElementsOf(created);
        assertThat(users().authenticate("user2@example.org", PASSWORD)).contains(created.get(0));
        assertThat(users().exportPasswordHash(created.get(1).id())).isEmpty();
    }

    @Test
    void createAll_none_isNothing() {
        assertThat(users().createAll(List.of())).isEmpty();
        assertThat(users().count()).isZero();
    }

    @Test
    void createAll_takenEmail_namesTheElementAndCreatesNone() {
        user("user2@example.org");

        assertDuplicate("email", 2, () -> users().createAll(List.of(numbered(0), numbered(1), numbered(2))));
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    void createAll_takenId_namesTheElementAndCreatesNone() {
        User taken = user("taken@example.org");

        assertDuplicate(
                "id",
                1,
                () -> users().createAll(List.of(numbered(0), numbered(1).id(taken.id()), numbered(2))));
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    void createAll_takenIdAndEmail_isDuplicateId() {
        User taken = user("user1@example.org");

        assertDuplicate(
                "id",
                1,
                () -> users().createAll(List.of(numbered(0), numbered(1).id(taken.id()))));
    }

    @Test
    void createAll_twoElementsWithOneEmail_namesTheSecond() {
        assertDuplicate("email", 2, () -> users().createAll(List.of(numbered(0), numbered(1), numbered(0))));
        assertThat(users().count()).isZero();
    }

    @Test
    void createAll_twoElementsWithOneId_namesTheSecond() {
        User deleted = user("deleted@example.org");
        users().delete(deleted.id());

        assertDuplicate(
                "id",
                1,
                () -> users().createAll(List.of(
                        numbered(0).id(deleted.id()), numbered(1).id(deleted.id()))));
        assertThat(users().count()).isZero();
    }

    @Test
    void createAll_elementThatBreaksARule_namesItAndCreatesNone() {
        assertInvalidInput("email", 1, () -> users().createAll(List.of(numbered(0), NewUser.withEmail("no address"))));
        assertInvalidInput(
                "password", 0, () -> users().createAll(List.of(numbered(0).password(""))));
        assertThat(users().count()).isZero();
    }

    @Test
    void createAll_tenThousand_areCreatedAndNotOneMore() {
        List<NewUser> tooMany = IntStream.rangeClosed(1, 10_001)
                .mapToObj(UserBatchRules::numbered)
                .toList();

        assertInvalidInput("users", () -> users().createAll(tooMany));
        assertThat(users().count()).isZero();
        assertThat(users().createAll(tooMany.subList(0, 10_000))).hasSize(10_000);
        assertThat(users().count()).isEqualTo(10_000);
    }

    @Test
    void createAll_moreBytesThanABatchMayHave_isInvalidInputUsers() {
        openFresh(config -> config.limits(storage.limits().withBatch(10_000, 1_000)));
        NewUser large = NewUser.withEmail("large@example.org").metadata(Map.of("text", "x".repeat(600)));

        assertInvalidInput(
                "users",
                () -> users().createAll(List.of(large, numbered(1).metadata(Map.of("text", "x".repeat(600))))));
        assertThat(users().createAll(Collections.nCopies(1, large))).hasSize(1);
        assertThat(users().count()).isEqualTo(1);
    }
}

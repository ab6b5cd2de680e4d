package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Users are listed by ascending id, a page at a time, stable whatever is inserted or deleted in between. */
@Needs(USERS)
abstract class UserListRules extends Rules {
    private User numbered(long number) {
        return users().create(
                        NewUser.withEmail("user" + number + "@example.org").id(new UUID(0x7000, number)));
    }

    @Test
    void list_none_isOneEmptyPage() {
        assertThat(users().list(PageRequest.first(10))).isEqualTo(new Page<>(List.of(), Optional.empty()));
    }

    @Test
    void list_isByAscendingIdAsUnsignedBytes() {
        List<UUID> ascending = Stream.of(
                        "00000000-0000-0000-0000-000000000001",
                        "00000000-0000-0000-8000-000000000000",
                        "00000000-0000-0001-0000-000000000000",
                        "7fffffff-ffff-ffff-ffff-ffffffffffff",
                        "80000000-0000-0000-0000-000000000000",
                        "ffffffff-ffff-ffff-0000-000000000000",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff")
                .map(UUID::fromString)
                .toList();
        for (int i : new int[] {4, 0, 6, 2, 5, 1, 3}) {
            users().create(NewUser.withEmail("user" + i + "@example.org").id(ascending.get(i)));
        }

        assertThat(users().list(PageRequest.first(10)).items())
                .extracting(User::id)
                .containsExactlyElementsOf(ascending);
        Page<User> middle = users().list(PageRequest.first(4));
        assertThat(users().list(PageRequest.first(10).after(middle.nextCursor().orElseThrow()))
                        .items())
                .extracting(User::id)
                .containsExactlyElementsOf(ascending.subList(4, 7));
    }

    @Test
    void list_idsMadeByTheLibrary_areInOrderOfCreation() {
        User first = user("zoe@example.org");
        clock.advance(Duration.ofMillis(1));
        User second = user("ada@example.org");

        assertThat(users().list(PageRequest.first(10)).items()).containsExactly(first, second);
    }

    @Test
    void list_pages_showEachUserOnce() {
        List<User> all = Stream.of(1, 2, 3, 4, 5).map(this::numbered).toList();

        Page<User> first = users().list(PageRequest.first(2));
        Page<User> second =
                users().list(PageRequest.first(2).after(first.nextCursor().orElseThrow()));
        Page<User> third =
                users().list(PageRequest.first(2).after(second.nextCursor().orElseThrow()));

        assertThat(first.items()).isEqualTo(all.subList(0, 2));
        assertThat(second.items()).isEqualTo(all.subList(2, 4));
        assertThat(third.items()).isEqualTo(all.subList(4, 5));
        assertThat(third.nextCursor()).isEmpty();
    }

    @Test
    void list_lastPageThatIsFull_hasNoCursor() {
        numbered(1);
        numbered(2);

        assertThat(users().list(PageRequest.first(2)).nextCursor()).isEmpty();
    }

    @Test
    void list_insertsAndDeletesBetweenPages_neitherRepeatNorHideTheOthers() {
        User one = numbered(10);
        User two = numbered(20);
        User three = numbered(30);
        Page<User> first = users().list(PageRequest.first(2));
        numbered(5);
        numbered(15);
        User between = numbered(25);
        users().delete(two.id());

        Page<User> rest =
                users().list(PageRequest.first(10).after(first.nextCursor().orElseThrow()));

        assertThat(first.items()).containsExactly(one, two);
        assertThat(rest.items()).containsExactly(between, three);
    }

    @Test
    void list_limitMayChangeBetweenPages() {
        List<User> all = Stream.of(1, 2, 3, 4).map(this::numbered).toList();
        String cursor = users().list(PageRequest.first(1)).nextCursor().orElseThrow();

        assertThat(users().list(PageRequest.first(1_000).after(cursor)).items()).isEqualTo(all.subList(1, 4));
    }

    @Test
    void list_limitOutside1To1000_isInvalidInputLimit() {
        for (int limit : new int[] {Integer.MIN_VALUE, -1, 0, 1_001}) {
            assertInvalidInput("limit", () -> users().list(PageRequest.first(limit)));
        }
    }

    @Test
    void list_malformedCursor_isInvalidInputCursor() {
        numbered(1);
        numbered(2);
        String cursor = users().list(PageRequest.first(1)).nextCursor().orElseThrow();

        for (String malformed : Cursors.malformed(cursor)) {
            assertInvalidInput("cursor", () -> users().list(PageRequest.first(1).after(malformed)));
        }
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.User;
import dev.coffer.storage.spi.UserStorage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in listing users. */
final class UserListFaults {
    private UserListFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<UserStorage> broken) {
        return new Fault(UserListRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    private static List<User> all(UserStorage users) {
        return users.list(null, Integer.MAX_VALUE);
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "list_isByAscendingIdAsUnsignedBytes",
                        "ids are ordered as Java's UUID does, signed",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public List<User> list(@Nullable UUID after, int limit) {
                                return all(sound).stream()
                                        .sorted(Comparator.comparing(User::id))
                                        .filter(user ->
                                                after == null || user.id().compareTo(after) > 0)
                                        .limit(limit)
                                        .toList();
                            }
                        }),
                fault(
                        "list_idsMadeByTheLibrary_areInOrderOfCreation",
                        "users are ordered by address",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public List<User> list(@Nullable UUID after, int limit) {
                                return super.list(after, limit).stream()
                                        .sorted(Comparator.comparing(User::email))
                                        .toList();
                            }
                        }),
                fault(
                        "list_pages_showEachUserOnce",
                        "the last user of a page is the first of the next",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public List<User> list(@Nullable UUID after, int limit) {
                                return all(sound).stream()
                                        .dropWhile(user ->
                                                after != null && !user.id().equals(after))
                                        .limit(limit)
                                        .toList();
                            }
                        }),
                fault(
                        "list_insertsAndDeletesBetweenPages_neitherRepeatNorHideTheOthers",
                        "pages are found by counting those before",
                        sound -> new ForwardingUsers(sound) {
                            private final Map<UUID, Integer> offsets = new HashMap<>();

                            @Override
                            public List<User> list(@Nullable UUID after, int limit) {
                                int offset = after == null ? 0 : offsets.getOrDefault(after, 0);
                                List<User> page = all(sound).stream()
                                        .skip(offset)
                                        .limit(limit)
                                        .toList();
                                for (int i = 0; i < page.size(); i++) {
                                    offsets.put(page.get(i).id(), offset + i + 1);
                                }
                                return page;
                            }
                        }),
                fault(
                        "list_limitMayChangeBetweenPages",
                        "a page has as many as the first one",
                        sound -> new ForwardingUsers(sound) {
                            private int first;

                            @Override
                            public List<User> list(@Nullable UUID after, int limit) {
                                first = after == null ? limit : first;
                                return super.list(after, Math.min(limit, first));
                            }
                        }));
    }
}

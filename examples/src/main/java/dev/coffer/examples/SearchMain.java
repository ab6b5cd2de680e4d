package dev.coffer.examples;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserFilter;
import dev.coffer.storage.UserSearch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds users by what somebody typed. */
public final class SearchMain {
    private static final List<String> TYPED =
            List.of("example.com", "zurich", "doe", "jo", "doe zür", "\"john doe\"", "late", "%");

    private SearchMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            String url = "sqlite:" + scratch.file("app.db");
            StorageConfig config = StorageConfig.forUrl(url)
                    .userSearch(UserSearch.ofAll().leavingOut("notes"))
                    .build();
            try (Storage storage = Storage.open(config)) {
                storage.users()
                        .create(NewUser.withEmail("jane.doe@example.com")
                                .metadata(Map.of("city", "Zürich", "notes", "late")));
                storage.users()
                        .create(NewUser.withEmail("john@example.org")
                                .metadata(Map.of("name", "John Doe", "seats", 10)));

                for (String typed : TYPED) {
                    System.out.println(typed + ": " + search(storage, typed));
                }
                System.out.println("at least 5 seats: " + withSeats(storage, 5));
            }
        }
    }

    private static String withSeats(Storage storage, int least) {
        UserFilter filter = UserFilter.where("seats")
                .atLeast(least)
                .and(UserFilter.where("name").exists());
        return addresses(storage.users().list(filter, PageRequest.first(20)));
    }

    private static String search(Storage storage, String typed) {
        return addresses(storage.users().search(typed, PageRequest.first(20)));
    }

    private static String addresses(Page<User> page) {
        return page.items().stream().map(User::email).collect(Collectors.joining(", "));
    }
}

package dev.coffer.storage.jdbi;

import dev.coffer.storage.UserSearch;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of {@code coffer_search}: what search the index is of.
 *
 * @param fingerprint {@link UserSearch#fingerprint()}
 * @param settings what that search leaves out
 * @param lastId of the users that are in the index, as far as it is made
 * @param complete whether all are
 */
public record StoredSearch(
        String fingerprint, Map<String, @Nullable Object> settings, Optional<UUID> lastId, boolean complete) {
    private static final String LEFT_OUT = "leftOut";

    static final Row.Reader<StoredSearch> READER = row ->
            new StoredSearch(row.text(1), row.json(2), row.optionalText(3).map(UUID::fromString), row.number(4) == 1);

    static Map<String, @Nullable Object> settings(UserSearch search) {
        return Map.of(LEFT_OUT, List.copyOf(search.leftOut()));
    }

    boolean isOf(UserSearch search) {
        return fingerprint.equals(search.fingerprint());
    }

    /** As this version of the library understands it: it may be of another one. */
    public UserSearch search() {
        return settings.get(LEFT_OUT) instanceof Collection<?> names
                ? UserSearch.ofAll()
                        .leavingOut(names.stream().map(String::valueOf).toList())
                : UserSearch.ofAll();
    }
}

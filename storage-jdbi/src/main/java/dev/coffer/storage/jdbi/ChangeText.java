package dev.coffer.storage.jdbi;

import dev.coffer.storage.Corrupt;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The change of an audit log's record as it is shown. Databases store the same JSON in texts of their own, which the digests are of; to make
 * these the same would be work for each write.
 */
final class ChangeText {
    private ChangeText() {}

    /** Compact, with sorted names, without what was written in another way and is the same. A text that is no such JSON stays as it is. */
    static String of(String stored) {
        try {
            Map<String, @Nullable Object> fields =
                    sorted(JsonDocument.parseChange(stored).members());
            fields.values().removeIf(ChangeText::isNone);
            return new JsonDocument(fields).text();
        } catch (Corrupt e) { // somebody has changed it, which is for verify() to find
            return stored;
        }
    }

    private static boolean isNone(@Nullable Object field) {
        return field instanceof Map<?, ?> states
                && states.containsKey("was")
                && states.containsKey("is")
                && Objects.equals(states.get("was"), states.get("is"));
    }

    private static Map<String, @Nullable Object> sorted(Map<?, ?> members) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        members.forEach((name, member) -> sorted.put((String) name, value(member)));
        return sorted;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            return sorted(members);
        }
        return value instanceof List<?> elements
                ? elements.stream().map(ChangeText::value).toList()
                : value;
    }
}

package dev.coffer.storage.jdbi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What a script makes that is no table, such as triggers: each by its name, with the text by which a changed one is known. */
public final class ScriptedObjects {
    private final Map<String, String> texts = new HashMap<>();

    /**
     * Those that a script has.
     *
     * @param objects each with the groups {@code name} and {@code text}
     */
    public ScriptedObjects(String script, Pattern... objects) {
        for (Pattern kind : objects) {
            for (Matcher object = kind.matcher(script); object.find(); ) {
                texts.put(object.group("name"), object.group("text"));
            }
        }
    }

    /** All of them. */
    public Set<String> names() {
        return Set.copyOf(texts.keySet());
    }

    /** Those that are not there, or are others, as a query for names and texts tells. */
    public List<String> missing(Handle handle, String present) {
        Map<String, String> there = there(handle, present);
        return texts.entrySet().stream()
                .filter(expected -> !expected.getValue().equals(there.get(expected.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The names of those that are not there, whatever their text. */
    public List<String> absent(Handle handle, String present) {
        Set<String> there = there(handle, present).keySet();
        return texts.keySet().stream().filter(name -> !there.contains(name)).toList();
    }

    private static Map<String, String> there(Handle handle, String present) {
        return handle.createQuery(present)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> ""));
    }
}

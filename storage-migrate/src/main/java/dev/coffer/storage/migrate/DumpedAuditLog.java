package dev.coffer.storage.migrate;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.AuditStorage.Ends;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an audit log is beside its records, as the header of a dump has it. */
final class DumpedAuditLog {
    static final String NAME = "auditLog";
    private static final String RECORDING = "recording";
    private static final String NAMESPACES = "namespaces";
    private static final String FIRST = "first";
    private static final String LAST = "last";
    private static final String POSITION = "position";
    private static final String DIGEST = "digest";
    private static final String LAST_ENTRY = "lastEntry";

    private DumpedAuditLog() {}

    static Map<String, Object> of(AuditState log) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(RECORDING, log.recording());
        json.put(NAMESPACES, log.namespaces());
        json.put(FIRST, of(log.ends().beginning()));
        json.put(LAST, of(log.ends().end()));
        json.put(LAST_ENTRY, log.lastEntry());
        return json;
    }

    private static Map<String, Object> of(AuditHead head) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(POSITION, head.position());
        json.put(DIGEST, head.digest());
        return json;
    }

    /**
     * Reads it.
     *
     * @throws Corrupt if it is none
     */
    static AuditState parse(@Nullable Object json) {
        return new AuditState(
                member(json, RECORDING, Boolean.class),
                namespaces(member(json, NAMESPACES, Map.class)),
                new Ends(head(member(json, FIRST, Map.class)), head(member(json, LAST, Map.class))),
                member(json, LAST_ENTRY, Long.class));
    }

    private static SortedMap<String, Boolean> namespaces(Map<?, ?> json) {
        SortedMap<String, Boolean> namespaces = new TreeMap<>();
        json.keySet().forEach(name -> namespaces.put((String) name, member(json, (String) name, Boolean.class)));
        return namespaces;
    }

    private static AuditHead head(Map<?, ?> json) {
        return new AuditHead(member(json, POSITION, Long.class), member(json, DIGEST, String.class));
    }

    private static <T> T member(@Nullable Object json, String name, Class<T> type) {
        Object value = json instanceof Map<?, ?> members ? members.get(name) : null;
        if (!type.isInstance(value)) {
            throw new Corrupt("the header of the dump has no auditLog that can be read", null);
        }
        return type.cast(value);
    }
}

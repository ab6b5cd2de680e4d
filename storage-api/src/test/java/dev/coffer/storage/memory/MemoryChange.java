package dev.coffer.storage.memory;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a change of a row is in an audit log. */
final class MemoryChange {
    private static final Set<String> OF_CHANGES = Set.of("canonicalEmail", "lastSeenAt");

    private MemoryChange() {}

    static Map<String, Object> fields(StoredUser stored) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("email", stored.user().email());
        fields.put("canonicalEmail", stored.canonicalEmail());
        stored.user().emailVerifiedAt().ifPresent(at -> fields.put("emailVerifiedAt", micros(at)));
        stored.user().lockedAt().ifPresent(at -> fields.put("lockedAt", micros(at)));
        fields.put("metadata", stored.user().metadata());
        return fields;
    }

    static Map<String, Object> fields(Session session) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("lastSeenAt", micros(session.lastSeenAt()));
        fields.put("expiresAt", micros(session.expiresAt()));
        session.absoluteExpiresAt().ifPresent(at -> fields.put("absoluteExpiresAt", micros(at)));
        session.userAgent().ifPresent(agent -> fields.put("userAgent", agent));
        session.ipAddress().ifPresent(address -> fields.put("ipAddress", address));
        fields.put("metadata", session.metadata());
        return fields;
    }

    static Map<String, Object> fields(OneTimeToken token) {
        return Map.of("purpose", token.purpose(), "expiresAt", micros(token.expiresAt()));
    }

    static Map<String, Object> fields(KeyValue item, boolean withValue) {
        Map<String, Object> fields = new TreeMap<>();
        if (withValue) {
            fields.put("value", HexFormat.of().formatHex(item.value()));
        }
        item.expiresAt().ifPresent(at -> fields.put("expiresAt", micros(at)));
        return fields;
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** Of a row that was not there, is no longer there, or is another. */
    static <R> String of(@Nullable R was, @Nullable R is, Function<R, Map<String, Object>> fields) {
        if (was == null || is == null) {
            Map<String, Object> only = new TreeMap<>(fields.apply(Objects.requireNonNull(was == null ? is : was)));
            only.keySet().removeAll(OF_CHANGES);
            only.values().removeIf(Map.of()::equals);
            only.replaceAll((name, value) -> Map.of(was == null ? "is" : "was", value));
            return text(only);
        }
        Map<String, Object> before = fields.apply(was);
        Map<String, Object> after = fields.apply(is);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        Map<String, Object> changes = new TreeMap<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                changes.put(
                        name,
                        Map.of(
                                "was", Optional.ofNullable(before.get(name)),
                                "is", Optional.ofNullable(after.get(name))));
            }
        }
        return text(changes);
    }

    /** As JSON, with sorted names; what is absent is null. */
    private static String text(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            return new TreeMap<>(members)
                    .entrySet().stream()
                            .map(member -> text(member.getKey()) + ":" + text(member.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(MemoryChange::text).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Optional<?> state) {
            return state.isPresent() ? text(state.get()) : "null";
        }
        return value instanceof String text
                ? text.codePoints().mapToObj(MemoryChange::character).collect(Collectors.joining("", "\"", "\""))
                : String.valueOf(value);
    }

    private static String character(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> character < ' ' ? String.format("\\u%04X", character) : Character.toString(character);
        };
    }
}

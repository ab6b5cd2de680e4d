package dev.coffer.storage.postgres;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Page;
import dev.coffer.storage.Session;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.VersionConflict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Results of one storage in a form that another one's can be compared with: of what each storage chooses by itself, an id or the
 * version of an item, it tells which of those seen earlier it is.
 */
final class PlainResults {
    private final Map<Object, Integer> seen;

    PlainResults() {
        seen = new HashMap<>();
    }

    private PlainResults(Map<Object, Integer> seen) {
        this.seen = new HashMap<>(seen);
    }

    PlainResults copy() {
        return new PlainResults(seen);
    }

    /** The version of an item. */
    record ItemVersion(long number) {}

    Object of(Object result) {
        if (result instanceof Optional<?> optional) {
            return optional.isPresent() ? List.of(of(optional.get())) : "empty";
        }
        if (result instanceof Page<?> page) {
            return List.of(of(page.items()), page.nextCursor().isPresent());
        }
        if (result instanceof Collection<?> all) {
            Collection<Object> each = result instanceof Set ? new HashSet<>() : new ArrayList<>();
            all.forEach(one -> each.add(of(one)));
            return each;
        }
        if (result instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(String.valueOf(key), of(Objects.requireNonNull(value))));
            return sorted;
        }
        if (result instanceof FoundOrCreated found) {
            return List.of(found.created(), of(found.user()));
        }
        return ofValue(result);
    }

    private Object ofValue(Object result) {
        if (result instanceof KeyValue item) {
            return List.of(
                    item.itemKey(),
                    new String(item.value(), StandardCharsets.ISO_8859_1),
                    nameOf(new ItemVersion(item.version())),
                    item.expiresAt(),
                    item.createdAt(),
                    item.updatedAt());
        }
        if (result instanceof ItemVersion) {
            return nameOf(result);
        }
        if (result instanceof IssuedSession issued) {
            return of(issued.session());
        }
        if (result instanceof Authenticated authenticated) {
            return List.of(of(authenticated.session()), of(authenticated.user()));
        }
        if (result instanceof Session session) {
            return Arrays.asList(
                    nameOf(session.id()),
                    session.userId(),
                    session.createdAt(),
                    session.lastSeenAt(),
                    session.expiresAt(),
                    session.absoluteExpiresAt(),
                    session.userAgent(),
                    session.ipAddress(),
                    session.metadata());
        }
        if (result instanceof IssuedToken issued) {
            return of(issued.stored());
        }
        if (result instanceof OneTimeToken token) {
            return List.of(
                    nameOf(token.id()),
                    token.userId(),
                    token.purpose(),
                    token.payload(),
                    token.createdAt(),
                    token.expiresAt());
        }
        if (result instanceof StorageException error) {
            return List.of(error.getClass().getSimpleName(), error.retry(), error.outcome(), facts(error));
        }
        return result; // users, numbers and the like are the same in both
    }

    private Object facts(StorageException error) {
        if (error instanceof InvalidInput invalid) {
            return List.of(invalid.field(), String.valueOf(invalid.getMessage()), invalid.element());
        }
        if (error instanceof Duplicate duplicate) {
            return List.of(duplicate.field(), duplicate.element());
        }
        if (error instanceof NotFound missing) {
            return missing.what();
        }
        if (error instanceof VersionConflict conflict) {
            return List.of(
                    conflict.element(),
                    conflict.currentVersion().isPresent()
                            ? nameOf(new ItemVersion(conflict.currentVersion().getAsLong()))
                            : "absent");
        }
        return "";
    }

    private String nameOf(Object chosen) {
        String kind = chosen instanceof UUID ? "id " : "version ";
        return kind + seen.computeIfAbsent(chosen, first -> seen.size());
    }
}

package dev.coffer.storage;

import dev.coffer.storage.Operation.Name;
import dev.coffer.storage.spi.ItemWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values at <i>(namespace, id, key)</i>. Items that have expired are absent to every method, purged or not. Names are
 * compared byte by byte and ordered by the bytes of their UTF-8.
 *
 * <p>Safe for many threads, as are the namespaces and records it gives. Every method may fail with any
 * {@link StorageException}; those listed are the ones it adds.
 */
public final class KeyValues {
    private final StorageContext context;
    private final Calls calls;

    KeyValues(StorageContext context, Calls calls) {
        this.context = context;
        this.calls = calls;
    }

    /**
     * {@return the records of one namespace}
     *
     * @param namespace 1 to 255 code points, not blank
     * @throws InvalidInput {@code namespace}
     */
    public KeyValueNamespace namespace(String namespace) {
        return new KeyValueNamespace(context, calls, this, InputRules.name("namespace", namespace));
    }

    /**
     * {@return the item; empty if it is absent}
     *
     * @param item where it is
     */
    public Optional<KeyValue> get(ItemKey item) {
        InputRules.item(item);
        Instant now = context.now();
        return calls.call(Name.KEY_VALUES_GET, storage -> storage.keyValues().find(item, now));
    }

    /**
     * Items from anywhere, at most {@link Limits#batchItems()}, seen at one moment, in one round trip.
     *
     * @param items where they are; one named twice is read once
     * @return those that are present, in the order asked for
     */
    public Map<ItemKey, KeyValue> getAll(Collection<ItemKey> items) {
        Map<ItemKey, @Nullable KeyValue> found = new LinkedHashMap<>();
        context.rules().batch("items", items).forEach(item -> found.put(InputRules.item(item), null));
        if (found.isEmpty()) {
            return Map.of();
        }
        Instant now = context.now();
        Set<ItemKey> distinct = Collections.unmodifiableSet(found.keySet());
        for (KeyValue item : calls.call(
                Name.KEY_VALUES_GET_ALL, storage -> storage.keyValues().findAll(distinct, now))) {
            found.replace(item.itemKey(), item);
        }
        return present(found);
    }

    @SuppressWarnings("NullAway") // no value is null any more
    private static Map<ItemKey, KeyValue> present(Map<ItemKey, @Nullable KeyValue> found) {
        found.values().removeIf(Objects::isNull);
        return Collections.unmodifiableMap(found);
    }

    /**
     * Makes all the writes or none: at most {@link Limits#batchItems()} and {@link Limits#batchBytes()}, each to
     * another item.
     *
     * @param mutations at least one, applied together; their order does not matter
     * @return the version of all items that were put
     * @throws VersionConflict with the element whose condition does not hold
     * @throws InvalidInput with the element; {@code item} if it was written by an element before; {@code mutations} if
     *     they are none or too many
     */
    public long apply(List<Mutation> mutations) {
        return apply(Name.KEY_VALUES_APPLY, "mutations", mutations);
    }

    /** As {@link #apply(List)} of what the caller knows as {@code field}. */
    long apply(Name name, String field, List<Mutation> mutations) {
        if (context.rules().batch(field, mutations).isEmpty()) {
            throw new InvalidInput(field, "must not be empty");
        }
        Instant now = context.now();
        List<ItemWrite> writes = new ArrayList<>(mutations.size());
        Set<ItemKey> written = new HashSet<>();
        InputRules.eachElement(field, mutations, (i, mutation) -> {
            if (!written.add(InputRules.item(mutation.item()))) {
                throw new InvalidInput("item", "must not be written twice in one batch");
            }
            writes.add(write(mutation, now));
        });
        demandBytes(field, writes);
        try {
            return calls.operation(
                    name,
                    version -> writes.size(),
                    steps -> steps.call(storage -> storage.keyValues().apply(writes, now)));
        } catch (VersionConflict e) { // a provider names no element in a batch of one
            throw e.element().isPresent() ? e : new VersionConflict(e.currentVersion(), 0);
        }
    }

    /** As {@link #apply} of one, whose errors name no element. */
    long applyOne(Mutation mutation) {
        Instant now = context.now();
        ItemWrite write = write(mutation, now);
        return calls.call(Name.KEY_VALUES_PUT, storage -> storage.keyValues().apply(List.of(write), now));
    }

    /**
     * Deletes what expired more than 5 minutes ago, in batches of 1,000; may run on many nodes at once.
     *
     * @return how many items it deleted
     */
    public long purge() {
        return purge(Purge.TO_THE_END);
    }

    long purge(BooleanSupplier goOn) {
        Instant before = context.purgeBefore();
        return Purge.all(
                calls,
                Name.KEY_VALUES_PURGE,
                goOn,
                (storage, limit) -> storage.keyValues().purge(before, limit));
    }

    private ItemWrite write(Mutation mutation, Instant now) {
        if (mutation instanceof Mutation.Put put) {
            byte[] value = context.rules().value(put.sharedValue());
            Lifetime lifetime = put.options().lifetime();
            ItemWrite.Expiry expiry = new ItemWrite.Expiry(lifetime instanceof Lifetime.Keep, expiresAt(lifetime, now));
            return new ItemWrite.Put(put.item(), value, expiry, put.options().condition());
        }
        Mutation.Delete delete = (Mutation.Delete) mutation;
        return new ItemWrite.Delete(delete.item(), delete.condition());
    }

    static Optional<Instant> expiresAt(Lifetime lifetime, Instant now) {
        return lifetime instanceof Lifetime.Ttl ttl
                ? Optional.of(InputRules.after("ttl", now, ttl.ttl()))
                : Optional.empty();
    }

    private void demandBytes(String field, List<ItemWrite> writes) {
        if (bytes(writes, ItemKey::mostBytes) > context.rules().limits().batchBytes()) {
            context.rules().batchBytes(field, bytes(writes, ItemKey::bytes));
        }
    }

    private static long bytes(List<ItemWrite> writes, ToLongFunction<ItemKey> names) {
        long bytes = 0;
        for (ItemWrite write : writes) {
            bytes += names.applyAsLong(write.item());
            bytes += write instanceof ItemWrite.Put put ? put.value().length : 0;
        }
        return bytes;
    }
}

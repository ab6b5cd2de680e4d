package dev.coffer.storage;

import dev.coffer.storage.Operation.Name;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The items of one record: {@code storage.keyValues().namespace("profiles").record(id)}. Safe for many threads. A key
 * that breaks a rule is {@link InvalidInput} {@code key} in every method, a value {@code value}, and names that are too long together
 * (see {@link ItemKey}) {@code item}.
 */
public final class KeyValueRecord {
    private final StorageContext context;
    private final Calls calls;
    private final KeyValues keyValues;
    private final String namespace;
    private final String id;

    KeyValueRecord(StorageContext context, Calls calls, KeyValues keyValues, String namespace, String id) {
        this.context = context;
        this.calls = calls;
        this.keyValues = keyValues;
        this.namespace = namespace;
        this.id = id;
    }

    /**
     * {@return where an item of this record is, for {@link KeyValues#apply} and {@link KeyValues#getAll}}
     *
     * @param key 1 to 255 code points, not blank
     */
    public ItemKey item(String key) {
        return InputRules.together(new ItemKey(namespace, id, InputRules.name("key", key)));
    }

    /**
     * {@return the item; empty if it is absent}
     *
     * @param key 1 to 255 code points, not blank
     */
    public Optional<KeyValue> get(String key) {
        return keyValues.get(item(key));
    }

    /**
     * {@return the value of the item as text; empty if it is absent}
     *
     * @param key 1 to 255 code points, not blank
     * @throws InvalidInput {@code value} if it is not UTF-8
     */
    public Optional<String> getText(String key) {
        return get(key).map(KeyValue::text);
    }

    /**
     * {@return some items, seen at one moment, by key in the order asked for; those that are absent are left out}
     *
     * @param keys at most {@link Limits#batchItems()}
     */
    public Map<String, KeyValue> getAll(Collection<String> keys) {
        List<ItemKey> items =
                new ArrayList<>(context.rules().batch("keys", keys).size());
        keys.forEach(key -> items.add(item(key)));
        Map<String, KeyValue> found = new LinkedHashMap<>();
        keyValues.getAll(items).forEach((item, value) -> found.put(item.key(), value));
        return Collections.unmodifiableMap(found);
    }

    /**
     * {@return the whole record, seen at one moment, by key in order}
     *
     * @throws InvalidInput {@code record} if it has more than {@link Limits#batchItems()} items or
     *     {@link Limits#batchBytes()}: scan it
     */
    public Map<String, KeyValue> getAll() {
        Limits limits = context.rules().limits();
        ItemRange all = new ItemRange(namespace, id, null, null);
        SliceBounds bounds = new SliceBounds(null, false, limits.batchItems(), limits.batchBytes());
        Instant now = context.now();
        ItemSlice slice = calls.call(
                Name.KEY_VALUES_GET_ALL, storage -> storage.keyValues().scan(all, bounds, now));
        if (slice.more()) {
            throw new InvalidInput("record", "is too large to be read as a whole: scan it");
        }
        Map<String, KeyValue> found = new LinkedHashMap<>();
        slice.items().forEach(item -> found.put(item.key(), item));
        return Collections.unmodifiableMap(found);
    }

    /**
     * {@return whether the item is present}
     *
     * @param key 1 to 255 code points, not blank
     */
    public boolean exists(String key) {
        ItemKey item = item(key);
        Instant now = context.now();
        return calls.call(Name.KEY_VALUES_EXISTS, storage -> storage.keyValues().exists(item, now));
    }

    /**
     * Puts a value, whatever was there, to live for ever.
     *
     * @param key 1 to 255 code points, not blank
     * @param value at most 16 MiB; copied
     * @return the version of the item now
     */
    public long put(String key, byte[] value) {
        return put(key, value, PutOptions.defaults());
    }

    /**
     * Puts a value.
     *
     * @param key 1 to 255 code points, not blank
     * @param value at most 16 MiB; copied
     * @param options what must hold of the item, and how long it lives then
     * @return the version of the item now
     * @throws VersionConflict if the condition does not hold
     * @throws InvalidInput {@code ttl} if it is not positive or ends after the year 9999
     */
    public long put(String key, byte[] value, PutOptions options) {
        return keyValues.applyOne(Mutation.put(item(key), value, options));
    }

    /**
     * Puts a text as UTF-8, whatever was there, to live for ever.
     *
     * @param key 1 to 255 code points, not blank
     * @param text at most 16 MiB of UTF-8; no U+0000, no lone surrogate
     * @return the version of the item now
     */
    public long put(String key, String text) {
        return put(key, text, PutOptions.defaults());
    }

    /**
     * Puts a text as UTF-8; otherwise as {@link #put(String, byte[], PutOptions)}.
     *
     * @param key 1 to 255 code points, not blank
     * @param text at most 16 MiB of UTF-8; no U+0000, no lone surrogate
     * @param options what must hold of the item, and how long it lives then
     * @return the version of the item now
     */
    public long put(String key, String text, PutOptions options) {
        return keyValues.applyOne(Mutation.put(item(key), text, options));
    }

    /**
     * Puts several items that are seen together or not at all, to live for ever.
     *
     * @param values by key; at least one, at most {@link Limits#batchItems()} and {@link Limits#batchBytes()}
     * @return the version that all of them have now
     */
    public long putAll(Map<String, byte[]> values) {
        return putAll(values, PutOptions.defaults());
    }

    /**
     * Puts several items that are seen together or not at all.
     *
     * @param values by key; at least one, at most {@link Limits#batchItems()} and {@link Limits#batchBytes()}
     * @param options what must hold of each item, and how long it lives then
     * @return the version that all of them have now
     * @throws VersionConflict if the condition does not hold for one of them, with the element in the map's order
     */
    public long putAll(Map<String, byte[]> values, PutOptions options) {
        InputRules.given("options", options);
        List<Map.Entry<String, byte[]>> entries = List.copyOf(context.rules()
                .batch("values", InputRules.given("values", values).entrySet()));
        List<Mutation> puts = new ArrayList<>(entries.size());
        InputRules.eachElement(
                "values",
                entries,
                (i, entry) -> puts.add(Mutation.put(item(entry.getKey()), entry.getValue(), options)));
        return keyValues.apply(Name.KEY_VALUES_PUT_ALL, "values", puts);
    }

    /**
     * Deletes the item.
     *
     * @param key 1 to 255 code points, not blank
     * @return false if it is absent
     */
    public boolean delete(String key) {
        return delete(item(key), OptionalLong.empty());
    }

    /**
     * Deletes the item that has this version.
     *
     * @param key 1 to 255 code points, not blank
     * @param version from {@link KeyValue#version()}; at least 1
     * @throws VersionConflict if it has another one or is absent
     */
    public void delete(String key, long version) {
        delete(item(key), OptionalLong.of(new Condition.Version(version).version()));
    }

    private boolean delete(ItemKey item, OptionalLong version) {
        Instant now = context.now();
        return calls.call(Name.KEY_VALUES_DELETE, storage -> storage.keyValues().delete(item, version, now));
    }

    /**
     * Deletes all items whose key begins with this prefix, at one moment. The empty prefix is refused.
     *
     * @param prefix compared byte by byte; 1 to 255 code points, not blank
     * @return how many items it deleted
     * @throws InvalidInput {@code prefix}
     */
    public long deleteByPrefix(String prefix) {
        return deleteRange(Name.KEY_VALUES_DELETE_BY_PREFIX, RangeScan.prefix(namespace, id, prefix));
    }

    /**
     * Deletes the whole record, at one moment.
     *
     * @return how many items it had
     */
    public long clear() {
        return deleteRange(Name.KEY_VALUES_CLEAR, new ItemRange(namespace, id, null, null));
    }

    private long deleteRange(Name name, ItemRange range) {
        Instant now = context.now();
        return calls.number(name, storage -> storage.keyValues().deleteRange(range, now));
    }

    /**
     * Adds one to a counter; see {@link #increment(String, long)}.
     *
     * @param key 1 to 255 code points, not blank
     * @return the sum
     */
    public long increment(String key) {
        return increment(key, 1);
    }

    /**
     * Adds to a counter, which begins at 0 and lives for ever; see {@link #increment(String, long, Lifetime)}.
     *
     * @param key 1 to 255 code points, not blank
     * @param delta what to add; may be negative
     * @return the sum
     */
    public long increment(String key, long delta) {
        return increment(key, delta, Lifetime.none());
    }

    /**
     * Adds to a counter. Its value is a 64-bit integer in ASCII decimal. One that is absent begins at 0 and lives as
     * long as {@code lifetime} says; one that is present keeps its end, so a time window begins with its first
     * increment.
     *
     * @param key 1 to 255 code points, not blank
     * @param delta what to add; may be negative
     * @param lifetime of a counter that is absent; {@link Lifetime#keep()} is for ever
     * @return the sum
     * @throws InvalidInput {@code value} if the item is no such number, {@code delta} if the sum overflows
     */
    public long increment(String key, long delta, Lifetime lifetime) {
        ItemKey item = item(key);
        Instant now = context.now();
        Instant expiresAt =
                KeyValues.expiresAt(InputRules.given("lifetime", lifetime), now).orElse(null);
        return calls.call(
                Name.KEY_VALUES_INCREMENT, storage -> storage.keyValues().increment(item, delta, expiresAt, now));
    }

    /**
     * Lets the item live this long from now. Counts as a write.
     *
     * @param key 1 to 255 code points, not blank
     * @param ttl at least a microsecond; ends by the year 9999
     * @return false if the item is absent
     */
    public boolean expire(String key, Duration ttl) {
        Instant now = context.now();
        return setExpiry(Name.KEY_VALUES_EXPIRE, item(key), InputRules.after("ttl", now, ttl), now);
    }

    /**
     * Lets the item live for ever. Counts as a write.
     *
     * @param key 1 to 255 code points, not blank
     * @return false if the item is absent
     */
    public boolean persist(String key) {
        return setExpiry(Name.KEY_VALUES_PERSIST, item(key), null, context.now());
    }

    private boolean setExpiry(Name name, ItemKey item, @Nullable Instant expiresAt, Instant now) {
        return calls.call(name, storage -> storage.keyValues().setExpiry(item, expiresAt, now));
    }

    /**
     * {@return a page of the record's items by key} Bounded by items and by {@link Limits#pageBytes()}; never empty
     * while something is left.
     *
     * @param scan which keys, in which direction and from where on
     * @throws InvalidInput {@code limit}, {@code cursor}, {@code from} or {@code to}
     */
    public Page<KeyValue> scan(Scan scan) {
        return new RangeScan(context, namespace, id, InputRules.given("scan", scan)).page(calls);
    }

    /** {@return how many items the record has} Takes time in proportion. */
    public long count() {
        return count(Scan.all());
    }

    /**
     * {@return how many items the scan would show on all its pages} Takes time in proportion.
     *
     * @param scan which keys; only its bounds count
     */
    public long count(Scan scan) {
        ItemRange range = RangeScan.range(namespace, id, InputRules.given("scan", scan));
        Instant now = context.now();
        return calls.count(Name.KEY_VALUES_COUNT, storage -> storage.keyValues().count(range, now));
    }
}

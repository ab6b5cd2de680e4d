package dev.coffer.storage;

import dev.coffer.storage.Operation.Name;
import dev.coffer.storage.spi.ItemRange;
import java.time.Instant;

/** The records of one namespace: {@code storage.keyValues().namespace("profiles")}. Safe for many threads. */
public final class KeyValueNamespace {
    private final StorageContext context;
    private final Calls calls;
    private final KeyValues keyValues;
    private final String namespace;

    KeyValueNamespace(StorageContext context, Calls calls, KeyValues keyValues, String namespace) {
        this.context = context;
        this.calls = calls;
        this.keyValues = keyValues;
        this.namespace = namespace;
    }

    /**
     * {@return the items of one record}
     *
     * @param id which record, such as a user's id; 1 to 255 code points, not blank
     * @throws InvalidInput {@code id}
     */
    public KeyValueRecord record(String id) {
        return new KeyValueRecord(context, calls, keyValues, namespace, InputRules.name("id", id));
    }

    /**
     * {@return a page of the namespace's items, by id and then key} The scan's bounds are ids. Bounded by items and by
     * {@link Limits#pageBytes()}; never empty while something is left.
     *
     * @param scan which ids, in which direction and from where on
     * @throws InvalidInput {@code limit}, {@code cursor}, {@code from} or {@code to}
     */
    public Page<KeyValue> scan(Scan scan) {
        return new RangeScan(context, namespace, null, InputRules.given("scan", scan)).page(calls);
    }

    /** {@return how many items the records of the namespace have} Takes time in proportion. */
    public long count() {
        return count(Scan.all());
    }

    /**
     * {@return how many items the scan would show on all its pages} Takes time in proportion.
     *
     * @param scan which ids; only its bounds count
     */
    public long count(Scan scan) {
        ItemRange range = RangeScan.range(namespace, null, InputRules.given("scan", scan));
        Instant now = context.now();
        return calls.count(Name.KEY_VALUES_COUNT, storage -> storage.keyValues().count(range, now));
    }

    /**
     * Deletes all records whose id begins with this prefix, at one moment.
     *
     * @param prefix compared byte by byte; 1 to 255 code points, not blank
     * @return how many items they had
     * @throws InvalidInput {@code prefix} if it is empty
     */
    public long deleteByPrefix(String prefix) {
        ItemRange range = RangeScan.prefix(namespace, null, prefix);
        Instant now = context.now();
        return calls.number(
                Name.KEY_VALUES_DELETE_BY_PREFIX, storage -> storage.keyValues().deleteRange(range, now));
    }
}

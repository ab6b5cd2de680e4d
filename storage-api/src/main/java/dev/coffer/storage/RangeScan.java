package dev.coffer.storage;

import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.SliceBounds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A scan of one record or one namespace, with its cursor. */
final class RangeScan {
    private final StorageContext context;
    private final ItemRange range;
    private final SliceBounds bounds;
    private final Cursor cursor;

    RangeScan(StorageContext context, String namespace, @Nullable String id, Scan scan) {
        this.context = context;
        range = range(namespace, id, scan);
        cursor = new Cursor(List.of(
                "scan", part(namespace), part(id), part(range.from()), part(range.to()), scan.backwards() ? "<" : ">"));
        int limit = scan.limit()
                .map(context.rules()::pageLimit)
                .orElse(context.rules().limits().pageItems());
        ItemKey after = scan.cursor().map(text -> position(namespace, text)).orElse(null);
        bounds = new SliceBounds(
                after, scan.backwards(), limit, context.rules().limits().pageBytes());
    }

    static ItemRange range(String namespace, @Nullable String id, Scan scan) {
        return new ItemRange(
                namespace,
                id,
                scan.from().map(text -> InputRules.bound("from", text)).orElse(null),
                scan.to().map(text -> InputRules.bound("to", text)).orElse(null));
    }

    /** Refuses the empty prefix: it would delete everything. */
    static ItemRange prefix(String namespace, @Nullable String id, String prefix) {
        InputRules.name("prefix", prefix);
        return new ItemRange(
                namespace, id, prefix, Texts.successorOfPrefix(prefix).orElse(null));
    }

    Page<KeyValue> page(Calls calls) {
        Instant now = context.now();
        ItemSlice slice = calls.call(
                Operation.Name.KEY_VALUES_SCAN, storage -> storage.keyValues().scan(range, bounds, now));
        if (!slice.more()) {
            return new Page<>(slice.items(), Optional.empty());
        }
        KeyValue last = slice.items().get(slice.items().size() - 1);
        return new Page<>(slice.items(), Optional.of(cursor.at(last.id(), last.key())));
    }

    private ItemKey position(String namespace, String text) {
        List<String> parts = cursor.position(text, 2);
        ItemKey position = new ItemKey(namespace, parts.get(0), parts.get(1));
        if (!range.contains(position)) { // a client can make one: it must not lead out of what the host scans
            throw Cursor.malformed();
        }
        return position;
    }

    /** Tells an absent part from an empty one. */
    private static String part(@Nullable String text) {
        return text == null ? "" : "=" + text;
    }
}

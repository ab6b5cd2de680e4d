package dev.coffer.resilience;

import dev.coffer.resilience.Request.Delete;
import dev.coffer.resilience.Request.Increment;
import dev.coffer.resilience.Request.Put;
import dev.coffer.storage.Condition;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.VersionConflict;
import java.util.function.Function;

/** A key of a storage. */
record StoredKey(KeyValueRecord record, String key) implements Function<Request, Answer> {
    @Override
    public Answer apply(Request request) {
        try {
            if (request instanceof Put put) {
                String value = Long.toString(put.value());
                return new Answer.Written(
                        record.put(key, value, PutOptions.defaults().with(put.condition())));
            }
            if (request instanceof Increment increment) {
                return new Answer.Sum(record.increment(key, increment.delta()));
            }
            return request instanceof Delete delete ? delete(delete.condition()) : get();
        } catch (VersionConflict e) {
            return new Answer.Conflict(e.currentVersion());
        }
    }

    private Answer delete(Condition condition) {
        if (condition instanceof Condition.Version known) {
            record.delete(key, known.version());
            return new Answer.Deleted(true);
        }
        return new Answer.Deleted(record.delete(key));
    }

    private Answer get() {
        return record.get(key).map(StoredKey::found).orElseGet(Answer.Absent::new);
    }

    private static Answer found(KeyValue item) {
        return new Answer.Found(Long.parseLong(item.text()), item.version());
    }
}

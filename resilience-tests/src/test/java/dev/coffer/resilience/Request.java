package dev.coffer.resilience;

import dev.coffer.storage.Condition;

/** What a thread asks of a key that holds a number. */
sealed interface Request {
    record Get() implements Request {}

    /** Its value is one that no other put of the history has. */
    record Put(long value, Condition condition) implements Request {}

    /** Its condition is any, or that the key has a version. */
    record Delete(Condition condition) implements Request {}

    /** It adds so much that no two writes of the history come to the same sum. */
    record Increment(long delta) implements Request {}

    /** What must hold for it to change anything. */
    default Condition condition() {
        if (this instanceof Put put) {
            return put.condition;
        }
        return this instanceof Delete delete ? delete.condition : Condition.any();
    }
}

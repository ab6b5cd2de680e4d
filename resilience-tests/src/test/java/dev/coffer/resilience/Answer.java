package dev.coffer.resilience;

import java.util.OptionalLong;

/** What a key said to a {@link Request}. */
sealed interface Answer {
    /** To a get: that is there. */
    record Found(long value, long version) implements Answer {}

    /** To a get: nothing is there. */
    record Absent() implements Answer {}

    /** To a put. */
    record Written(long version) implements Answer {}

    /** To a delete: whether something was there. */
    record Deleted(boolean present) implements Answer {}

    /** To an increment. */
    record Sum(long value) implements Answer {}

    /** The condition does not hold; nothing was changed. */
    record Conflict(OptionalLong currentVersion) implements Answer {}
}

package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.StorageException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts what kind of failure something is, as the errors table has it. */
final class Failure {
    private Failure() {}

    /** That it fails so; returns the error, for its fields. */
    static <E extends StorageException> E of(Class<E> type, Retry retry, Outcome outcome, ThrowingCallable call) {
        return is(type, retry, outcome, catchThrowable(call));
    }

    static <E extends StorageException> E is(Class<E> type, Retry retry, Outcome outcome, Throwable failure) {
        assertThat(failure).isExactlyInstanceOf(type);
        E error = type.cast(failure);
        assertThat(error.retry()).as("retry of %s", error).isEqualTo(retry);
        assertThat(error.outcome()).as("outcome of %s", error).isEqualTo(outcome);
        return error;
    }
}

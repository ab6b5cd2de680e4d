package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedFailureTest {
    private static Stream<StorageException> failures() {
        return Stream.of(
                new AccessDenied("m", null),
                new Busy("m", null),
                new Corrupt("m", null),
                new InvalidInput("row", "breaks a rule"),
                new ReadOnly("m", null),
                new ResourceExhausted("m", null),
                new SchemaMismatch("m", null),
                new SerializationConflict("m", null),
                new StorageException("m", "XX000", Outcome.UNKNOWN, null),
                new Timeout("m", null),
                new TransactionRolledBack("m", null),
                new Unavailable("m", null),
                new UnknownOutcome("m", null));
    }

    @Test
    void aCopy_saysTheSame() {
        failures().forEach(SharedFailureTest::assertCopied);
    }

    private static void assertCopied(StorageException failure) {
        RuntimeException copy = SharedFailure.copy(failure);
        assertThat(copy)
                .isExactlyInstanceOf(failure.getClass())
                .isNotSameAs(failure)
                .hasMessage(failure.getMessage())
                .hasCause(failure);
        StorageException known = (StorageException) copy;
        assertThat(known.retry()).isEqualTo(failure.retry());
        assertThat(known.outcome()).isEqualTo(failure.outcome());
        assertThat(known.code()).isEqualTo(failure.code());
    }
}

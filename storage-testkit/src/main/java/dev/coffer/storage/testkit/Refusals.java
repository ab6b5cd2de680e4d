package dev.coffer.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Retry;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.VersionConflict;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The errors that say "no": each with its facts, to be repeated never, with nothing applied. */
final class Refusals {
    private Refusals() {}

    static void assertInvalidInput(String field, ThrowingCallable call) {
        InvalidInput refusal = refusal(InvalidInput.class, field, call);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.element()).isEmpty();
    }

    static void assertInvalidInput(String field, int element, ThrowingCallable call) {
        InvalidInput refusal = refusal(InvalidInput.class, field, call);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.element()).hasValue(element);
    }

    static void assertDuplicate(String field, ThrowingCallable call) {
        assertDuplicate(field, OptionalInt.empty(), call);
    }

    static void assertDuplicate(String field, int element, ThrowingCallable call) {
        assertDuplicate(field, OptionalInt.of(element), call);
    }

    private static void assertDuplicate(String field, OptionalInt element, ThrowingCallable call) {
        Duplicate refusal = refusal(Duplicate.class, field, call);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.element()).isEqualTo(element);
    }

    static void assertMissingReference(String field, ThrowingCallable call) {
        assertThat(refusal(MissingReference.class, field, call).field()).isEqualTo(field);
    }

    static void assertNotFound(String what, ThrowingCallable call) {
        assertThat(refusal(NotFound.class, what, call).what()).isEqualTo(what);
    }

    /** The condition does not hold, since the version now is this one. */
    static void assertVersionConflict(long current, ThrowingCallable call) {
        assertThat(versionConflict(call).currentVersion()).hasValue(current);
    }

    /** The condition does not hold, since the item is absent. */
    static void assertAbsenceConflict(ThrowingCallable call) {
        assertThat(versionConflict(call).currentVersion()).isEmpty();
    }

    private static VersionConflict versionConflict(ThrowingCallable call) {
        VersionConflict refusal = refusal(VersionConflict.class, "version", call);
        assertThat(refusal.element()).isEmpty();
        return refusal;
    }

    /** The condition of one element of a batch does not hold. */
    static void assertVersionConflict(OptionalLong current, int element, ThrowingCallable call) {
        VersionConflict refusal = refusal(VersionConflict.class, "version", call);
        assertThat(refusal.currentVersion()).isEqualTo(current);
        assertThat(refusal.element()).hasValue(element);
    }

    static void assertReadOnly(String operation, ThrowingCallable call) {
        assertThat(refusal(ReadOnly.class, operation, call)).isNotNull();
    }

    private static <E extends StorageException> E refusal(Class<E> type, String about, ThrowingCallable call) {
        E refusal = catchThrowableOfType(type, call);
        assertThat(refusal).as(about).isNotNull();
        assertThat(refusal.retry()).isEqualTo(Retry.NEVER);
        assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        return refusal;
    }
}

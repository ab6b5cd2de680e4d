package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on {@link InvalidInput}. */
final class Refusals {
    private Refusals() {}

    static void assertRefused(String field, ThrowingCallable call) {
        assertThat(refusal(call)).satisfies(refusal -> {
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal.element()).isEmpty();
            assertThat(refusal.getMessage()).startsWith(field + " ");
        });
    }

    static void assertRefusedAt(String field, int element, ThrowingCallable call) {
        assertThat(refusal(call)).satisfies(refusal -> {
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal.element()).hasValue(element);
            assertThat(refusal.getMessage()).startsWith(field + " (element " + element + ") ");
        });
    }

    static InvalidInput refusal(ThrowingCallable call) {
        return assertThatExceptionOfType(InvalidInput.class).isThrownBy(call).actual();
    }

    /** What a host without null checks passes. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // it lies about the type, as such a host does
    static <T> T nothing() {
        return null;
    }
}

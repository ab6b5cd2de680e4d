package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseCredentialsTest {
    private final DatabaseCredentials credentials = new DatabaseCredentials("ada", "s3cret");

    @Test
    void thePassword_isNotShown() {
        assertThat(credentials.toString()).contains("ada").doesNotContain("s3cret");
    }

    @Test
    void aTimeToRefresh_isLongerThanNothing() {
        assertThat(credentials.refreshAfter()).isEmpty();
        assertThat(credentials.refreshedAfter(Duration.ofSeconds(3)).refreshAfter())
                .contains(Duration.ofSeconds(3));
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> credentials.refreshedAfter(none))
                    .matches(refusal -> refusal.field().equals("refreshAfter"));
        }
    }

    @Test
    void aTimeOfValidity_isLongerThanNothing_andKeptBesideTheOther() {
        assertThat(credentials.validFor()).isEmpty();
        assertThat(credentials.validFor(Duration.ofSeconds(9)).refreshedAfter(Duration.ofSeconds(3)))
                .isEqualTo(credentials.refreshedAfter(Duration.ofSeconds(3)).validFor(Duration.ofSeconds(9)))
                .returns(Optional.of(Duration.ofSeconds(9)), DatabaseCredentials::validFor);
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> credentials.validFor(Duration.ZERO))
                .matches(refusal -> refusal.field().equals("validFor"));
    }

    @Test
    void aSourceThatOnlyFetches_givesTheSameAfterARefusal_andHasNothingToTakeBack() throws Exception {
        try (CredentialSource source = () -> credentials) {
            assertThat(source.fetchAfterRefusal(credentials)).isEqualTo(credentials);
            source.retired(credentials);
        }
    }
}

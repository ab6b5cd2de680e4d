package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import java.time.Duration;
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
}

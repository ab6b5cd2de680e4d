package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.memory.MemoryProvider;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void name_ofACheck_isLowerCaseWithHyphens() {
        assertThat(Finding.ok("clock-skew", "none").level().label()).isEqualTo("ok");
        for (String name : new String[] {"", "Clock", "clock_skew", "-clock", "clock skew"}) {
            assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> Finding.ok(name, "none"));
        }
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> Finding.fail("clock", " ", "set it"));
    }

    @Test
    void diagnosis_byDefault_tellsWhetherItAnswers() {
        StorageConfig config = StorageConfig.forUrl("memory:").build();
        assertThat(new MemoryProvider().diagnose(config))
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK));
        assertThat(new AwayProvider().diagnose(config)).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
            assertThat(finding.observed()).contains("the server is away");
            assertThat(finding.advice()).isPresent();
        });
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> new MemoryProvider()
                        .diagnose(StorageConfig.forUrl("memory:?mode=ro").build()));
    }

    /** Of a server that is not there. */
    private static final class AwayProvider implements StorageProvider {
        @Override
        public String name() {
            return "away";
        }

        @Override
        public Set<String> schemes() {
            return Set.of("away");
        }

        @Override
        public StorageBackend open(StorageConfig config) {
            throw new Unavailable("the server is away", null);
        }
    }
}

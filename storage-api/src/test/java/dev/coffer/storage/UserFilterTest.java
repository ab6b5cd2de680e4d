package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UserFilterTest {
    @Test
    @SuppressWarnings("NullAway") // as of a host without NullAway
    void null_isRefused_withTheMethodThatIsForIt() {
        UserFilter.Field plan = UserFilter.where("plan");

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> plan.is(null))
                .withMessage("value must not be null: isNull() is for JSON's null");
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> plan.isOneOf(Arrays.asList("gold", null)))
                .withMessage("values must not be null: isNull() is for JSON's null");
    }
}

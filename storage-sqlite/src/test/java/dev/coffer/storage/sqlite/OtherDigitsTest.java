package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In many locales numbers are formatted with digits that SQL does not know. */
class OtherDigitsTest {
    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void tablesAreMade_whereTheDefaultLocaleHasOtherDigits() {
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        assertThat(String.format("%d", 1)).isNotEqualTo("1");

        try (Storage storage = Storage.open("sqlite::memory:")) {
            assertThat(storage.users().count()).isZero();
        }
    }
}

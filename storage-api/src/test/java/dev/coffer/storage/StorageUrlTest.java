package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageUrlTest {
    @ParameterizedTest
    @CsvSource({
        "sqlite:app.db, sqlite",
        "sqlite::memory:, sqlite",
        "SQLite:app.db, sqlite",
        "jdbc:sqlite:app.db, sqlite",
        "postgresql://host/db, postgresql",
        "jdbc:postgresql://host/db, postgresql",
        "a1+b-c.d:, a1+b-c.d",
        "jdbc:nothing, jdbc"
    })
    void scheme_standsBeforeTheFirstColon(String url, String scheme) {
        assertThat(StorageConfig.forUrl(url).build().scheme()).isEqualTo(scheme);
    }

    @Test
    void scheme_doesNotDependOnTheDefaultLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(StorageUrl.scheme("SQLITE:app.db")).isEqualTo("sqlite");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app.db", "//ada:secret@host", ":secret", "1a:secret", "a secret:x", "/secret:x"})
    void scheme_thatIsMissing_isRefusedWithoutShowingTheUrl(String url) {
        assertRefused("url", () -> StorageConfig.forUrl(url));
        assertThat(refusal(() -> StorageConfig.forUrl(url))).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:app.db, sqlite:app.db",
        "sqlite::memory:, sqlite::memory:",
        "sqlite:/home/ada/app.db?key=secret, sqlite:/home/ada/app.db?…",
        "postgresql://host:5432/db, postgresql://host:5432/db",
        "postgresql://ada@host/db, postgresql://…@host/db",
        "'postgresql://ada:secret@h1:1,h2:2/db?password=secret', 'postgresql://…@h1:1,h2:2/db?…'",
        "jdbc:postgresql://ada:secret@host/db, jdbc:postgresql://…@host/db",
        "postgresql://ada:a@secret@host/db, postgresql://…@host/db",
        "postgresql://ada:a/secret@host/db, postgresql://…@host/db",
        "postgresql://ada:a#secret@host/db, postgresql://…@host/db",
        "postgresql://ada:a?secret@host/db, postgresql://…",
        "postgresql://host/db?password=a@secret, postgresql://…",
        "postgresql://ada:secret@host/db?password=a@secret, postgresql://…",
        "postgresql:ada:secret@host/db, postgresql:…@host/db",
        "'postgresql://ada:a\nsecret@host/db', postgresql://…@host/db"
    })
    void redacted_showsNoUserInfoAndNoParameters(String url, String redacted) {
        assertThat(StorageUrl.redacted(url)).isEqualTo(redacted);
        assertThat(StorageConfig.forUrl(url).build()).hasToString("StorageConfig[" + redacted + "]");
    }
}

package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Runs beside the contract where the build sets another locale, charset and time zone, and only there: it shows that they are in
 * force.
 */
class OtherEnvironmentCheck {
    @Test
    @SuppressWarnings("StringCaseLocaleUsage") // the default locale is what it is about
    void locale_isTurkish() {
        assertThat(Locale.getDefault()).isEqualTo(new Locale("tr", "TR"));
        assertThat("I".toLowerCase()).isEqualTo("ı");
    }

    @Test
    @SuppressWarnings("DefaultCharset") // is what it is about
    void charset_isAscii() {
        assertThat(Charset.defaultCharset()).isEqualTo(StandardCharsets.US_ASCII);
        assertThat("é".getBytes()).isEqualTo(new byte[] {'?'});
        assertThat(Charset.forName(System.getProperty("sun.jnu.encoding"))).isEqualTo(StandardCharsets.US_ASCII);
    }

    @Test
    void timeZone_isNewYork() {
        assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("America/New_York"));
    }
}

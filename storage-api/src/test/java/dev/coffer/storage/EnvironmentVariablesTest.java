package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentVariablesTest {
    private static final String DURATION =
            "a duration from a millisecond to a day, such as 500ms, 5s, 10m, 1h or PT1.5S (ISO-8601)";

    private final Map<String, String> variables = new HashMap<>(Map.of("COFFER_URL", "sqlite:app.db"));

    private StorageConfig config() {
        return StorageConfig.fromEnvironment(variables);
    }

    private StorageConfig with(String name, String value) {
        variables.put(name, value);
        return config();
    }

    @Test
    void theUrl_isInEitherVariable() {
        assertThat(config().url()).isEqualTo("sqlite:app.db");
        assertThat(with("DATABASE_URL", "postgres://host/db").url()).isEqualTo("sqlite:app.db");
        assertThat(with("COFFER_URL", " ").url()).isEqualTo("postgres://host/db");

        variables.clear();

        assertRefused("COFFER_URL", this::config);
        assertThat(refusal(this::config)).hasMessageContainingAll("DATABASE_URL", "DATASTORE_HOST");
    }

    @Test
    void theUrl_isMadeOfItsParts_whereThereIsNone() {
        variables.clear();
        assertThat(with("DATASTORE_HOST", "db").url()).isEqualTo("postgresql://db");
        assertThat(with("DATASTORE_DATABASE", "a/b ?").url()).isEqualTo("postgresql://db/a%2Fb%20%3F");
        assertThat(with("DATASTORE_PORT", " 6432 ").url()).isEqualTo("postgresql://db:6432/a%2Fb%20%3F");
        assertThat(with("DATASTORE_USERNAME", "ada@home").url())
                .isEqualTo("postgresql://ada%40home@db:6432/a%2Fb%20%3F");
        assertThat(with("DATASTORE_PASSWORD", " p@:/%+ü ").url())
                .isEqualTo("postgresql://ada%40home:%20p%40%3A%2F%25%2B%C3%BC%20@db:6432/a%2Fb%20%3F");

        variables.clear();
        with("DATASTORE_HOST", "::1");
        with("DATASTORE_SSLMODE", "verify-full");
        with("DATASTORE_SSLCERT", "/tls/a&b.crt");
        with("DATASTORE_SSLKEY", "/tls/tls.key");
        assertThat(with("DATASTORE_SSLROOTCERT", "/tls/ca.crt").url())
                .isEqualTo("postgresql://[::1]?sslmode=verify-full&sslcert=%2Ftls%2Fa%26b.crt"
                        + "&sslkey=%2Ftls%2Ftls.key&sslrootcert=%2Ftls%2Fca.crt");

        assertThat(with("DATABASE_URL", "sqlite:app.db").url()).isEqualTo("sqlite:app.db");
    }

    @Test
    void aHost_isAName_orSeveral() {
        variables.clear();
        assertThat(with("DATASTORE_HOST", "db1,db2,[::1]").url()).isEqualTo("postgresql://db1,db2,[::1]");
        variables.put("DATASTORE_HOST", "s3cret@db");
        assertThat(refusal(this::config))
                .hasMessage(
                        "DATASTORE_HOST must be the name or address of a server, or several with commas between them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "0", "65536", "-1"})
    void aPort_isANumber(String port) {
        variables.clear();
        variables.put("DATASTORE_HOST", "db");
        variables.put("DATASTORE_PORT", port);

        assertThat(refusal(this::config))
                .hasMessage("DATASTORE_PORT must be a whole number from 1 to 65535")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COFFER_URL", "DATABASE_URL"})
    void aUrl_thatIsMalformed_isNamedByItsVariable(String name) {
        variables.clear();
        variables.put(name, "//ada:secret@host/db");

        assertRefused(name, this::config);
        assertThat(refusal(this::config)).hasMessageNotContaining("secret").hasNoCause();
    }

    @Test
    void eachVariable_setsItsValue() {
        assertThat(with("COFFER_SCHEMA", "app").schema()).contains("app");
        assertThat(with("COFFER_SCHEMA_OWNER", "app_owner").schemaOwner()).contains("app_owner");
        assertThat(with("COFFER_STANDBY_READS", "true").standbyReads()).isTrue();
        assertThat(with("COFFER_TRANSACTION_POOLING", "true").transactionPooling())
                .isTrue();
        assertThat(with("COFFER_NATURAL_BATCHING", "false").naturalBatching()).isFalse();
        assertThat(with("COFFER_START_TIMEOUT", "2m").startTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(with("COFFER_SCHEMA_MODE", "validate").schemaMode()).isEqualTo(SchemaMode.VALIDATE);
        assertThat(with("COFFER_SCHEMA_MODE", "NONE").schemaMode()).isEqualTo(SchemaMode.NONE);
        assertThat(with("COFFER_READ_ONLY", "TRUE").readOnly()).isTrue();
        assertThat(with("COFFER_READ_ONLY", "false").readOnly()).isFalse();
        assertThat(with("COFFER_POOL_SIZE", " 7 ").poolSize()).isEqualTo(7);
        assertThat(with("COFFER_LOCK_TIMEOUT", "200ms").lockTimeout()).isEqualTo(Duration.ofMillis(200));
        assertThat(with("COFFER_READ_TIMEOUT", "2s").readTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(with("COFFER_CLOSE_TIMEOUT", "PT1.5S").closeTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(with("COFFER_PASSWORD_COST", "10").passwordCost()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"1ms, PT0.001S", "999999999ms, PT277H46M39.999S", "5s, PT5S", "10m, PT10M", "24h, PT24H", "P1D, PT24H"})
    void durations_haveAShortFormToo(String text, Duration duration) {
        if (duration.compareTo(Duration.ofDays(1)) > 0) {
            assertRefused("COFFER_LOCK_TIMEOUT", () -> with("COFFER_LOCK_TIMEOUT", text));
        } else {
            assertThat(with("COFFER_LOCK_TIMEOUT", text).lockTimeout()).isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COFFER_SCHEMA",
                "COFFER_SCHEMA_OWNER",
                "COFFER_SCHEMA_MODE",
                "COFFER_READ_ONLY",
                "COFFER_STANDBY_READS",
                "COFFER_TRANSACTION_POOLING",
                "COFFER_NATURAL_BATCHING",
                "COFFER_START_TIMEOUT",
                "COFFER_POOL_SIZE",
                "COFFER_LOCK_TIMEOUT",
                "COFFER_READ_TIMEOUT",
                "COFFER_CLOSE_TIMEOUT",
                "COFFER_PASSWORD_COST"
            })
    void aVariable_thatIsEmpty_countsAsUnset(String name) {
        variables.put(name, "");
        assertThat(config().poolSize()).isEqualTo(10);

        variables.put(name, " \t");
        assertThat(config().lockTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "COFFER_SCHEMA_MODE, s3cret, 'migrate, validate or none'",
        "COFFER_READ_ONLY, s3cret, true or false",
        "COFFER_READ_ONLY, yes, true or false",
        "COFFER_STANDBY_READS, s3cret, true or false",
        "COFFER_TRANSACTION_POOLING, s3cret, true or false",
        "COFFER_NATURAL_BATCHING, s3cret, true or false",
        "COFFER_START_TIMEOUT, s3cret, DURATION",
        "COFFER_SCHEMA, s3cret!, '1 to 31 of a-z, 0-9 and _, and begin with no digit'",
        "COFFER_SCHEMA_OWNER, s3cret!, '1 to 31 of a-z, 0-9 and _, and begin with no digit'",
        "COFFER_POOL_SIZE, s3cret, a whole number from 1 to 1000",
        "COFFER_POOL_SIZE, 1.5, a whole number from 1 to 1000",
        "COFFER_POOL_SIZE, 99999999999, a whole number from 1 to 1000",
        "COFFER_LOCK_TIMEOUT, s3cret, DURATION",
        "COFFER_LOCK_TIMEOUT, 5, DURATION",
        "COFFER_LOCK_TIMEOUT, 5d, DURATION",
        "COFFER_LOCK_TIMEOUT, -5s, DURATION",
        "COFFER_LOCK_TIMEOUT, 5 s, DURATION",
        "COFFER_LOCK_TIMEOUT, 1234567890s, DURATION",
        "COFFER_LOCK_TIMEOUT, PT9223372036854775808S, DURATION",
        "COFFER_READ_TIMEOUT, s3cret, DURATION",
        "COFFER_CLOSE_TIMEOUT, s3cret, DURATION",
        "COFFER_PASSWORD_COST, s3cret, a whole number from 4 to 18"
    })
    void aVariable_thatIsMalformed_isNamedWithWhatIsAllowed_withoutItsValue(String name, String value, String allowed) {
        variables.put(name, value);

        assertThat(refusal(this::config))
                .hasMessage(name + " must be " + allowed.replace("DURATION", DURATION))
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "COFFER_POOL_SIZE, 0, must be from 1 to 1000",
        "COFFER_PASSWORD_COST, 3, must be from 4 to 18",
        "COFFER_LOCK_TIMEOUT, 0s, must be from a millisecond to a day",
        "COFFER_READ_TIMEOUT, PT-1S, must be from a millisecond to a day",
        "COFFER_CLOSE_TIMEOUT, 25h, must be from a millisecond to a day"
    })
    void aVariable_thatIsOutOfBounds_isNamedWithThem(String name, String value, String problem) {
        variables.put(name, value);

        assertThat(refusal(this::config)).hasMessage(name + " " + problem);
    }

    @Test
    void fromEnvironment_readsTheProcesssOwn() {
        String url = System.getenv().getOrDefault("COFFER_URL", System.getenv("DATABASE_URL"));
        if (url == null || url.isBlank()) {
            assertRefused("COFFER_URL", StorageConfig::fromEnvironment);
        } else {
            assertThat(StorageConfig.fromEnvironment().url()).isEqualTo(url.strip());
        }
    }
}

package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.PostgresUrl.Host;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PostgresUrlTest {
    @Test
    void everything_isTakenApart() {
        PostgresUrl url = PostgresUrl.parse(
                "postgresql://ada:s%40cret@db1.example.org:5433,[::1]:5434,db3/app%20data?sslmode=verify-full&application_name=a%26b");

        assertThat(url.hosts())
                .containsExactly(new Host("db1.example.org", 5433), new Host("::1", 5434), new Host("db3", 5432));
        assertThat(url.database()).contains("app data");
        assertThat(url.user()).contains("ada");
        assertThat(url.password()).contains("s@cret");
        assertThat(url.parameters()).isEqualTo(Map.of("sslmode", "verify-full", "application_name", "a&b"));
        assertThat(url.toString()).doesNotContain("cret");
    }

    @Test
    void theLeast_hasDefaults() {
        PostgresUrl url = PostgresUrl.parse("postgres://");

        assertThat(url.hosts()).containsExactly(new Host("localhost", 5432));
        assertThat(url.database()).isEmpty();
        assertThat(url.user()).isEmpty();
        assertThat(url.password()).isEmpty();
        assertThat(url.parameters()).isEmpty();
    }

    @Test
    void theDriversForm_hasTheSameMeaning() {
        assertThat(PostgresUrl.parse("jdbc:postgresql://db:1/app?user=ada&password=a%2Bb+c&targetServerType=primary"))
                .isEqualTo(PostgresUrl.parse("postgres://ada:a+b+c@db:1/app?target_session_attrs=read-write"));
    }

    @Test
    void whatTheEnvironmentSaysInParts_arrivesAsItIs() {
        Map<String, String> variables = Map.of(
                "DATASTORE_HOST", "db1,[::1]",
                "DATASTORE_PORT", "6432",
                "DATASTORE_DATABASE", "a/b?c",
                "DATASTORE_USERNAME", "ada@home",
                "DATASTORE_PASSWORD", "p@:/%+&?ü",
                "DATASTORE_SSLROOTCERT", "/tls/a&b=c.crt");

        PostgresUrl url =
                PostgresUrl.parse(StorageConfig.fromEnvironment(variables).url());

        assertThat(url.hosts()).containsExactly(new Host("db1", 6432), new Host("::1", 6432));
        assertThat(url.database()).contains("a/b?c");
        assertThat(url.user()).contains("ada@home");
        assertThat(url.password()).contains("p@:/%+&?ü");
        assertThat(url.parameters()).isEqualTo(Map.of("sslrootcert", "/tls/a&b=c.crt"));
    }

    @TestFactory
    Stream<DynamicTest> whatIsMalformed_isRefused() {
        return Stream.of(
                        "mysql://db/app",
                        "postgresql:app",
                        "postgresql://db:0/app",
                        "postgresql://db:65536/app",
                        "postgresql://db:5432:1/app",
                        "postgresql://[::1/app",
                        "postgresql://ada:p@secret@db/app",
                        "postgresql://ada:123/secret@db/app",
                        "postgresql://db%3FsocketFactory=secret/app",
                        "postgresql://%2Fvar%2Frun%2Fsecret/app",
                        "postgresql://ada%00options:secret@db/app",
                        "postgresql://db/app?sslmode=secret",
                        "postgresql://db/app?socketFactory=secret",
                        "postgresql://db/app?options=secret",
                        "postgresql://db/app?preferQueryMode=secret",
                        "postgresql://db/app?connect_timeout=secret",
                        "postgresql://db/app?sslmode=require&sslmode=require",
                        "postgresql://db/app?sslkey=%zz",
                        "postgresql://ada:secret%zz@db/app")
                .map(url -> dynamicTest(
                        url,
                        () -> assertThatExceptionOfType(InvalidInput.class)
                                .isThrownBy(() -> PostgresUrl.parse(url))
                                .withMessageNotContaining("secret")
                                .satisfies(e -> assertThat(e.field()).isEqualTo("url"))));
    }

    @Test
    void anUnknownParameter_isNamed_withThoseThatAreKnown() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> PostgresUrl.parse("postgresql://db/app?socketFactory=x"))
                .withMessageContaining("'socketFactory'")
                .withMessageContaining("sslrootcert, target_session_attrs");
    }
}

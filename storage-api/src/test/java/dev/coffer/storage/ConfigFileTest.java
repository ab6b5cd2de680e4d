package dev.coffer.storage;

import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final Set<Class<?>> SAYABLE =
            Set.of(String.class, int.class, boolean.class, Duration.class, SchemaMode.class);

    @TempDir
    Path directory;

    private final Map<String, String> variables = new HashMap<>();

    private Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private StorageConfig properties(String text) {
        return StorageConfig.fromFile(file("coffer.properties", text), variables);
    }

    private StorageConfig yaml(String text) {
        return StorageConfig.fromFile(file("coffer.yaml", text), variables);
    }

    private static void assertAllSet(StorageConfig config) {
        assertThat(config.url()).isEqualTo("sqlite:app.db");
        assertThat(config.schema()).contains("app");
        assertThat(config.schemaMode()).isEqualTo(SchemaMode.VALIDATE);
        assertThat(config.readOnly()).isTrue();
        assertThat(config.standbyReads()).isTrue();
        assertThat(config.transactionPooling()).isTrue();
        assertThat(config.naturalBatching()).isFalse();
        assertThat(config.poolSize()).isEqualTo(7);
        assertThat(config.startTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.lockTimeout()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.readTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.passwordCost()).isEqualTo(10);
    }

    @Test
    void properties_setEveryValue() {
        assertAllSet(properties("""
                # where it is
                url = sqlite:app.db
                schema=app
                schemaMode: validate
                readOnly true
                standbyReads=true
                transactionPooling=true
                naturalBatching=\\
                  false
                poolSize=7
                startTimeout=2m
                lockTimeout=200ms
                readTimeout=2s
                closeTimeout=PT1.5S
                passwordCost=\\u0031\\u0030
                """));
    }

    @Test
    void yaml_setsEveryValue() {
        assertAllSet(yaml("""
                # where it is
                url: "sqlite:app.db"
                schema: app
                schemaMode: validate
                readOnly: true
                standbyReads: 'true'
                transactionPooling: true
                naturalBatching: false
                poolSize: 7
                startTimeout: 2m
                lockTimeout: 200ms
                readTimeout: 2s
                closeTimeout: PT1.5S
                passwordCost: 10
                """));
        assertThat(StorageConfig.fromFile(file("coffer.YML", "{url: 'sqlite:app.db', poolSize: 8}"), variables)
                        .poolSize())
                .isEqualTo(8);
    }

    @Test
    void builder_isOverTheEnvironment_whichIsOverTheFile() {
        String text = "url=sqlite:file.db\npoolSize=7\nlockTimeout=7s\npasswordCost=7\n";
        variables.put("COFFER_POOL_SIZE", "8");
        variables.put("COFFER_LOCK_TIMEOUT", "8s");

        StorageConfig config = properties(text).toBuilder().poolSize(9).build();

        assertThat(config.poolSize()).isEqualTo(9);
        assertThat(config.lockTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.passwordCost()).isEqualTo(7);
        assertThat(config.url()).isEqualTo("sqlite:file.db");
    }

    @ParameterizedTest
    @CsvSource({"COFFER_URL, sqlite:other.db", "DATABASE_URL, sqlite:other.db", "DATASTORE_HOST, other.db"})
    void anyUrlOfTheEnvironment_isOverTheFiles(String variable, String value) {
        variables.put(variable, value);

        assertThat(properties("url=sqlite:file.db").url()).endsWith("other.db");
    }

    @Test
    void environment_mayNameTheFile() {
        variables.put(
                "COFFER_CONFIG",
                file("coffer.yaml", "url: sqlite:file.db\npoolSize: 7").toString());
        variables.put("COFFER_POOL_SIZE", "8");

        StorageConfig config = StorageConfig.fromEnvironment(variables);

        assertThat(config.url()).isEqualTo("sqlite:file.db");
        assertThat(config.poolSize()).isEqualTo(8);

        variables.put("COFFER_CONFIG", directory.resolve("none.yaml").toString());
        assertThat(refusal(() -> StorageConfig.fromEnvironment(variables)).field())
                .isEqualTo("COFFER_CONFIG");
        assertThat(properties("url=sqlite:given.db").url()).isEqualTo("sqlite:given.db");
    }

    @ParameterizedTest
    @CsvSource({
        "pool-size, poolSize",
        "pool_size, poolSize",
        "POOLSIZE, poolSize",
        "COFFER_POOL_SIZE, poolSize",
        "coffer.poolSize, poolSize",
        "poolsise, poolSize",
        "pasword-file, passwordFile",
        "password, passwordFile",
        "PASSWORD, passwordFile",
        "Url, url"
    })
    void keyThatIsNearlyKnown_isRefusedWithTheRightOne(String key, String meant) {
        String problem = ", line 2, is not known: did you mean " + meant + "?";

        assertThat(refusal(() -> properties("url=sqlite:a.db\n" + key + "=s3cret")))
                .hasMessageStartingWith(key + " in ")
                .hasMessageEndingWith("coffer.properties" + problem)
                .hasMessageNotContaining("s3cret");
        assertThat(refusal(() -> yaml("url: sqlite:a.db\n" + key + ": s3cret")))
                .hasMessageEndingWith("coffer.yaml" + problem);
    }

    /** Else one would look for a URL that is there. */
    @Test
    void keyThatIsNearlyKnown_isToldBeforeAUrlThatIsMissing() {
        assertThat(refusal(() -> yaml("URL: sqlite:a.db"))).hasMessageEndingWith("did you mean url?");
        assertThat(refusal(() -> yaml("poolsize: 4"))).hasMessageEndingWith("did you mean poolSize?");
        assertThat(refusal(() -> yaml("poolSize: 4"))).hasMessageContaining("COFFER_URL must be set");
    }

    @Test
    void keyThatIsLikeNoOther_isNotShown() {
        assertThat(refusal(() -> properties("url=sqlite:a.db\n\nhunter2")))
                .hasMessageContaining("coffer.properties, line 3, has a key that is not known")
                .hasMessageContainingAll("closeTimeout", "passwordFile", "urlFile", "standbyReads")
                .hasMessageNotContaining("hunter2");
    }

    /** What a text cannot say, as who listens, is set in code. */
    @Test
    void keys_areTheBuildersNames() {
        String message = refusal(() -> properties("url=sqlite:a.db\nhunter2=x")).problem();
        Set<String> known = Set.of(message.substring(message.indexOf("known are ") + "known are ".length())
                .split(", "));

        Set<String> settings = Arrays.stream(StorageConfig.Builder.class.getMethods())
                .filter(method -> method.getReturnType() == StorageConfig.Builder.class)
                .filter(method -> SAYABLE.contains(method.getParameterTypes()[0]))
                .map(Method::getName)
                .collect(Collectors.toCollection(HashSet::new));
        settings.addAll(Set.of("url", "urlFile", "passwordFile"));
        assertThat(known).containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void value_thatIsMalformed_isNamedByFileLineAndKey_andNotShown() {
        assertThat(refusal(() -> properties("# a\nurl=sqlite:a.db\npoolSize=s3cret")))
                .hasMessage("poolSize in " + directory.resolve("coffer.properties")
                        + ", line 3, must be a whole number from 1 to 1000")
                .hasNoCause();
        assertThat(refusal(() -> yaml("url: sqlite:a.db\nreadOnly: yes")))
                .hasMessage("readOnly in " + directory.resolve("coffer.yaml") + ", line 2, must be true or false")
                .hasNoCause();
        assertThat(refusal(() -> yaml("url: '//ada:s3cret@host/db'")))
                .hasMessageContaining("url in ")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void url_thatIsNowhere_isNamedInBothPlaces() {
        assertThat(refusal(() -> yaml("poolSize: 3")))
                .hasMessageContainingAll("COFFER_URL", "DATABASE_URL", "or url in ", "coffer.yaml");
        assertThat(refusal(() -> yaml(""))).hasMessageContaining("COFFER_URL");
        assertThat(refusal(() -> yaml("url: ~"))).hasMessageContaining("COFFER_URL");
    }

    @Test
    void keyThatComesTwice_isRefusedWithBothLines() {
        String problem = ", line 3, has a key again that is in line 1 already";

        assertThat(refusal(() -> properties("url=sqlite:a.db\n\nurl=sqlite:s3cret.db")))
                .hasMessageEndingWith(problem)
                .hasMessageNotContaining("s3cret");
        assertThat(refusal(() -> yaml("url: sqlite:a.db\n\nurl: sqlite:s3cret.db")))
                .hasMessageEndingWith(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url:\n  - s3cret",
                "url: [s3cret]",
                "url: {s3cret: 1}",
                "url: &a s3cret",
                "url: &a sqlite:a.db\nschema: *a",
                "url: !!java.net.URL s3cret",
                "? [s3cret]\n: a",
                "- s3cret",
                "s3cret",
                "&a [*a, *a]",
                "url: sqlite:a.db\n---\nurl: s3cret",
                "url: 's3cret",
                "url: s3cret: x",
                "\turl: s3cret",
                "url: sqlite:a.db\n bad s3cret\nx",
                "%YAML 9.0\n---\nurl: s3cret",
                "url: \"\\q s3cret\""
            })
    void yaml_thatIsNotKeysAndPlainValues_isRefused_andNotShown(String text) {
        assertThat(refusal(() -> yaml(text)))
                .hasMessageStartingWith("file ")
                .hasMessageContaining("coffer.yaml")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void bombOfAliases_isRefusedAtItsFirstAnchor() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }

        assertThat(refusal(() -> yaml(bomb.toString()))).hasMessageContaining("coffer.yaml, line 1, must be one plain");
        assertThat(refusal(() -> yaml("[".repeat(200_000)))).hasMessageContaining("coffer.yaml");
    }

    @Test
    void properties_withAMalformedEscape_areRefused_andNotShown() {
        assertThat(refusal(() -> properties("url=sqlite:a.db\nschema=s3cret\\u12")))
                .hasMessageContaining("coffer.properties, line 2, has a \\u")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    /** To look at each of them for all that follow would take a quarter of an hour. */
    @ParameterizedTest
    @ValueSource(strings = {"\\\\", "\\\n", "\\\\x\n"})
    void slashes_asManyAsThereMayBe_takeTheirNumberOfSteps(String slashes) {
        String text = "url=sqlite:a.db\n" + "schema=" + slashes.repeat((1 << 19) / slashes.length()) + "x";

        assertThat(Threads.start(() -> PropertiesText.entries("file", text))).succeedsWithin(Threads.SOON);
    }

    @Test
    void fileThatIsTooLong_orNoText_orNone_isRefused() throws IOException {
        String long_ = "# " + "x".repeat(1 << 20);
        assertThat(refusal(() -> properties(long_))).hasMessageContaining("at most 1 MiB");
        Files.write(directory.resolve("latin.properties"), "url=sqlite:ü.db".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refusal(() -> StorageConfig.fromFile(directory.resolve("none.yaml"), variables)))
                .hasMessage("file must name a text file: there is no such file: " + directory.resolve("none.yaml"));
        Files.createDirectory(directory.resolve("directory.yaml"));
        for (String name : new String[] {"latin.properties", "directory.yaml"}) {
            assertThat(refusal(() -> StorageConfig.fromFile(directory.resolve(name), variables)))
                    .hasMessageStartingWith("file must be a text file")
                    .hasMessageContaining(name);
        }
        assertThat(refusal(() -> StorageConfig.fromFile(file("coffer.json", "{}"), variables)))
                .hasMessageContaining("*.properties, *.yaml or *.yml");
        assertThat(refusal(() -> StorageConfig.fromFile(directory, variables)).field())
                .isEqualTo("file");
    }

    @Test
    void byteOrderMark_isPassedOver() {
        assertThat(properties("\uFEFFurl=sqlite:ü.db").url()).isEqualTo("sqlite:ü.db");
        assertThat(yaml("\uFEFFurl: sqlite:ü.db").url()).isEqualTo("sqlite:ü.db");
    }

    @Test
    void urlFile_holdsTheUrl() {
        Path url = file("url", "sqlite:secret.db\n");

        assertThat(properties("urlFile=" + url).url()).isEqualTo("sqlite:secret.db");
        variables.put("COFFER_URL_FILE", url.toString());
        assertThat(StorageConfig.fromEnvironment(variables).url()).isEqualTo("sqlite:secret.db");
        assertThat(properties("url=sqlite:file.db").url()).isEqualTo("sqlite:secret.db");

        variables.put("COFFER_URL", "sqlite:app.db");
        assertThat(refusal(() -> StorageConfig.fromEnvironment(variables)))
                .hasMessage("COFFER_URL_FILE must not be set beside COFFER_URL");
        variables.clear();
        assertThat(refusal(() -> properties("url=sqlite:a.db\nurlFile=" + url))).hasMessageContaining("beside url");
        assertThat(refusal(() -> properties("urlFile=postgresql://ada:s3cret@host")))
                .hasMessageStartingWith("urlFile in ")
                .hasMessageContaining("must be the path of a text file")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void passwordFile_isReadAgainEachTime() throws Exception {
        Path password = file("password", "first\n");
        StorageConfig config = yaml("url: postgresql://ada%40home:old@db/app\npasswordFile: " + password);
        CredentialSource credentials = config.credentials().orElseThrow();

        assertThat(credentials.fetch().user()).isEqualTo("ada@home");
        assertThat(credentials.fetch().password()).isEqualTo("first");
        file("password", " second \r\n");
        assertThat(credentials.fetch().password()).isEqualTo(" second ");
        Files.delete(password);
        assertThat(refusal(credentials::fetch).field()).isEqualTo("file");
    }

    @ParameterizedTest
    @CsvSource({
        "COFFER_URL, postgresql://ada:given@db/app",
        "COFFER_URL, postgresql://ada@db/app?password=given",
        "DATABASE_URL, postgres://ada:given@db/app",
        "DATASTORE_PASSWORD, given"
    })
    void passwordOfTheEnvironment_isOverThePasswordFileOfTheFile(String variable, String value) {
        variables.put("DATASTORE_HOST", "db");
        variables.put("DATASTORE_USERNAME", "ada");
        variables.put(variable, value);
        String text = "url=postgresql://bob@db/app\npasswordFile=" + file("password", "of the file");

        assertThat(properties(text).url()).contains("given");
        assertThat(properties(text).credentials()).isEmpty();

        variables.put(
                "COFFER_PASSWORD_FILE", file("nearer", "of the environment").toString());
        assertThat(password(properties(text))).isEqualTo("of the environment");
    }

    @Test
    void passwordFileOfTheFile_servesTheUserOfTheEnvironment_whereThatHasNoPassword() {
        variables.put("COFFER_URL", "postgresql://ada@db/app");
        String text = "url=postgresql://bob:old@db/app\npasswordFile=" + file("password", "of the file");

        assertThat(password(properties(text))).isEqualTo("of the file");
    }

    @Test
    void credentialsOfTheBuilder_areOverAPasswordFile() {
        variables.put("COFFER_PASSWORD_FILE", file("password", "first").toString());
        StorageConfig config = properties("url=postgresql://ada@db/app").toBuilder()
                .credentials(() -> new DatabaseCredentials("ada", "of the builder"))
                .build();

        assertThat(password(config)).isEqualTo("of the builder");
    }

    private static String password(StorageConfig config) {
        try {
            return config.credentials().orElseThrow().fetch().password();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void passwordFile_belongsToTheUsersOfAServer() {
        Path password = file("password", "first");
        variables.put("COFFER_PASSWORD_FILE", password.toString());

        assertThat(properties("url=sqlite:a.db").credentials()).isEmpty();
        assertThat(properties("url=jdbc:postgresql://db/app?user=a%2Bb+c").credentials())
                .isPresent();
        assertThat(refusal(() -> properties("url=postgresql://db/app")))
                .hasMessageStartingWith("COFFER_PASSWORD_FILE needs a user in the URL");
        variables.put("COFFER_PASSWORD_FILE", "s3cret");
        assertThat(refusal(() -> properties("url=postgresql://ada@db/app")))
                .hasMessageStartingWith("COFFER_PASSWORD_FILE must be the path of a text file")
                .hasMessageNotContaining("s3cret");
        variables.put("COFFER_PASSWORD_FILE", file("empty", "\n").toString());
        assertThat(refusal(() -> properties("url=postgresql://ada@db/app"))).hasMessageContaining("empty");
    }
}

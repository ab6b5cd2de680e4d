package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The executable jar, as {@code mvn package} makes it. */
class CofferJarTest {
    @Test
    void jar_tellsItsVersion() {
        Result result = CliProcess.jar("--version").run();
        assertThat(result.out()).matches("coffer \\d+\\.\\d+\\.\\d+\\S*\\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void jar_movesRecordsBetweenAllKindsOfEndpoints() {
        String sqlite = Samples.freshSqlite();
        String dump = Samples.dump(Samples.USER, Samples.SESSION, Samples.ITEM);
        Result result = CliProcess.jar("migrate", "--from", dump, "--to", sqlite, "--quiet")
                .run();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Verified: 3 records are the same on both sides.");
        assertThat(result.code()).isZero();
        assertThat(CliProcess.jar("schema", "print", "--at", "postgresql:")
                        .run()
                        .out())
                .contains("CREATE TABLE coffer_users");
    }

    @Test
    void jar_backsUpAndRestores_encrypted() {
        String source = Samples.sqlite(2);
        String directory = Scratchpad.directory().toString();
        AgePair keys = AgePair.generate();
        Result backup = CliProcess.jar("backup", "--from", source, "--to", directory, "--recipient", keys.recipient())
                .run();
        assertThat(backup.code()).as(backup.all()).isZero();
        Result restored = CliProcess.jar(
                        "restore",
                        "--from",
                        directory,
                        "--to",
                        Samples.freshSqlite(),
                        "--identity",
                        keys.file().toString())
                .run();
        assertThat(restored.out()).contains("Verified: 8 records are the same on both sides.");
        assertThat(restored.code()).isZero();
    }

    @Test
    void jar_hasNoLeftoversOfTheJarsInIt() throws IOException {
        try (JarFile jar = new JarFile(CliProcess.JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            List<String> names = jar.stream().map(JarEntry::getName).toList();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains("META-INF/LICENSE", "META-INF/THIRD-PARTY-NOTICES.txt")
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
            String providers = new String(
                    jar.getInputStream(jar.getJarEntry("META-INF/services/dev.coffer.storage.spi.StorageProvider"))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(Arrays.stream(providers.split("\\s+")).map(name -> name.replaceAll(".*\\.", "")))
                    .containsExactlyInAnyOrder(
                            "NdjsonProvider", "ToriiProvider", "SqliteStorageProvider", "PostgresStorageProvider");
        }
    }
}

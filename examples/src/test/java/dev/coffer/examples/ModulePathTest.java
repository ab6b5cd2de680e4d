package dev.coffer.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that is a module, in a JVM of its own. The other tests run on the class path. */
class ModulePathTest {
    private static final String MODULE = """
            module app {
                requires dev.coffer.storage;
            }
            """;
    private static final String MAIN = """
            package app;

            import dev.coffer.storage.NewUser;
            import dev.coffer.storage.Storage;

            public class Main {
                public static void main(String[] args) {
                    try (Storage storage = Storage.open("sqlite::memory:")) {
                        storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));
                        System.out.print(storage.getClass().getModule() + ", users: " + storage.users().count());
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void provider_isFoundAmongModules() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = directory.resolve("classes");
        Path module = Files.writeString(sources.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        // What a host has at run time: written by the build, so that no library of the tests is among the modules.
        String libraries = Files.readString(ProjectFiles.inModule("target/runtime.classpath"))
                .strip();

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--module-path",
                        libraries,
                        "-d",
                        classes.toString(),
                        module.toString(),
                        main.toString());
        assertThat(compiled).isZero();

        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process java = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        libraries + File.pathSeparator + classes,
                        "--module",
                        "app/app.Main"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();

        assertThat(java.waitFor()).as(Files.readString(err, UTF_8)).isZero();
        assertThat(Files.readString(out)).isEqualTo("module dev.coffer.storage, users: 1");
    }
}

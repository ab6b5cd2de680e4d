package dev.coffer.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
            import dev.coffer.storage.StorageException;

            public class Main {
                public static void main(String[] urls) {
                    for (String url : urls) {
                        try (Storage storage = Storage.open(url)) {
                            storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));
                            System.out.println(storage.getClass().getModule() + ", users: " + storage.users().count());
                        } catch (StorageException e) {
                            System.out.println(e.getMessage());
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void providers_workAsModules() throws Exception {
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
                        "-Dlogback.configurationFile=" + ProjectFiles.inModule("src/main/resources/logback.xml"),
                        "--module-path",
                        libraries + File.pathSeparator + classes,
                        "--module",
                        "app/app.Main",
                        "sqlite::memory:",
                        TestServer.NEWEST.freshUrl(),
                        "postgresql://ada@127.0.0.1:" + serverThatBreaksOffTls() + "/app?sslmode=require"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();

        assertThat(java.waitFor()).as(Files.readString(err, UTF_8)).isZero();
        assertThat(Files.readAllLines(out))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("module dev.coffer.storage, users: 1"),
                        line -> assertThat(line).isEqualTo("module dev.coffer.storage, users: 1"),
                        line -> assertThat(line).contains("TLS", "sslmode"));
    }

    /** The port of one that agrees to speak TLS and then speaks nonsense, so that the driver must have found our part of TLS. */
    private static int serverThatBreaksOffTls() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try (server;
                    Socket client = server.accept()) {
                client.getInputStream().readNBytes(8);
                client.getOutputStream().write('S');
                client.getInputStream().readNBytes(5);
                client.getOutputStream().write("nonsense".getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }
}

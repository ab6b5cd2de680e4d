package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Most hosts have no library for YAML on their class path, and need none. */
class WithoutYamlTest {
    @TempDir
    Path directory;

    @Test
    void yaml_isRefusedWithWhatItNeeds_andPropertiesAreRead() throws Exception {
        Path properties = Files.writeString(directory.resolve("coffer.properties"), "url=sqlite:app.db");
        Path yaml = Files.writeString(directory.resolve("coffer.yaml"), "url: sqlite:app.db");
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Method fromFile =
                    loader.loadClass(StorageConfig.class.getName()).getMethod("fromFile", Path.class, Map.class);

            assertThat(fromFile.invoke(null, properties, Map.of())).hasToString("StorageConfig[sqlite:app.db]");
            assertThat(catchThrowable(() -> fromFile.invoke(null, yaml, Map.of())))
                    .cause()
                    .hasMessageContainingAll("file ", "org.snakeyaml:snakeyaml-engine", "coffer.yaml");
        }
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        String paths = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String path : paths.split(File.pathSeparator, -1)) {
            if (!path.contains("snakeyaml")) {
                urls.add(Path.of(path).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}

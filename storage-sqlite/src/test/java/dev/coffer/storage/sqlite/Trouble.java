package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.Finding.Level;
import java.nio.file.Path;
import java.util.List;

/**
 * What makes a check of the diagnosis complain.
 *
 * @param check which
 * @param level how loud
 * @param name of what is wrong
 * @param scene makes it so with a storage, and has it diagnosed
 */
record Trouble(String check, Level level, String name, Scene scene) {
    @FunctionalInterface
    interface Scene {
        List<Finding> findings(Path file) throws Exception;
    }

    static Trouble warn(String check, String name, Scene scene) {
        return new Trouble(check, Level.WARN, name, scene);
    }

    static Trouble fail(String check, String name, Scene scene) {
        return new Trouble(check, Level.FAIL, name, scene);
    }
}

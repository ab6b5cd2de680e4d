package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.Finding.Level;
import java.util.List;

/**
 * What makes a check of the diagnosis complain.
 *
 * @param check which
 * @param level how loud
 * @param name of what is wrong
 * @param scene makes it so, has it diagnosed, and mends it where others would notice
 */
record Trouble(String check, Level level, String name, Scene scene) {
    @FunctionalInterface
    interface Scene {
        List<Finding> findings() throws Exception;
    }

    static Trouble warn(String check, String name, Scene scene) {
        return new Trouble(check, Level.WARN, name, scene);
    }

    static Trouble fail(String check, String name, Scene scene) {
        return new Trouble(check, Level.FAIL, name, scene);
    }
}

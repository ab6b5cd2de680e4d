package dev.coffer.storage.sqlite;

import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.util.Map;

/** A process that reads a file of settings. */
final class ConfiguredByFile {
    private ConfiguredByFile() {}

    /** The file. */
    public static void main(String[] args) {
        System.out.println(StorageConfig.fromFile(Path.of(args[0]), Map.of()));
    }
}

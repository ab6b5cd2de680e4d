package dev.coffer.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of settings: keys and plain values. Its errors name file, line and key, and never a value. */
final class ConfigFile {
    /** No file, which sets nothing. */
    static final ConfigFile NONE = new ConfigFile("", List.of());

    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final String PASSWORD = "password";
    private static final int MOST_BYTES = 1 << 20;

    private final String name;
    private final Map<String, Entry> entries = new HashMap<>();

    private ConfigFile(String name, List<Entry> entries) {
        this.name = name;
        for (Entry entry : entries) {
            Entry other = this.entries.put(entry.key(), entry);
            if (other != null) {
                throw new InvalidInput(
                        "file",
                        name + ", line " + entry.line() + ", has a key again that is in line " + other.line()
                                + " already");
            }
        }
    }

    /**
     * A key and its value.
     *
     * @param key as it stands there
     * @param text the value
     * @param place of it, as an error names it: file and line
     * @param line from 1
     */
    record Entry(String key, String text, String place, int line) {
        Entry(String file, int line, String key, String text) {
            this(key, text, file + ", line " + line + ",", line);
        }
    }

    /**
     * Reads a file of either kind.
     *
     * @param field what an error about the file itself names
     */
    static ConfigFile read(String field, String file) {
        try {
            ConfigFile config = of(file, TextFile.read(Path.of(file), MOST_BYTES));
            config.warnIfOthersMayRead(Path.of(file));
            return config;
        } catch (InvalidInput e) {
            throw new InvalidInput(field, e.problem());
        } catch (NoSuchFileException e) {
            throw new InvalidInput(field, "must name a text file: there is no such file: " + file, e);
        } catch (IOException | InvalidPathException e) {
            throw new InvalidInput(
                    field, "must be a text file of at most 1 MiB that this process may read: " + file, e);
        }
    }

    /** With this name and content. */
    static ConfigFile of(String file, String text) {
        return new ConfigFile(file, parser(file).apply(file, text));
    }

    private static BiFunction<String, String, List<Entry>> parser(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".properties")) {
            return PropertiesText::entries;
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return ConfigFile::yaml;
        }
        throw new InvalidInput("file", "must be named *.properties, *.yaml or *.yml: " + file);
    }

    private static List<Entry> yaml(String file, String text) {
        try {
            return YamlText.entries(file, text);
        } catch (NoClassDefFoundError e) {
            throw new InvalidInput(
                    "file",
                    "in YAML needs org.snakeyaml:snakeyaml-engine (on the module path: --add-modules"
                            + " org.snakeyaml.engine), or must be *.properties: " + file,
                    e);
        }
    }

    Optional<Entry> find(String key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> !entry.text().isBlank());
    }

    /** How an error goes on that tells what must be set. */
    String orItsKey(String key) {
        return this == NONE ? "" : ", or " + key + " in " + name;
    }

    /** Demands that there are no other keys. What is like none of them is not shown: it may be a secret in the wrong place. */
    void demandKnown(Collection<String> known) {
        entries.values().stream()
                .filter(entry -> !known.contains(entry.key()))
                .min(Comparator.comparingInt(Entry::line))
                .ifPresent(entry -> {
                    throw known.stream()
                            .filter(key -> Spelling.isNear(key, entry.key())
                                    || (Spelling.isNear(PASSWORD, entry.key()) && key.startsWith(PASSWORD + "File")))
                            .findFirst()
                            .map(near -> new InvalidInput(
                                    entry.key(), "in " + entry.place() + " is not known: did you mean " + near + "?"))
                            .orElseGet(() -> new InvalidInput(
                                    "file",
                                    entry.place() + " has a key that is not known; known are "
                                            + String.join(", ", known)));
                });
    }

    private void warnIfOthersMayRead(Path file) {
        boolean secret =
                find("url").filter(url -> StorageUrl.hasPassword(url.text())).isPresent();
        try {
            if (secret && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                LOG.atWarn()
                        .addKeyValue("file", name)
                        .log("a file of settings holds a password, and every user of this machine may read it:"
                                + " use chmod 600, or passwordFile");
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.atDebug().addKeyValue("file", name).log("who may read a file cannot be told");
        }
    }
}

package dev.coffer.storage.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A text beside a class. */
public final class ResourceText {
    private ResourceText() {}

    /** Reads a resource that the caller opens: one in a package of a module is hidden from all other modules. */
    public static String read(String name, Function<String, @Nullable InputStream> resources) {
        try (InputStream resource = resources.apply(name)) {
            byte[] bytes = Objects.requireNonNull(resource, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

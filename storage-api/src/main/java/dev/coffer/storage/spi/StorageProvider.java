package dev.coffer.storage.spi;

import dev.coffer.storage.StorageConfig;
import java.util.List;
import java.util.Set;

/**
 * Opens storages of one kind. Found by {@link java.util.ServiceLoader}, or named in {@link
 * dev.coffer.storage.Storage#open(StorageConfig, StorageProvider)}. Has a public constructor without parameters in the
 * first case. Safe for many threads.
 */
public interface StorageProvider {
    /** {@return the name in error messages, such as {@code sqlite}} */
    String name();

    /**
     * {@return the URL schemes it opens, in lower case: what stands before the first colon, behind an optional
     * {@code jdbc:}}
     */
    Set<String> schemes();

    /**
     * Opens the storage at {@link StorageConfig#url()}; creates or checks its tables as
     * {@link StorageConfig#schemaMode()} says. Leaves nothing open when it fails.
     *
     * @param config checked except for what follows the URL's scheme
     * @return the open storage, for the caller to close
     * @throws dev.coffer.storage.InvalidInput if the URL has a parameter or a form that the provider does not know
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    StorageBackend open(StorageConfig config);

    /**
     * {@return the statements that {@link dev.coffer.storage.SchemaMode#MIGRATE} would run on an empty database, one
     * script each}
     */
    default List<String> schemaScripts() {
        return List.of();
    }
}

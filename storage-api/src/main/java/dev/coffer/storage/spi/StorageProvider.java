package dev.coffer.storage.spi;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import java.time.Duration;
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
     * Does with the tables at {@link StorageConfig#url()} what {@link StorageConfig#schemaMode()} says, for who owns them, and leaves
     * nothing open. By default, opens the storage and closes it.
     *
     * @param config as for {@link #open}
     * @throws dev.coffer.storage.InvalidInput as {@link #open}
     * @throws dev.coffer.storage.SchemaMismatch if the tables are not the ones needed
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    default void applySchemaMode(StorageConfig config) {
        open(config).close();
    }

    /**
     * Opens what is at {@link StorageConfig#url()} to be read as a whole. Demands tables of this library's version or an earlier one, and
     * changes nothing.
     *
     * @param config as for {@link #open}; {@code poolSize} is not looked at
     * @return the source, for the caller to close
     * @throws InvalidInput {@code url} if its records cannot be moved: by default none can
     * @throws dev.coffer.storage.SchemaMismatch if the tables are not there or not the ones needed
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    default RecordSource openSource(StorageConfig config) {
        throw new InvalidInput("url", "is of the provider '" + name() + "', whose records cannot be moved");
    }

    /**
     * Opens what is at {@link StorageConfig#url()} to be filled. Changes nothing yet; {@link StorageConfig#schemaMode()} is not
     * looked at.
     *
     * @param config as for {@link #open}; {@code poolSize} says how many connections it may use at once, as to build indexes
     * @return the target, for the caller to close
     * @throws InvalidInput {@code url} if its records cannot be moved: by default none can
     * @throws dev.coffer.storage.SchemaMismatch if there are tables of another version
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    default RecordTarget openTarget(StorageConfig config) {
        throw new InvalidInput("url", "is of the provider '" + name() + "', whose records cannot be moved");
    }

    /**
     * Looks at all that keeps the storage at {@link StorageConfig#url()} from working well, now or soon, connecting as {@link #open}
     * would. Changes nothing, and takes seconds. Each thing is looked at by itself: what cannot be, as for lack of rights, is a
     * {@link Finding.Level#WARN} that says so. By default, whether it can be opened and answers.
     *
     * @param config as for {@link #open}; {@code schemaMode} is not looked at, and {@code poolSize} says how many connections
     *     those that use the storage have together
     * @return one or more findings of each check; if the storage cannot be reached, that alone
     * @throws InvalidInput if the URL has a parameter or a form that the provider does not know
     */
    default List<Finding> diagnose(StorageConfig config) {
        StorageConfig reading = config.toBuilder()
                .schemaMode(SchemaMode.VALIDATE)
                .readOnly(true)
                .poolSize(1)
                .build();
        long begin = System.nanoTime();
        try (StorageBackend storage = open(reading)) {
            storage.ping();
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            return List.of(Finding.ok("reachable", "opened, and answered, in " + millis + " ms"));
        } catch (InvalidInput e) {
            throw e;
        } catch (StorageException e) {
            String observed = e.getMessage();
            return List.of(Finding.fail(
                    "reachable", observed == null ? "failed" : observed, "make it reachable, and look again"));
        }
    }

    /**
     * {@return the statements that {@link dev.coffer.storage.SchemaMode#MIGRATE} would run on an empty database, one
     * script each}
     */
    default List<String> schemaScripts() {
        return List.of();
    }
}

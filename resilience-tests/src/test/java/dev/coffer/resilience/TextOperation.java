package dev.coffer.resilience;

import dev.coffer.storage.StorageAccess;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One or more operations that take a text.
 *
 * @param names of all the operations, such as {@code Users.create}
 * @param field where the text goes
 * @param check demands that the text is kept and found exactly, and leaves nothing behind; fails with InvalidInput if it is refused
 */
record TextOperation(Set<String> names, String field, BiConsumer<StorageAccess, String> check) {
    /** The field, and the first of the operations. */
    @Override
    public String toString() {
        return field + " " + names;
    }
}

/** Copies, verifies, dumps and loads storages. */
@NullMarked
package dev.coffer.storage.migrate;

import org.jspecify.annotations.NullMarked;

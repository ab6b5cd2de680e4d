/** The command {@code coffer}: moves, verifies, dumps and loads storages. */
@NullMarked
package dev.coffer.storage.cli;

import org.jspecify.annotations.NullMarked;

/** What the command does, in this JVM and in its own. */
@NullMarked
package dev.coffer.storage.cli;

import org.jspecify.annotations.NullMarked;

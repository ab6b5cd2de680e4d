/** Tests of the SQLite provider, on real files and in memory. */
@NullMarked
package dev.coffer.storage.sqlite;

import org.jspecify.annotations.NullMarked;

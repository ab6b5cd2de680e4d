/** SQLite: the same requests by hand and by Coffer. */
@NullMarked
package dev.coffer.benchmarks.sqlite;

import org.jspecify.annotations.NullMarked;

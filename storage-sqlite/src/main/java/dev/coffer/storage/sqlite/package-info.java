/** The embedded provider: {@link dev.coffer.storage.sqlite.SqliteStorageProvider}. */
@NullMarked
package dev.coffer.storage.sqlite;

import org.jspecify.annotations.NullMarked;

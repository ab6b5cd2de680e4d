/** Users, sessions and tokens in SQL, once for all databases, on Jdbi. */
@NullMarked
package dev.coffer.storage.jdbi;

import org.jspecify.annotations.NullMarked;

/** Tests of what the SQL providers share and no provider's tests reach from outside. */
@NullMarked
package dev.coffer.storage.jdbi;

import org.jspecify.annotations.NullMarked;

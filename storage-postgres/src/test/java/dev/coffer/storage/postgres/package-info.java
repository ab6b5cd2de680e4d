@NullMarked
package dev.coffer.storage.postgres;

import org.jspecify.annotations.NullMarked;

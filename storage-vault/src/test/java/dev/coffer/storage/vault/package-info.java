@NullMarked
package dev.coffer.storage.vault;

import org.jspecify.annotations.NullMarked;

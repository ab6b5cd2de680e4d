/**
 * What a provider implements. Arguments that reach a provider are already valid: checked, normalised, hashed and limited
 * by {@code dev.coffer.storage}; the present time is passed in. A provider fails with a {@link
 * dev.coffer.storage.StorageException} and with nothing else.
 */
@NullMarked
package dev.coffer.storage.spi;

import org.jspecify.annotations.NullMarked;

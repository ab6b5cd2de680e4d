/**
 * Users, passwords, sessions, one-time tokens and key-values behind one storage.
 *
 * <p>Start at {@link dev.coffer.storage.Storage#open(String)}. What providers implement is in {@code
 * dev.coffer.storage.spi}.
 */
@NullMarked
package dev.coffer.storage;

import org.jspecify.annotations.NullMarked;

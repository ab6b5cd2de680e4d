/**
 * A whole storage in memory, for tests of what stands on the provider interface. Not durable; otherwise it keeps every
 * sentence of {@link dev.coffer.storage.spi}.
 */
@NullMarked
package dev.coffer.storage.memory;

import org.jspecify.annotations.NullMarked;

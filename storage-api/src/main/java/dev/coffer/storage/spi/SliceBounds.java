package dev.coffer.storage.spi;

import dev.coffer.storage.ItemKey;
import org.jspecify.annotations.Nullable;

/**
 * How much of a range to read.
 *
 * @param after behind this item in the direction of reading; null to begin
 * @param descending from the end to the beginning
 * @param maxItems at least 1
 * @param maxBytes of values; the first item may have more
 */
public record SliceBounds(@Nullable ItemKey after, boolean descending, int maxItems, long maxBytes) {}

/** Coffer side by side with what else there is. */
@NullMarked
package dev.coffer.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Moving a storage. */
@NullMarked
package dev.coffer.benchmarks.migration;

import org.jspecify.annotations.NullMarked;

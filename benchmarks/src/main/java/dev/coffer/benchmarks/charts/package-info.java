/** Drawings of results. */
@NullMarked
package dev.coffer.benchmarks.charts;

import org.jspecify.annotations.NullMarked;

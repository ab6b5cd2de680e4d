@NullMarked
package dev.coffer.benchmarks.features;

import org.jspecify.annotations.NullMarked;

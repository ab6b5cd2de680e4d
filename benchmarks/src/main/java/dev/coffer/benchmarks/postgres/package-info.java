/** PostgreSQL: the same requests by hand, by Spring and by Coffer. */
@NullMarked
package dev.coffer.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;

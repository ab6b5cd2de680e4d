/** What applications ask of a storage, and Coffer asked for it. */
@NullMarked
package dev.coffer.benchmarks.requests;

import org.jspecify.annotations.NullMarked;

/** One runnable class per feature. The README and the pages in docs quote them, and the build runs them. */
@NullMarked
package dev.coffer.examples;

import org.jspecify.annotations.NullMarked;

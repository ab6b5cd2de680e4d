/** Breaks what a storage stands on (networks, processes, disks, inputs), and counts what was lost. */
@NullMarked
package dev.coffer.resilience;

import org.jspecify.annotations.NullMarked;

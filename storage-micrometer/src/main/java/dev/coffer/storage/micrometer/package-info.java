/** Storages in Micrometer: {@link dev.coffer.storage.micrometer.MicrometerListener}. */
@NullMarked
package dev.coffer.storage.micrometer;

import org.jspecify.annotations.NullMarked;

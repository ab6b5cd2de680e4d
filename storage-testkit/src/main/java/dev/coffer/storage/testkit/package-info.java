/**
 * The contract of a storage as tests: what Coffer promises its hosts, whichever provider is behind it. Begin with {@link
 * dev.coffer.storage.testkit.StorageContract}; each class called …Rules is one chapter of it.
 */
@NullMarked
package dev.coffer.storage.testkit;

import org.jspecify.annotations.NullMarked;

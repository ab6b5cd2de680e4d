package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Set;

/** Providers that ServiceLoader finds and cannot use. */
abstract class BrokenProvider implements StorageProvider {
    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("broken");
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        throw new UnsupportedOperationException("only looked for");
    }

    /** Cannot be made. */
    public static final class WithoutConstructor extends BrokenProvider {
        /** Not for ServiceLoader. */
        public WithoutConstructor(String name) {
            assert !name.isEmpty();
        }
    }

    /** Fails while it is made. */
    public static final class FailingToStart extends BrokenProvider {
        /** For ServiceLoader. */
        public FailingToStart() {
            throw new IllegalStateException("planted");
        }
    }

    /** Is made, and only then misses what it needs. */
    public static final class WithoutItsLibrary extends BrokenProvider {
        /** For ServiceLoader. */
        public WithoutItsLibrary() {}

        @Override
        public Set<String> schemes() {
            throw new NoClassDefFoundError("a/library/ThatIsNotThere");
        }
    }
}

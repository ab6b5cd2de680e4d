package dev.coffer.storage.jdbi;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a pool is called in logs and metrics: not as another one that is open in this JVM. */
public final class PoolName implements AutoCloseable {
    private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();

    private final String text;

    private PoolName(String text) {
        this.text = text;
    }

    /**
     * {@return the name, or where it is taken the first of {@code name-2}, {@code name-3} … that is free}
     *
     * @param name of the first pool of a kind
     */
    public static PoolName like(String name) {
        String free = name;
        for (int i = 2; !TAKEN.add(free); i++) {
            free = name + "-" + i;
        }
        return new PoolName(free);
    }

    /** Gives the name back. */
    @Override
    public void close() {
        TAKEN.remove(text);
    }

    @Override
    public String toString() {
        return text;
    }
}

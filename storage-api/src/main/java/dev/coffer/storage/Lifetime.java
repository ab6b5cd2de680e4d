package dev.coffer.storage;

import java.time.Duration;

/** How long an item lives after a write. */
public sealed interface Lifetime {
    /** {@return a life without end: the default} A lifetime the item had is dropped. */
    static Lifetime none() {
        return new None();
    }

    /**
     * {@return a life of this long from the write on}
     *
     * @param ttl at least a microsecond; ends by the year 9999
     */
    static Lifetime ttl(Duration ttl) {
        return new Ttl(ttl);
    }

    /** {@return a life as long as before; for ever if the item was absent} */
    static Lifetime keep() {
        return new Keep();
    }

    /** See {@link #none()}. */
    record None() implements Lifetime {}

    /**
     * See {@link #ttl}.
     *
     * @param ttl positive
     */
    record Ttl(Duration ttl) implements Lifetime {
        /**
         * Refuses nulls.
         *
         * @param ttl positive
         */
        public Ttl {
            InputRules.given("ttl", ttl);
        }
    }

    /** See {@link #keep()}. */
    record Keep() implements Lifetime {}
}

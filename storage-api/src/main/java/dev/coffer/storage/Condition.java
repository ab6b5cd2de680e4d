package dev.coffer.storage;

import java.util.OptionalLong;

/** What must hold of an item for a write to happen; if it does not, the write is a {@link VersionConflict}. */
public sealed interface Condition {
    /** {@return the condition that always holds, also when the item is absent} */
    static Condition any() {
        return new Any();
    }

    /** {@return the condition that the item is absent (an expired one is)} */
    static Condition absent() {
        return new Absent();
    }

    /**
     * {@return the condition that the item has this version}
     *
     * @param version from {@link KeyValue#version()}; at least 1
     */
    static Condition version(long version) {
        return new Version(version);
    }

    /**
     * Whether it holds.
     *
     * @param present the version of the item; empty if it is absent
     * @return whether the write may happen
     */
    default boolean holds(OptionalLong present) {
        InputRules.given("present", present);
        return this instanceof Any
                || (this instanceof Version wanted
                        ? present.equals(OptionalLong.of(wanted.version()))
                        : present.isEmpty());
    }

    /** See {@link #any()}. */
    record Any() implements Condition {}

    /** See {@link #absent()}. */
    record Absent() implements Condition {}

    /**
     * See {@link #version(long)}.
     *
     * @param version from {@link KeyValue#version()}
     */
    record Version(long version) implements Condition {
        /**
         * Refuses what no item can have.
         *
         * @param version at least 1
         */
        public Version {
            if (version < 1) {
                throw new InvalidInput("version", "must be positive");
            }
        }
    }
}

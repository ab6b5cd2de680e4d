package dev.coffer.storage;

import java.nio.charset.StandardCharsets;

/** One write of {@link KeyValues#apply}. Immutable. */
public sealed interface Mutation {
    /** {@return where it writes} */
    ItemKey item();

    /**
     * {@return a write that puts an item, whatever was there, to live for ever}
     *
     * @param item where
     * @param value at most 16 MiB; copied
     */
    static Mutation put(ItemKey item, byte[] value) {
        return put(item, value, PutOptions.defaults());
    }

    /**
     * {@return a write that puts an item}
     *
     * @param item where
     * @param value at most 16 MiB; copied
     * @param options what must hold of the item, and how long it lives then
     */
    static Mutation put(ItemKey item, byte[] value, PutOptions options) {
        return new Put(item, value, options);
    }

    /**
     * {@return a write that puts a text as UTF-8, whatever was there, to live for ever}
     *
     * @param item where
     * @param text at most 16 MiB of UTF-8; no U+0000, no lone surrogate
     */
    static Mutation put(ItemKey item, String text) {
        return put(item, text, PutOptions.defaults());
    }

    /**
     * {@return a write that puts a text as UTF-8}
     *
     * @param item where
     * @param text at most 16 MiB of UTF-8; no U+0000, no lone surrogate
     * @param options what must hold of the item, and how long it lives then
     */
    static Mutation put(ItemKey item, String text, PutOptions options) {
        return put(item, Texts.wellFormed("value", text).getBytes(StandardCharsets.UTF_8), options);
    }

    /**
     * {@return a write that deletes an item, if it is there}
     *
     * @param item where
     */
    static Mutation delete(ItemKey item) {
        return new Delete(item, Condition.any());
    }

    /**
     * {@return a write that deletes an item that has this version}
     *
     * @param item where
     * @param version from {@link KeyValue#version()}; at least 1
     */
    static Mutation delete(ItemKey item, long version) {
        return new Delete(item, Condition.version(version));
    }

    /**
     * See {@link #put(ItemKey, byte[], PutOptions)}.
     *
     * @param item where
     * @param value copied in and out
     * @param options how
     */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out
    record Put(ItemKey item, byte[] value, PutOptions options) implements Mutation {
        /**
         * Refuses nulls, copies the value.
         *
         * @param item where
         * @param value copied
         * @param options how
         */
        public Put {
            InputRules.given("item", item);
            value = InputRules.given("value", value).clone();
            InputRules.given("options", options);
        }

        /** {@return a copy of the value} */
        @Override
        public byte[] value() {
            return value.clone();
        }

        /** The value itself, for who does not change it. */
        byte[] sharedValue() {
            return value;
        }

        /** Leaves the value out. */
        @Override
        public String toString() {
            return "Put[" + value.length + " bytes]";
        }
    }

    /**
     * See {@link #delete(ItemKey)}.
     *
     * @param item where
     * @param condition any or a version
     */
    record Delete(ItemKey item, Condition condition) implements Mutation {
        /**
         * Refuses nulls, and to delete what is absent.
         *
         * @param item where
         * @param condition any or a version
         */
        public Delete {
            InputRules.given("item", item);
            InputRules.given("condition", condition);
            if (condition instanceof Condition.Absent) {
                throw new InvalidInput("condition", "must be any or a version");
            }
        }
    }
}

package dev.coffer.storage.spi;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** One write of {@link KeyValueStorage#apply}. */
public sealed interface ItemWrite {
    /** {@return where it writes} */
    ItemKey item();

    /** {@return what must hold before} */
    Condition condition();

    /**
     * Demands that the condition of each write holds, for a provider that looks before it writes.
     *
     * @param writes as {@link KeyValueStorage#apply} has them
     * @param present finds what is there; empty if it is absent (an expired one is)
     * @throws VersionConflict as {@link KeyValueStorage#apply} has it
     */
    static void demandConditions(List<ItemWrite> writes, Function<ItemKey, Optional<KeyValue>> present) {
        for (int i = 0; i < writes.size(); i++) {
            ItemWrite write = writes.get(i);
            Optional<KeyValue> found = present.apply(write.item());
            OptionalLong version = found.stream().mapToLong(KeyValue::version).findFirst();
            if (!write.condition().holds(version)) {
                throw writes.size() == 1 ? new VersionConflict(version) : new VersionConflict(version, i);
            }
        }
    }

    /**
     * Puts a value.
     *
     * @param item where
     * @param value not to be changed by anybody
     * @param expiry when it expires
     * @param condition what must hold before
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // a copy for each reader would cost more than the promise not to change it
    record Put(ItemKey item, byte[] value, Expiry expiry, Condition condition) implements ItemWrite {
        /**
         * Refuses nulls, which are a bug of the caller.
         *
         * @param item where
         * @param value not to be changed by anybody
         * @param expiry when it expires
         * @param condition what must hold before
         */
        public Put {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(expiry, "expiry");
            Objects.requireNonNull(condition, "condition");
        }

        /**
         * The item after the write, if the condition holds. It came into being when the one there did, and has its expiry if
         * that is kept.
         *
         * @param present what is there; empty if it is absent (an expired one is)
         * @param version a new one
         * @param now the present time, in whole microseconds
         * @return what to store
         */
        public KeyValue over(Optional<KeyValue> present, long version, Instant now) {
            Optional<Instant> expiresAt = present.filter(kept -> expiry.keep())
                    .map(KeyValue::expiresAt)
                    .orElse(expiry.at());
            Instant createdAt = present.map(KeyValue::createdAt).orElse(now);
            return new KeyValue(item.namespace(), item.id(), item.key(), value, version, expiresAt, createdAt, now);
        }

        /** Leaves the value out. */
        @Override
        public String toString() {
            return "Put[" + value.length + " bytes]";
        }
    }

    /**
     * Deletes the item, if it is there.
     *
     * @param item where
     * @param condition what must hold before
     */
    record Delete(ItemKey item, Condition condition) implements ItemWrite {
        /**
         * Refuses nulls, which are a bug of the caller.
         *
         * @param item where
         * @param condition what must hold before
         */
        public Delete {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(condition, "condition");
        }
    }

    /**
     * When an item expires.
     *
     * @param keep as it did before, if it was there
     * @param at at this instant, never if empty; not looked at if an expiry is kept
     */
    record Expiry(boolean keep, Optional<Instant> at) {
        /**
         * Refuses nulls, which are a bug of the caller.
         *
         * @param keep as it did before, if it was there
         * @param at at this instant, never if empty
         */
        public Expiry {
            Objects.requireNonNull(at, "at");
        }
    }
}

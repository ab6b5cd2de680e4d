package dev.coffer.storage.spi;

import dev.coffer.storage.UserFilter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a value in the metadata of a user has to be. Part of a {@link UserFilter}; immutable. */
public sealed interface MetadataCondition {
    /** {@return the names of the value, from the outermost; at least one} */
    List<String> path();

    /**
     * {@return whether the value is as it has to be}
     *
     * @param metadata in its canonical form, as providers give it
     */
    default boolean isMetBy(Map<String, @Nullable Object> metadata) {
        @Nullable Object at = metadata;
        for (String name : path()) {
            if (!(at instanceof Map<?, ?> object) || !object.containsKey(name)) {
                return false;
            }
            at = object.get(name);
        }
        return accepts(at);
    }

    /**
     * {@return whether this value will do}
     *
     * @param value in its canonical form; null is JSON's
     */
    boolean accepts(@Nullable Object value);

    /**
     * There is a value, be it null.
     *
     * @param path the names
     */
    record Exists(List<String> path) implements MetadataCondition {
        /**
         * Copies.
         *
         * @param path the names
         */
        public Exists {
            path = List.copyOf(path);
        }

        @Override
        public boolean accepts(@Nullable Object value) {
            return true;
        }
    }

    /**
     * It equals one of these.
     *
     * @param path the names
     * @param values in canonical form; null is JSON's
     */
    record OneOf(List<String> path, List<@Nullable Object> values) implements MetadataCondition {
        /**
         * Copies the names.
         *
         * @param path the names
         * @param values in canonical form, not changed any more
         */
        public OneOf {
            path = List.copyOf(path);
            values = Collections.unmodifiableList(values);
        }

        @Override
        public boolean accepts(@Nullable Object value) {
            return values.contains(value);
        }
    }

    /**
     * It is a number between these, both included.
     *
     * @param path the names
     * @param least empty for none
     * @param most empty for none
     */
    record NumberRange(List<String> path, Optional<BigDecimal> least, Optional<BigDecimal> most)
            implements MetadataCondition {
        /**
         * Copies.
         *
         * @param path the names
         * @param least empty for none
         * @param most empty for none
         */
        public NumberRange {
            path = List.copyOf(path);
        }

        @Override
        public boolean accepts(@Nullable Object value) {
            if (!(value instanceof Number number)) {
                return false;
            }
            BigDecimal exact = exact(number);
            return least.filter(bound -> exact.compareTo(bound) < 0).isEmpty()
                    && most.filter(bound -> exact.compareTo(bound) > 0).isEmpty();
        }

        private static BigDecimal exact(Number number) {
            if (number instanceof BigDecimal decimal) {
                return decimal;
            }
            return number instanceof BigInteger whole ? new BigDecimal(whole) : BigDecimal.valueOf(number.longValue());
        }
    }

    /**
     * It is a text in ISO-8601 with an offset, such as {@code 2026-11-22T10:00:00Z}, of an instant in this range.
     *
     * @param path the names
     * @param from included; empty for none
     * @param before not included; empty for none
     */
    record InstantRange(List<String> path, Optional<Instant> from, Optional<Instant> before)
            implements MetadataCondition {
        /**
         * Copies.
         *
         * @param path the names
         * @param from included
         * @param before not included
         */
        public InstantRange {
            path = List.copyOf(path);
        }

        @Override
        public boolean accepts(@Nullable Object value) {
            return value instanceof String text
                    && instant(text).filter(this::isWithin).isPresent();
        }

        private boolean isWithin(Instant instant) {
            return from.filter(instant::isBefore).isEmpty()
                    && before.filter(bound -> !instant.isBefore(bound)).isEmpty();
        }

        private static Optional<Instant> instant(String text) {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
    }
}

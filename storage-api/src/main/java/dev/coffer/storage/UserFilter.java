package dev.coffer.storage;

import dev.coffer.storage.spi.MetadataCondition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which users, by the values in their metadata: {@code UserFilter.where("plan").is("pro").and(UserFilter.where("seats").atLeast(5))}. A
 * value of another kind than the one asked for, or none, is no match and no error. Immutable.
 */
public final class UserFilter {
    /** In all that are put together. */
    static final int MAX_CONDITIONS = 32;

    private static final int MAX_VALUES = 1_000;
    private static final long MAX_BYTES = 1024 * 1024;

    private final List<MetadataCondition> conditions;

    private UserFilter(List<MetadataCondition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /**
     * {@return the beginning of a filter}
     *
     * @param names of the value in the metadata, from the outermost: {@code "address", "city"}; none leads into the elements of a list
     */
    public static Field where(String... names) {
        List<String> path = Arrays.asList(InputRules.given("names", names));
        if (path.isEmpty() || path.size() > JsonRules.MAX_DEPTH) {
            throw new InvalidInput("names", "must be from 1 to " + JsonRules.MAX_DEPTH);
        }
        path.forEach(name -> Texts.wellFormed("names", name));
        return new Field(path);
    }

    /**
     * {@return those that pass this filter and that one}
     *
     * @param other both together may have at most 32 conditions
     */
    public UserFilter and(UserFilter other) {
        List<MetadataCondition> all = new ArrayList<>(conditions);
        all.addAll(InputRules.given("other", other).conditions);
        if (all.size() > MAX_CONDITIONS) {
            throw new InvalidInput("filter", "must have at most " + MAX_CONDITIONS + " conditions");
        }
        return new UserFilter(all);
    }

    /** {@return what a user has to fulfil, all of it} */
    public List<MetadataCondition> conditions() {
        return conditions;
    }

    boolean passes(Map<String, @Nullable Object> metadata) {
        return conditions.stream().allMatch(condition -> condition.isMetBy(metadata));
    }

    /** Where a value is in the metadata, and what it is to be. Immutable. */
    public static final class Field {
        private final List<String> path;

        private Field(List<String> path) {
            this.path = path;
        }

        /** {@return those who have such a value, be it null} */
        public UserFilter exists() {
            return filter(new MetadataCondition.Exists(path));
        }

        /** {@return those who have JSON's null there} */
        public UserFilter isNull() {
            return filter(new MetadataCondition.OneOf(path, Collections.singletonList(null)));
        }

        /**
         * {@return those whose value equals this one} Numbers are equal by what they are worth, objects whatever the order of their
         * names. A list or an object equals another as a whole: a list is not what is one of its elements.
         *
         * @param value as in metadata: String, Boolean, any finite Number, List or Map
         */
        public UserFilter is(Object value) {
            return isOneOf(List.of(given("value", value)));
        }

        private static <T> T given(String field, @Nullable T value) {
            if (value == null) {
                throw new InvalidInput(field, "must not be null: isNull() is for JSON's null");
            }
            return value;
        }

        /**
         * {@return those whose value equals one of these}
         *
         * @param values as in {@link #is}; at most 1,000
         */
        public UserFilter isOneOf(Collection<?> values) {
            if (InputRules.given("values", values).size() > MAX_VALUES) {
                throw new InvalidInput("values", "must be at most " + MAX_VALUES);
            }
            values.forEach(value -> given("values", value));
            Map<String, @Nullable Object> canonical =
                    JsonRules.canonical("values", Map.of("", new ArrayList<>(values)), MAX_BYTES);
            return filter(new MetadataCondition.OneOf(path, elements(canonical)));
        }

        /**
         * {@return those whose value is a number of at least this}
         *
         * @param least finite
         */
        public UserFilter atLeast(Number least) {
            return filter(
                    new MetadataCondition.NumberRange(path, Optional.of(exact("least", least)), Optional.empty()));
        }

        /**
         * {@return those whose value is a number of at most this}
         *
         * @param most finite
         */
        public UserFilter atMost(Number most) {
            return filter(new MetadataCondition.NumberRange(path, Optional.empty(), Optional.of(exact("most", most))));
        }

        /**
         * {@return those whose value is a text of an instant that is not before this one} Texts in ISO-8601 with an offset, such as
         * {@link Instant#toString} makes them.
         *
         * @param from the first that will do
         */
        public UserFilter from(Instant from) {
            return filter(new MetadataCondition.InstantRange(
                    path, Optional.of(InputRules.given("from", from)), Optional.empty()));
        }

        /**
         * {@return those whose value is a text of an instant before this one, as in {@link #from}}
         *
         * @param before the first that will not do
         */
        public UserFilter before(Instant before) {
            return filter(new MetadataCondition.InstantRange(
                    path, Optional.empty(), Optional.of(InputRules.given("before", before))));
        }

        private static List<@Nullable Object> elements(Map<String, @Nullable Object> canonical) {
            return canonical.get("") instanceof List<?> list ? new ArrayList<@Nullable Object>(list) : List.of();
        }

        private static BigDecimal exact(String field, Number number) {
            Object canonical = JsonRules.canonical(field, Map.of("", InputRules.given(field, number)), MAX_BYTES)
                    .get("");
            return new BigDecimal(String.valueOf(canonical));
        }

        private static UserFilter filter(MetadataCondition condition) {
            return new UserFilter(List.of(condition));
        }
    }
}

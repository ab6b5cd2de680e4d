package dev.coffer.storage;

import java.time.Duration;

/**
 * How to put an item: {@code PutOptions.ifAbsent().withTtl(Duration.ofHours(1))}.
 *
 * @param condition what must hold of the item
 * @param lifetime how long it lives then
 */
public record PutOptions(Condition condition, Lifetime lifetime) {
    private static final PutOptions DEFAULTS = new PutOptions(Condition.any(), Lifetime.none());

    /**
     * Refuses nulls.
     *
     * @param condition what must hold of the item
     * @param lifetime how long it lives then
     */
    public PutOptions {
        InputRules.given("condition", condition);
        InputRules.given("lifetime", lifetime);
    }

    /** {@return options that put whatever was there, to live for ever} */
    public static PutOptions defaults() {
        return DEFAULTS;
    }

    /** {@return options that put only if the item is absent} */
    public static PutOptions ifAbsent() {
        return DEFAULTS.with(Condition.absent());
    }

    /**
     * {@return options that put only if the item has this version}
     *
     * @param version from {@link KeyValue#version()}; at least 1
     */
    public static PutOptions ifVersion(long version) {
        return DEFAULTS.with(Condition.version(version));
    }

    /**
     * {@return options that put whatever was there, to live this long from the write on}
     *
     * @param ttl at least a microsecond; ends by the year 9999
     */
    public static PutOptions ttl(Duration ttl) {
        return DEFAULTS.withTtl(ttl);
    }

    /** {@return options that put whatever was there, to live as long as before} */
    public static PutOptions keepLifetime() {
        return DEFAULTS.with(Lifetime.keep());
    }

    /**
     * {@return the same with another condition}
     *
     * @param condition what must hold of the item
     */
    public PutOptions with(Condition condition) {
        return new PutOptions(condition, lifetime);
    }

    /**
     * {@return the same with another lifetime}
     *
     * @param lifetime how long the item lives then
     */
    public PutOptions with(Lifetime lifetime) {
        return new PutOptions(condition, lifetime);
    }

    /**
     * {@return the same with a lifetime of this long from the write on}
     *
     * @param ttl at least a microsecond; ends by the year 9999
     */
    public PutOptions withTtl(Duration ttl) {
        return with(Lifetime.ttl(ttl));
    }
}

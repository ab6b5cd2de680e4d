package dev.coffer.storage;

import java.time.Duration;

/**
 * How to put an item: {@code PutOptions.ifAbsent().withTtl(Duration.ofHours(1))}. Immutable; each method returns a new
 * value.
 */
public sealed interface PutOptions permits PutTerms {
    /** {@return what must hold of the item} */
    Condition condition();

    /** {@return how long it lives then} */
    Lifetime lifetime();

    /** {@return options that put whatever was there, to live for ever} */
    static PutOptions defaults() {
        return PutTerms.DEFAULTS;
    }

    /** {@return options that put only if the item is absent} */
    static PutOptions ifAbsent() {
        return PutTerms.DEFAULTS.with(Condition.absent());
    }

    /**
     * {@return options that put only if the item has this version}
     *
     * @param version from {@link KeyValue#version()}; at least 1
     */
    static PutOptions ifVersion(long version) {
        return PutTerms.DEFAULTS.with(Condition.version(version));
    }

    /**
     * {@return options that put whatever was there, to live this long from the write on}
     *
     * @param ttl at least a microsecond; ends by the year 9999
     */
    static PutOptions ttl(Duration ttl) {
        return PutTerms.DEFAULTS.withTtl(ttl);
    }

    /** {@return options that put whatever was there, to live as long as before} */
    static PutOptions keepLifetime() {
        return PutTerms.DEFAULTS.with(Lifetime.keep());
    }

    /**
     * {@return the same with another condition}
     *
     * @param condition what must hold of the item
     */
    default PutOptions with(Condition condition) {
        return new PutTerms(condition, lifetime());
    }

    /**
     * {@return the same with another lifetime}
     *
     * @param lifetime how long the item lives then
     */
    default PutOptions with(Lifetime lifetime) {
        return new PutTerms(condition(), lifetime);
    }

    /**
     * {@return the same with a lifetime of this long from the write on}
     *
     * @param ttl at least a microsecond; ends by the year 9999
     */
    default PutOptions withTtl(Duration ttl) {
        return with(Lifetime.ttl(ttl));
    }
}

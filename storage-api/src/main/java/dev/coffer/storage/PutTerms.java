package dev.coffer.storage;

/** See {@link PutOptions}. */
record PutTerms(Condition condition, Lifetime lifetime) implements PutOptions {
    static final PutOptions DEFAULTS = new PutTerms(Condition.any(), Lifetime.none());

    PutTerms {
        InputRules.given("condition", condition);
        InputRules.given("lifetime", lifetime);
    }
}

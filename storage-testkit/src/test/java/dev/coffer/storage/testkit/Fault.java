package dev.coffer.storage.testkit;

/**
 * A rule that a provider breaks, how, and the test of the contract that must catch it.
 *
 * @param chapter the chapter that the rule is in
 * @param rule the test that says the rule
 * @param fault what the provider does instead
 * @param breakage does it
 */
record Fault(Class<? extends Rules> chapter, String rule, String fault, Breakage breakage) {
    @Override
    public String toString() {
        return chapter.getSimpleName() + "." + rule + ": " + fault;
    }
}

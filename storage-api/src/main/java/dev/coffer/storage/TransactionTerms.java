package dev.coffer.storage;

/** See {@link TransactionOptions}. */
record TransactionTerms(Isolation isolation, boolean readOnly) implements TransactionOptions {}

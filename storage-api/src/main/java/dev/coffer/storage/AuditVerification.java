package dev.coffer.storage;

import java.util.Optional;

/**
 * What came of verifying an audit log.
 *
 * @param verified how many sealed records are what they were
 * @param fault the first that is not; empty if all are
 * @param unsealed how many records are not sealed yet, of which nothing can be said
 * @param end of the chain as far as it was verified; worth keeping elsewhere, for the next time
 */
public record AuditVerification(long verified, Optional<Fault> fault, long unsealed, AuditHead end) {
    /**
     * Checks that all are given.
     *
     * @param verified how many are what they were
     * @param fault the first that is not
     * @param unsealed how many are not sealed yet
     * @param end of the chain
     */
    public AuditVerification {
        InputRules.given("fault", fault);
        InputRules.given("end", end);
    }

    /** {@return whether all sealed records are what they were} */
    public boolean isIntact() {
        return fault.isEmpty();
    }

    /**
     * Where the chain is broken.
     *
     * @param position of the record
     * @param kind what is wrong with it
     */
    public record Fault(long position, Kind kind) {
        /**
         * Checks that the kind is given.
         *
         * @param position of the record
         * @param kind what is wrong
         */
        public Fault {
            InputRules.given("kind", kind);
        }
    }

    /** What may be wrong. */
    public enum Kind {
        /** The record, or its place among the others, is another than when it was sealed. */
        ALTERED,
        /** There is no such record. */
        REMOVED,
        /** There never was such a record. */
        ADDED,
        /** The chain is another than the one whose head was kept. */
        REPLACED
    }
}

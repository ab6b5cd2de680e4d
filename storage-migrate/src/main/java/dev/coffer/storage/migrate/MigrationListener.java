package dev.coffer.storage.migrate;

/** Is told how far a migration or a verification is. Called by one thread at a time, not always the same; should return at once. */
public interface MigrationListener {
    /** Is told and does nothing. */
    MigrationListener NOBODY = new MigrationListener() {
        @Override
        public void begins(Step step, long records) {}

        @Override
        public void advances(long records) {}
    };

    /**
     * A step begins.
     *
     * @param step which one
     * @param records how many records it has to do with, or -1 if that is not known
     */
    void begins(Step step, long records);

    /**
     * A step goes on.
     *
     * @param records how many more have been done since the last call
     */
    void advances(long records);

    /**
     * A record does not arrive.
     *
     * @param rejection which one, and why
     */
    default void rejects(Rejection rejection) {}

    /** What is done one after the other. */
    enum Step {
        /** Reading a file and putting it in order. */
        READING,
        /** Comparing what an earlier run left behind with the source. */
        RESUMING,
        /** Checking the source's records in a dry run. */
        CHECKING,
        /** Copying records. */
        COPYING,
        /** Building indexes and constraints, checking the whole, writing it to disk. */
        COMPLETING,
        /** Reading both sides anew and comparing them. */
        VERIFYING
    }
}

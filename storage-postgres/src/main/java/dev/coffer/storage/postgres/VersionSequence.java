package dev.coffer.storage.postgres;

import org.jdbi.v3.core.Handle;

/** The versions of key-values that were given so far. */
final class VersionSequence {
    private static final String HIGHEST =
            "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM coffer_versions";

    /** Changes nothing, but keeps others from taking a number until the transaction ends; LOCK is for tables only. */
    private static final String LOCK = "ALTER SEQUENCE coffer_versions NO CYCLE";

    private static final String RAISE = """
            SELECT setval('coffer_versions', :version) FROM coffer_versions
            WHERE :version > CASE WHEN is_called THEN last_value ELSE last_value - 1 END
            """;

    private VersionSequence() {}

    /** 0 if none was. Sessions that take several at once count with all they have taken. */
    static long highest(Handle handle) {
        return handle.createQuery(HIGHEST).mapTo(Long.class).one();
    }

    /** In a transaction: the next is above this one. */
    static void raise(Handle handle, long version) {
        handle.execute(LOCK);
        handle.createQuery(RAISE).bind("version", version).mapTo(Long.class).findOne();
    }
}

package dev.coffer.storage.jdbi;

import java.util.Collection;
import org.jdbi.v3.core.Handle;

/** The triggers that write an audit log, as a backend has them. */
public interface AuditTriggers {
    /** The names of those that are not there, or are others. */
    Collection<String> missing(Handle handle);

    /** The names of those that are to record changes and are not there, or are disabled; not of those that are others. */
    Collection<String> silent(Handle handle);

    /** Whether there is none at all that records changes. */
    boolean areOff(Handle handle);

    /** Makes them, in a transaction, while nobody else does. */
    void make(SqlConnection connection);

    /** Lets others wait who would make them, until the transaction ends. */
    void lock(SqlConnection connection);

    /** Takes them away. */
    void drop(Handle handle);
}

package dev.coffer.storage.jdbi;

/** What a doctor advises where tables are not as the migrations make them. */
public final class Drift {
    /** Of an index that is not there or another. */
    public static final String OF_INDEXES =
            "run its CREATE INDEX of coffer schema print (drop another of that name first)";

    /** Of tables, columns and keys that are not there, or not so. */
    public static final String OF_TABLES =
            "change it back to what coffer schema print has: until then backup and migrate refuse the tables";

    /** Of what is not ours. */
    public static final String OF_MORE = "drop it: VALIDATE refuses the tables, and an upgrade may fail on it";

    private Drift() {}
}

package dev.coffer.storage;

/** What opening a storage does about its tables. */
public enum SchemaMode {
    /** Creates and upgrades them: the default. Refuses a newer or an edited schema. */
    MIGRATE,
    /** Changes nothing and refuses any difference: missing, older, newer, edited. */
    VALIDATE,
    /** Neither looks nor changes. */
    NONE
}

package dev.coffer.storage.spi;

/**
 * The rules that every record passes before it is stored: those of the public API, for records that come from elsewhere. Password hashes
 * alone may be of any kind: one that is not bcrypt lets nobody in. Safe for many threads. See {@link
 * dev.coffer.storage.StorageConfig#recordRules}.
 */
public interface RecordRules {
    /**
     * Returns if the record keeps all rules.
     *
     * @param rows has it
     * @param row which of the records
     * @throws dev.coffer.storage.InvalidInput the first field that breaks one, and how
     */
    void check(RecordRows rows, int row);

    /**
     * {@return the form of an address by which users are found}
     *
     * @param email an address
     * @throws dev.coffer.storage.InvalidInput {@code email} if it is none
     */
    String canonicalEmail(String email);

    /**
     * {@return whether a password can be verified against this hash}
     *
     * @param passwordHash of any kind
     */
    boolean isVerifiable(String passwordHash);
}

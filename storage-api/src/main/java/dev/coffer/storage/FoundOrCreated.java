package dev.coffer.storage;

/**
 * What {@link Users#findOrCreate} came to.
 *
 * @param user the user with the address
 * @param created whether this call created it
 */
public record FoundOrCreated(User user, boolean created) {
    /**
     * Refuses nulls.
     *
     * @param user the user with the address
     * @param created whether this call created it
     */
    public FoundOrCreated {
        InputRules.given("user", user);
    }
}

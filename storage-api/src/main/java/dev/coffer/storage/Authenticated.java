package dev.coffer.storage;

/**
 * Who a session token stands for.
 *
 * @param session a session that has not expired
 * @param user its user, who is not locked
 */
public record Authenticated(Session session, User user) {
    /**
     * Refuses nulls.
     *
     * @param session a session that has not expired
     * @param user its user, who is not locked
     */
    public Authenticated {
        InputRules.given("session", session);
        InputRules.given("user", user);
    }
}

package dev.coffer.storage;

/**
 * Who a session token stands for.
 *
 * @param session a session that has not expired
 * @param user its user, who is not locked
 */
public record Authenticated(Session session, User user) {}

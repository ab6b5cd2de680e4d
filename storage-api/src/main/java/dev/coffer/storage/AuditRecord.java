package dev.coffer.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One change of one row, or of whether the log is on.
 *
 * @param entry its number; later changes of the same row have higher ones
 * @param position in the chain, from 1 without gaps; empty as long as it is not sealed
 * @param at when the call or the transaction began, by the clock of the storage if an actor is known, else by the database's. When the log
 *     was switched on or off, by the clock of the storage
 * @param operation what happened
 * @param userId the user, or whose session or token it was
 * @param id of the user, the session, the token or the key-value's record; {@code audit} for the log itself
 * @param namespace of the key-value
 * @param key of the key-value
 * @param actor who did it; empty if that is not known, as for a row that was changed without this library
 * @param request for what; empty if not known
 * @param change what differs, as the text of a JSON object: for each field an object with {@code is} where a row is new, {@code was} where
 *     it is deleted, and both where it is changed, as in <code>{"lockedAt":{"is":1795384377181000,"was":null}}</code>. Fields are called as in
 *     {@link User}, {@link Session} and {@link KeyValue}; with the {@code email} of a user {@code canonicalEmail} may change, which is what it is
 *     compared by. Instants are microseconds since 1970, metadata is JSON, and a key-value's {@code value}, if its namespace says so ({@link
 *     AuditSettings#namespaceWithValues}), is in hexadecimal digits. The text is compact and its names are sorted ({@link String#compareTo}),
 *     whatever the database. Never a password's hash, a token or what is kept with one
 */
public record AuditRecord(
        long entry,
        Optional<Long> position,
        Instant at,
        AuditOperation operation,
        Optional<UUID> userId,
        String id,
        Optional<String> namespace,
        Optional<String> key,
        Optional<String> actor,
        Optional<String> request,
        String change) {
    /**
     * Checks that all are given.
     *
     * @param entry its number
     * @param position in the chain
     * @param at when
     * @param operation what happened
     * @param userId whose it was
     * @param id of what was changed
     * @param namespace of a key-value
     * @param key of a key-value
     * @param actor who did it
     * @param request for what
     * @param change what differs
     */
    public AuditRecord {
        InputRules.given("position", position);
        InputRules.given("at", at);
        InputRules.given("operation", operation);
        InputRules.given("userId", userId);
        InputRules.given("id", id);
        InputRules.given("namespace", namespace);
        InputRules.given("key", key);
        InputRules.given("actor", actor);
        InputRules.given("request", request);
        InputRules.given("change", change);
    }
}

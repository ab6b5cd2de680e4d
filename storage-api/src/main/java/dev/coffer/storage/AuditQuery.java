package dev.coffer.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which records of an audit log are wanted: those for which all that is given here holds.
 *
 * @param userId the user, with the user's sessions and tokens
 * @param id of the user, the session, the token or the key-value's record
 * @param actor who did it
 * @param operation what happened
 * @param from not before then
 * @param before before then
 */
public record AuditQuery(
        Optional<UUID> userId,
        Optional<String> id,
        Optional<String> actor,
        Optional<AuditOperation> operation,
        Optional<Instant> from,
        Optional<Instant> before) {
    private static final AuditQuery ALL = new AuditQuery(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Checks each.
     *
     * @param userId the user
     * @param id of what was changed
     * @param actor who did it
     * @param operation what happened
     * @param from not before then
     * @param before before then
     * @throws InvalidInput naming what no record could have
     */
    public AuditQuery {
        InputRules.given("userId", userId);
        InputRules.given("id", id).ifPresent(text -> InputRules.name("id", text));
        InputRules.given("actor", actor).ifPresent(text -> Actor.checked("actor", text));
        InputRules.given("operation", operation);
        from = InputRules.given("from", from).map(instant -> InputRules.instant("from", instant));
        before = InputRules.given("before", before).map(instant -> InputRules.instant("before", instant));
    }

    /** {@return all records} */
    public static AuditQuery all() {
        return ALL;
    }

    /**
     * {@return those of a user, and of the user's sessions and tokens}
     *
     * @param userId the user, who may be gone
     */
    public AuditQuery ofUser(UUID userId) {
        return new AuditQuery(Optional.of(InputRules.given("userId", userId)), id, actor, operation, from, before);
    }

    /**
     * {@return those of what has this id}
     *
     * @param id of a key-value's record, or a UUID's text
     */
    public AuditQuery ofId(String id) {
        return new AuditQuery(userId, Optional.of(InputRules.given("id", id)), actor, operation, from, before);
    }

    /**
     * {@return those of what has this id}
     *
     * @param id of a user, a session or a token
     */
    public AuditQuery ofId(UUID id) {
        return ofId(InputRules.given("id", id).toString());
    }

    /**
     * {@return those by an actor}
     *
     * @param actor by its name
     */
    public AuditQuery byActor(String actor) {
        return new AuditQuery(userId, id, Optional.of(InputRules.given("actor", actor)), operation, from, before);
    }

    /**
     * {@return those of an operation}
     *
     * @param operation what happened
     */
    public AuditQuery operation(AuditOperation operation) {
        return new AuditQuery(userId, id, actor, Optional.of(InputRules.given("operation", operation)), from, before);
    }

    /**
     * {@return those that are not earlier}
     *
     * @param from the first moment
     */
    public AuditQuery from(Instant from) {
        return new AuditQuery(userId, id, actor, operation, Optional.of(InputRules.given("from", from)), before);
    }

    /**
     * {@return those that are earlier}
     *
     * @param before the moment after the last
     */
    public AuditQuery before(Instant before) {
        return new AuditQuery(userId, id, actor, operation, from, Optional.of(InputRules.given("before", before)));
    }
}

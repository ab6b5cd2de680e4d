package dev.coffer.storage.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What the audit log says of a change that the row does not.
 *
 * @param actor who makes it
 * @param request for what, if known
 * @param at the present time
 */
public record AuditContext(String actor, Optional<String> request, Instant at) {}

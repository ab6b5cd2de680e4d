package dev.coffer.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a storage fares; see {@link Storage#health()}. Holds no secret and nothing that a user has stored.
 *
 * @param status the worst of what was found
 * @param reasons why it is not {@link Status#UP}, the worst first: each a sentence for an operator
 * @param checkedAt when this was found, by the configured clock
 * @param latency how long the check took, with the wait for a connection; empty if it did not end in time
 * @param pool the connections at that moment; empty if the provider has no pool of its own
 * @param role what kind of server has answered; empty without one
 * @param schema the tables that were found; empty if they were not looked at, or nobody has answered
 * @param credentialsExpireAt when the database's credentials end; empty if they do not, or nobody has said so
 * @param certificateExpiresAt when the first certificate ends of those that the last new connection was made with, the server's
 *     or ours; empty without TLS
 */
public record Health(
        Status status,
        List<String> reasons,
        Instant checkedAt,
        Optional<Duration> latency,
        Optional<Pool> pool,
        Optional<Role> role,
        Optional<Schema> schema,
        Optional<Instant> credentialsExpireAt,
        Optional<Instant> certificateExpiresAt) {

    /**
     * Refuses a missing part.
     *
     * @param status not null
     * @param reasons copied
     * @param checkedAt not null
     * @param latency empty if there is none
     * @param pool empty if there is none
     * @param role empty if there is none
     * @param schema empty if there is none
     * @param credentialsExpireAt empty if there is none
     * @param certificateExpiresAt empty if there is none
     */
    public Health {
        InputRules.given("status", status);
        reasons = List.copyOf(InputRules.given("reasons", reasons));
        InputRules.given("checkedAt", checkedAt);
        InputRules.given("latency", latency);
        InputRules.given("pool", pool);
        InputRules.given("role", role);
        InputRules.given("schema", schema);
        InputRules.given("credentialsExpireAt", credentialsExpireAt);
        InputRules.given("certificateExpiresAt", certificateExpiresAt);
    }

    /** How good it is. */
    public enum Status {
        /** All is well. */
        UP,
        /** Reads are served. Something else is not, or soon will not be, or takes long. */
        DEGRADED,
        /** Nothing is served. */
        DOWN
    }

    /** Whether a server takes writes. */
    public enum Role {
        /** It does. */
        PRIMARY,
        /** It repeats what a primary does, and only serves reads. */
        STANDBY
    }

    /** The tables, beside those that this library needs. */
    public enum Schema {
        /** The same version. */
        CURRENT,
        /** A newer version: another node has upgraded them. Opening would refuse them. */
        NEWER,
        /** An older version, as after a backup was restored. */
        OLDER,
        /** A version that another script has made. */
        EDITED,
        /** A migration into them is not finished. */
        UNFINISHED,
        /** There are none. */
        MISSING
    }

    /**
     * The connections of a storage.
     *
     * @param active in use
     * @param idle open and free
     * @param waiting callers that wait for one
     * @param most that there may be
     */
    public record Pool(int active, int idle, int waiting, int most) {
        /** {@return whether all that there may be are in use} */
        public boolean isExhausted() {
            return active >= most;
        }

        /** {@return the same as a sentence for an operator} */
        String exhaustion() {
            String all = most == 1 ? "the one connection is" : "all " + most + " connections are";
            return all + " in use"
                    + switch (waiting) {
                        case 0 -> "";
                        case 1 -> ", 1 caller waits";
                        default -> ", " + waiting + " callers wait";
                    };
        }
    }

    /** Collects what a provider finds. Not for several threads. */
    public static final class Builder {
        private static final Duration SLOW = Duration.ofSeconds(1);
        private static final Duration ENDS_SOON = Duration.ofDays(14);

        private final Instant now;
        private final List<String> down = new ArrayList<>();
        private final List<String> degraded = new ArrayList<>();
        private Optional<Duration> latency = Optional.empty();
        private Optional<Pool> pool = Optional.empty();
        private Optional<Role> role = Optional.empty();
        private Optional<Schema> schema = Optional.empty();
        private Optional<Instant> credentialsExpireAt = Optional.empty();
        private Optional<Instant> certificateExpiresAt = Optional.empty();

        /**
         * Begins with nothing found, which is {@link Status#UP}.
         *
         * @param now the present time
         */
        public Builder(Instant now) {
            this.now = InputRules.given("now", now);
        }

        /** {@return the present time, for what depends on it} */
        public Instant now() {
            return now;
        }

        /**
         * Makes it {@link Status#DOWN}.
         *
         * @param reason a sentence for an operator, without a secret or a stored value
         * @return this builder
         */
        public Builder down(String reason) {
            down.add(InputRules.given("reason", reason));
            return this;
        }

        /**
         * Makes it {@link Status#DEGRADED} at least.
         *
         * @param reason a sentence for an operator, without a secret or a stored value
         * @return this builder
         */
        public Builder degraded(String reason) {
            degraded.add(InputRules.given("reason", reason));
            return this;
        }

        /**
         * The connections.
         *
         * @param pool as they are now
         * @return this builder
         */
        public Builder pool(Pool pool) {
            this.pool = Optional.of(InputRules.given("pool", pool));
            return this;
        }

        /**
         * Says that there is no answer in time only because all connections are in use, which is {@link Status#DEGRADED}.
         *
         * @param pool as it is now
         * @return this builder
         */
        public Builder exhausted(Pool pool) {
            return pool(pool).degraded(pool.exhaustion());
        }

        /**
         * What kind of server has answered.
         *
         * @param role as it says itself
         * @return this builder
         */
        public Builder role(Role role) {
            this.role = Optional.of(InputRules.given("role", role));
            return this;
        }

        /**
         * The tables. {@link Schema#NEWER} makes it {@link Status#DEGRADED}, all else but {@link Schema#CURRENT}
         * {@link Status#DOWN}.
         *
         * @param schema as they were found
         * @return this builder
         */
        public Builder schema(Schema schema) {
            this.schema = Optional.of(InputRules.given("schema", schema));
            return switch (schema) {
                case CURRENT -> this;
                case NEWER ->
                    degraded("the tables are of a newer version than this library: it could not be opened again");
                case OLDER -> down("the tables are of an older version than this library needs");
                case EDITED -> down("the tables were made by a script that this library does not know");
                case UNFINISHED -> down("a migration into the tables is not finished");
                case MISSING -> down("the tables are missing");
            };
        }

        /**
         * When the credentials of the database end; when they have, it is {@link Status#DOWN}.
         *
         * @param expireAt their end
         * @return this builder
         */
        public Builder credentials(Instant expireAt) {
            credentialsExpireAt = Optional.of(InputRules.given("expireAt", expireAt));
            return expireAt.isAfter(now) ? this : down("the credentials of the database ended at " + expireAt);
        }

        /**
         * A certificate that is in use; one that ends within 14 days makes it {@link Status#DEGRADED}. Of several the one that
         * ends first is told.
         *
         * @param whose such as {@code "the server's"}
         * @param expiresAt its end
         * @return this builder
         */
        public Builder certificate(String whose, Instant expiresAt) {
            InputRules.given("whose", whose);
            InputRules.given("expiresAt", expiresAt);
            certificateExpiresAt = certificateExpiresAt
                    .filter(other -> other.isBefore(expiresAt))
                    .or(() -> Optional.of(expiresAt));
            return expiresAt.isAfter(now.plus(ENDS_SOON))
                    ? this
                    : degraded(whose + " certificate ends at " + expiresAt);
        }

        Builder took(Duration duration) {
            latency = Optional.of(duration);
            return duration.compareTo(SLOW) > 0 ? degraded("an answer took " + duration.toMillis() + " ms") : this;
        }

        /** {@return what was found} */
        public Health build() {
            Status status = down.isEmpty() ? degraded.isEmpty() ? Status.UP : Status.DEGRADED : Status.DOWN;
            List<String> reasons = new ArrayList<>(down);
            reasons.addAll(degraded);
            return new Health(
                    status, reasons, now, latency, pool, role, schema, credentialsExpireAt, certificateExpiresAt);
        }
    }
}

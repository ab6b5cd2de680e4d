package dev.coffer.storage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * How to open a storage: {@code StorageConfig.forUrl("sqlite:app.db").poolSize(4).build()}. Immutable.
 *
 * <p>URLs: {@code sqlite:PATH}, {@code sqlite::memory:}, and the same behind {@code jdbc:}. A provider names the
 * parameters it takes behind {@code ?} and refuses all others.
 */
public final class StorageConfig {
    private final Builder values;

    private StorageConfig(Builder values) {
        this.values = values;
    }

    /**
     * {@return a configuration with this URL and the defaults}
     *
     * @param url such as {@code sqlite:app.db}; the provider checks what follows the scheme when it opens
     * @throws InvalidInput {@code url} if it has no scheme
     */
    public static Builder forUrl(String url) {
        return new Builder(url);
    }

    /**
     * From the environment: the URL in {@code COFFER_URL}, else in {@code DATABASE_URL}; and
     * {@code COFFER_SCHEMA_MODE}, {@code COFFER_READ_ONLY}, {@code COFFER_POOL_SIZE}, {@code COFFER_LOCK_TIMEOUT},
     * {@code COFFER_READ_TIMEOUT}, {@code COFFER_CLOSE_TIMEOUT} (durations as {@code 5s}, {@code 200ms} or ISO-8601)
     * and {@code COFFER_PASSWORD_COST}.
     *
     * @return the configuration; what is not set has its default
     * @throws InvalidInput naming the variable that is missing or malformed and what it must be, without its value
     */
    public static StorageConfig fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /**
     * As {@link #fromEnvironment()}, from these variables.
     *
     * @param variables by name; an empty one counts as not set
     * @return the configuration; what is not set has its default
     */
    public static StorageConfig fromEnvironment(Map<String, String> variables) {
        return new EnvironmentVariables(InputRules.given("variables", variables)).config();
    }

    /** {@return the same configuration, to be changed} */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** {@return the URL as given, with its secrets: for providers} */
    public String url() {
        return values.url;
    }

    /** {@return what stands before the first colon of the URL, behind {@code jdbc:}, in lower case} */
    public String scheme() {
        return StorageUrl.scheme(values.url);
    }

    /** {@return what opening does about the tables; see {@link Builder#schemaMode}} */
    public SchemaMode schemaMode() {
        return values.schemaMode;
    }

    /** {@return whether it is opened for reading only; see {@link Builder#readOnly}} */
    public boolean readOnly() {
        return values.readOnly;
    }

    /** {@return connections at most; see {@link Builder#poolSize}} */
    public int poolSize() {
        return values.poolSize;
    }

    /** {@return how long to wait for a connection, the writer or a lock; see {@link Builder#lockTimeout}} */
    public Duration lockTimeout() {
        return values.lockTimeout;
    }

    /** {@return how long one read may run; see {@link Builder#readTimeout}} */
    public Duration readTimeout() {
        return values.readTimeout;
    }

    /** {@return how long closing lets running calls finish; see {@link Builder#closeTimeout}} */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** {@return the cost of bcrypt; see {@link Builder#passwordCost}} */
    public int passwordCost() {
        return values.passwordCost;
    }

    /** {@return where the present time comes from; see {@link Builder#clock}} */
    public InstantSource clock() {
        return values.clock;
    }

    /** {@return the limits in force; see {@link Builder#limits}} */
    public Limits limits() {
        return values.limits;
    }

    /** The URL without password and parameters. */
    @Override
    public String toString() {
        return "StorageConfig[" + StorageUrl.redacted(values.url) + "]";
    }

    /** Collects a configuration. Not for several threads. */
    public static final class Builder {
        static final int MAX_POOL_SIZE = 1_000;

        private final String url;
        private SchemaMode schemaMode = SchemaMode.MIGRATE;
        private boolean readOnly;
        private int poolSize = 10;
        private Duration lockTimeout = Duration.ofSeconds(5);
        private Duration readTimeout = Duration.ofSeconds(25);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private int passwordCost = 12;
        private InstantSource clock = InstantSource.system();
        private Limits limits = Limits.defaults();

        private Builder(String url) {
            StorageUrl.scheme(InputRules.given("url", url));
            this.url = url;
        }

        private Builder(Builder other) {
            url = other.url;
            schemaMode = other.schemaMode;
            readOnly = other.readOnly;
            poolSize = other.poolSize;
            lockTimeout = other.lockTimeout;
            readTimeout = other.readTimeout;
            closeTimeout = other.closeTimeout;
            passwordCost = other.passwordCost;
            clock = other.clock;
            limits = other.limits;
        }

        /**
         * What opening does about the tables.
         *
         * @param schemaMode {@link SchemaMode#MIGRATE} unless set
         * @return this builder
         */
        public Builder schemaMode(SchemaMode schemaMode) {
            this.schemaMode = InputRules.given("schemaMode", schemaMode);
            return this;
        }

        /**
         * Opens for reading only: every write is {@link ReadOnly}, and the schema is validated, never changed.
         *
         * @param readOnly false unless set
         * @return this builder
         */
        public Builder readOnly(boolean readOnly) {
            this.readOnly = readOnly;
            return this;
        }

        /**
         * Connections at most. In SQLite these are readers, beside the one writer.
         *
         * @param poolSize from 1 to 1,000; 10 unless set
         * @return this builder
         */
        public Builder poolSize(int poolSize) {
            this.poolSize = within("poolSize", poolSize, 1, MAX_POOL_SIZE);
            return this;
        }

        /**
         * How long to wait for a connection, the writer or a lock.
         *
         * @param lockTimeout from a millisecond to a day; 5 seconds unless set
         * @return this builder
         */
        public Builder lockTimeout(Duration lockTimeout) {
            this.lockTimeout = atLeastAMillisecond("lockTimeout", lockTimeout);
            return this;
        }

        /**
         * How long one read may run. Writes and commits are never cancelled.
         *
         * @param readTimeout from a millisecond to a day; 25 seconds unless set
         * @return this builder
         */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = atLeastAMillisecond("readTimeout", readTimeout);
            return this;
        }

        /**
         * How long {@link Storage#close} lets running calls finish.
         *
         * @param closeTimeout from a millisecond to a day; 10 seconds unless set
         * @return this builder
         */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = atLeastAMillisecond("closeTimeout", closeTimeout);
            return this;
        }

        /**
         * The cost of bcrypt. Each step doubles the time of a hash.
         *
         * @param passwordCost from 4 to 31; 12 unless set
         * @return this builder
         */
        public Builder passwordCost(int passwordCost) {
            this.passwordCost = within("passwordCost", passwordCost, Passwords.MIN_COST, Passwords.MAX_COST);
            return this;
        }

        /**
         * Where the present time comes from.
         *
         * @param clock the system's unless set
         * @return this builder
         */
        public Builder clock(InstantSource clock) {
            this.clock = InputRules.given("clock", clock);
            return this;
        }

        /**
         * Lower limits than the default ones.
         *
         * @param limits {@link Limits#defaults()} unless set
         * @return this builder
         */
        public Builder limits(Limits limits) {
            this.limits = InputRules.given("limits", limits);
            return this;
        }

        /** {@return the configuration as set so far} */
        public StorageConfig build() {
            return new StorageConfig(new Builder(this));
        }

        private static int within(String field, int value, int lowest, int highest) {
            if (value < lowest || value > highest) {
                throw new InvalidInput(field, "must be from " + lowest + " to " + highest);
            }
            return value;
        }

        private static Duration atLeastAMillisecond(String field, Duration duration) {
            Duration given = InputRules.given(field, duration);
            if (given.compareTo(Duration.ofMillis(1)) < 0 || given.compareTo(Duration.ofDays(1)) > 0) {
                throw new InvalidInput(field, "must be from a millisecond to a day");
            }
            return given;
        }
    }
}

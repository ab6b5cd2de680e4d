package dev.coffer.storage;

import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.StorageProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How to open a storage: {@code StorageConfig.forUrl("sqlite:app.db").poolSize(4).build()}. Immutable.
 *
 * <p>URLs: {@code sqlite:PATH}, {@code sqlite::memory:}, {@code postgresql://user:password@host:port/database}, {@code postgres://…}, and the
 * same behind {@code jdbc:}. A provider names the parameters it takes behind {@code ?} and refuses all others. What a provider has no use
 * for, such as a schema on SQLite, it passes over: the same configuration serves all.
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

    /** {@return a configuration without a URL} For connections of the host's own; {@link Storage#open(StorageConfig)} refuses it. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * From the environment: the URL in {@code COFFER_URL}, else in {@code DATABASE_URL}, else PostgreSQL's made of {@code DATASTORE_HOST},
     * {@code DATASTORE_PORT}, {@code DATASTORE_DATABASE}, {@code DATASTORE_USERNAME}, {@code DATASTORE_PASSWORD}, {@code DATASTORE_SSLMODE},
     * {@code DATASTORE_SSLCERT}, {@code DATASTORE_SSLKEY} and {@code DATASTORE_SSLROOTCERT}, of which only the first must be set and none is
     * encoded; and {@code COFFER_SCHEMA}, {@code COFFER_SCHEMA_OWNER}, {@code COFFER_SCHEMA_MODE}, {@code COFFER_READ_ONLY}, {@code
     * COFFER_STANDBY_READS}, {@code COFFER_TRANSACTION_POOLING}, {@code COFFER_NATURAL_BATCHING}, {@code COFFER_POOL_SIZE}, {@code
     * COFFER_START_TIMEOUT}, {@code COFFER_LOCK_TIMEOUT}, {@code COFFER_READ_TIMEOUT}, {@code COFFER_CLOSE_TIMEOUT} (durations as {@code 5s},
     * {@code 200ms} or ISO-8601) and {@code COFFER_PASSWORD_COST}.
     *
     * <p>{@code COFFER_URL_FILE} may name a file that holds the URL instead, and {@code COFFER_PASSWORD_FILE} one that holds the password of the
     * URL's user, as secrets are mounted into containers; that one is read again when the server refuses what it held. {@code COFFER_CONFIG}
     * names a file with what is not in the environment; see {@link #fromFile(Path)}.
     *
     * @return the configuration; what is not set has its default
     * @throws InvalidInput naming the variable that is missing or malformed and what it must be, without its value
     */
    public static StorageConfig fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /**
     * {@return as {@link #fromEnvironment()}, from these variables}
     *
     * @param variables by name; an empty one counts as not set
     */
    public static StorageConfig fromEnvironment(Map<String, String> variables) {
        return new EnvironmentVariables(InputRules.given("variables", variables), ConfigFile.NONE).config();
    }

    /**
     * From a file, and from the environment, which comes first: what a variable of {@link #fromEnvironment()} says counts more than the file,
     * and what is then set by {@link #toBuilder()} counts more than both.
     *
     * <p>A file named {@code *.properties} is one of {@link java.util.Properties}, in UTF-8; one named {@code *.yaml} or {@code *.yml} is a
     * single mapping of keys to plain values, and needs {@code org.snakeyaml:snakeyaml-engine}. The keys are the names of the builder's
     * methods: {@code url}, {@code schema}, {@code schemaMode}, {@code poolSize} and so on for each variable of {@link #fromEnvironment()}
     * that begins with {@code COFFER_}, and {@code urlFile}, {@code passwordFile}.
     *
     * @param file at most 1 MiB
     * @return the configuration; what is not set has its default
     * @throws InvalidInput {@code file} if it cannot be read or is malformed; a key that is not known, twice there or malformed,
     *     with file and line and without its value; or a variable
     */
    public static StorageConfig fromFile(Path file) {
        return fromFile(file, System.getenv());
    }

    /**
     * {@return as {@link #fromFile(Path)}, with these variables over it}
     *
     * @param file at most 1 MiB
     * @param variables by name; an empty one counts as not set
     */
    public static StorageConfig fromFile(Path file, Map<String, String> variables) {
        return new EnvironmentVariables(
                        InputRules.given("variables", variables),
                        ConfigFile.read("file", InputRules.given("file", file).toString()))
                .config();
    }

    /** {@return the same configuration, to be changed} */
    public Builder toBuilder() {
        return values.copy();
    }

    /** {@return the URL as given, with its secrets: for providers; empty if there is none} */
    public String url() {
        return values.url;
    }

    /** {@return what stands before the first colon of the URL, behind {@code jdbc:}, in lower case; without one {@link InvalidInput}} */
    public String scheme() {
        return StorageUrl.scheme(values.url);
    }

    /** {@return the schema that has the tables, if not the current one; see {@link Builder#schema}} */
    public Optional<String> schema() {
        return values.schema;
    }

    /** {@return the role that owns the tables, if not the one that makes them; see {@link Builder#schemaOwner}} */
    public Optional<String> schemaOwner() {
        return values.schemaOwner;
    }

    /** {@return where user name and password come from, if not from the URL; see {@link Builder#credentials}} */
    public Optional<CredentialSource> credentials() {
        return values.credentials;
    }

    /** {@return what opening does about the tables; see {@link Builder#schemaMode}} */
    public SchemaMode schemaMode() {
        return values.schemaMode;
    }

    /** {@return whether it is opened for reading only; see {@link Builder#readOnly}} */
    public boolean readOnly() {
        return values.readOnly;
    }

    /** {@return whether what only reads may be served by a standby; see {@link Builder#standbyReads}} */
    public boolean standbyReads() {
        return values.standbyReads;
    }

    /** {@return whether a pooler gives connections for a transaction each; see {@link Builder#transactionPooling}} */
    public boolean transactionPooling() {
        return values.transactionPooling;
    }

    /** {@return whether requests that wait together are served together; see {@link Builder#naturalBatching}} */
    public boolean naturalBatching() {
        return values.naturalBatching;
    }

    /** {@return how long opening waits for a server; see {@link Builder#startTimeout}} */
    public Duration startTimeout() {
        return values.startTimeout;
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

    /** {@return who is told of each operation, if anybody; see {@link Builder#listener}} */
    public Optional<StorageListener> listener() {
        return guardedListener().map(GuardedListener::unguarded);
    }

    Optional<GuardedListener> guardedListener() {
        return values.listener;
    }

    /** {@return what {@link Users#search} looks at; empty if it is off; see {@link Builder#userSearch}} */
    public Optional<UserSearch> userSearch() {
        return values.userSearch;
    }

    /** {@return what is recorded; empty if that is not switched on here; see {@link Builder#audit}} */
    public Optional<AuditSettings> audit() {
        return values.audit;
    }

    /** {@return what each user is confined to; empty if that is not switched on; see {@link Builder#rowLevelSecurity}} */
    public Optional<RowLevelSecurity> rowLevelSecurity() {
        return values.rowLevelSecurity;
    }

    /**
     * {@return the rules that records from elsewhere have to keep, with these limits}
     *
     * @param json reads the text of a JSON object, strictly, with {@link dev.coffer.storage.spi.JsonNumbers}; else {@link InvalidInput}
     */
    public RecordRules recordRules(Function<String, Map<String, @Nullable Object>> json) {
        return new CheckedRecords(values.limits, InputRules.given("json", json));
    }

    /** {@return the provider that ServiceLoader finds for the URL's scheme; without one {@link InvalidInput}} */
    public StorageProvider provider() {
        return Providers.forScheme(scheme());
    }

    /** The URL without password and parameters. */
    @Override
    public String toString() {
        return "StorageConfig[" + StorageUrl.redacted(values.url) + "]";
    }

    /** Collects a configuration. Not for several threads. */
    public static final class Builder implements Cloneable {
        static final Bounds<Integer> POOL_SIZE = Bounds.numbers(1, 1_000);

        private final String url;
        private Optional<String> schema = Optional.empty();
        private Optional<String> schemaOwner = Optional.empty();
        private Optional<CredentialSource> credentials = Optional.empty();
        private SchemaMode schemaMode = SchemaMode.MIGRATE;
        private boolean readOnly;
        private boolean standbyReads;
        private boolean transactionPooling;
        private boolean naturalBatching = true;
        private int poolSize = 10;
        private Duration startTimeout = Duration.ofSeconds(30);
        private Duration lockTimeout = Duration.ofSeconds(5);
        private Duration readTimeout = Duration.ofSeconds(25);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private int passwordCost = 12;
        private InstantSource clock = InstantSource.system();
        private Limits limits = Limits.defaults();
        private Optional<GuardedListener> listener = Optional.empty();
        private Optional<UserSearch> userSearch = Optional.empty();
        private Optional<AuditSettings> audit = Optional.empty();
        private Optional<RowLevelSecurity> rowLevelSecurity = Optional.empty();

        private Builder() {
            url = "";
        }

        private Builder(String url) {
            StorageUrl.scheme(InputRules.given("url", url));
            this.url = url;
        }

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * {@return this builder} The schema that has the tables. {@link SchemaMode#MIGRATE} makes it where there is none.
         *
         * @param schema 1 to 31 of a-z, 0-9 and _, beginning with no digit; the role's current one unless set
         */
        public Builder schema(String schema) {
            this.schema = Optional.of(InputRules.sqlName("schema", schema));
            return this;
        }

        /**
         * {@return this builder} The role that owns the tables. Whoever opens the storage acts as this role while the tables are made or
         * upgraded, and so has to be a member of it: then roles that come and go own nothing, and can be dropped.
         *
         * @param schemaOwner 1 to 31 of a-z, 0-9 and _, beginning with no digit; the role that logs in unless set
         */
        public Builder schemaOwner(String schemaOwner) {
            this.schemaOwner = Optional.of(InputRules.sqlName("schemaOwner", schemaOwner));
            return this;
        }

        /**
         * {@return this builder} Where user name and password of the database come from.
         *
         * @param credentials asked while the storage is open, and closed with it; the URL's own unless set
         */
        public Builder credentials(CredentialSource credentials) {
            this.credentials = Optional.of(InputRules.given("credentials", credentials));
            return this;
        }

        /**
         * {@return this builder} What opening does about the tables.
         *
         * @param schemaMode {@link SchemaMode#MIGRATE} unless set
         */
        public Builder schemaMode(SchemaMode schemaMode) {
            this.schemaMode = InputRules.given("schemaMode", schemaMode);
            return this;
        }

        /**
         * {@return this builder} Opens for reading only: every write is {@link ReadOnly}, and the schema is validated, never changed.
         *
         * @param readOnly false unless set
         */
        public Builder readOnly(boolean readOnly) {
            this.readOnly = readOnly;
            return this;
        }

        /**
         * {@return this builder} Lets read-only snapshots, and every read of a storage that is opened for reading only, go to a standby
         * where the URL names one. A standby may lag behind: other reads stay with the primary, so that nobody is let in by a session that
         * was just revoked.
         *
         * @param standbyReads false unless set
         */
        public Builder standbyReads(boolean standbyReads) {
            this.standbyReads = standbyReads;
            return this;
        }

        /**
         * {@return this builder} Says that the server is reached through a pooler that gives a connection for one transaction at a time,
         * such as PgBouncer with {@code pool_mode = transaction}: nothing is then expected to outlive a transaction.
         *
         * @param transactionPooling false unless set
         */
        public Builder transactionPooling(boolean transactionPooling) {
            this.transactionPooling = transactionPooling;
            return this;
        }

        /**
         * {@return this builder} Lets requests of one kind that wait for a connection be served together, in one statement by one of the
         * callers: a session found, with or without its user, issued or touched; a user found by id or by email; one key-value read, or put
         * without a condition. What does not have to wait is not delayed, each caller gets its own result or error, and what runs in a
         * transaction stays by itself. When the outcome of such a statement is unknown, that is so for each of its callers. Only PostgreSQL
         * does so, on connections of the storage's own.
         *
         * @param naturalBatching true unless set
         */
        public Builder naturalBatching(boolean naturalBatching) {
            this.naturalBatching = naturalBatching;
            return this;
        }

        /**
         * {@return this builder} How long opening waits for a server that cannot be reached or does not let us in yet.
         *
         * @param startTimeout from a millisecond to a day; 30 seconds unless set
         */
        public Builder startTimeout(Duration startTimeout) {
            this.startTimeout = Bounds.TIME_LIMIT.check("startTimeout", startTimeout);
            return this;
        }

        /**
         * {@return this builder} Connections at most. In SQLite these are readers, beside the one writer.
         *
         * @param poolSize from 1 to 1,000; 10 unless set
         */
        public Builder poolSize(int poolSize) {
            this.poolSize = POOL_SIZE.check("poolSize", poolSize);
            return this;
        }

        /**
         * {@return this builder} How long to wait for a connection, the writer or a lock.
         *
         * @param lockTimeout from a millisecond to a day; 5 seconds unless set
         */
        public Builder lockTimeout(Duration lockTimeout) {
            this.lockTimeout = Bounds.TIME_LIMIT.check("lockTimeout", lockTimeout);
            return this;
        }

        /**
         * {@return this builder} How long one read may run. Writes and commits are never cancelled.
         *
         * @param readTimeout from a millisecond to a day; 25 seconds unless set
         */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = Bounds.TIME_LIMIT.check("readTimeout", readTimeout);
            return this;
        }

        /**
         * {@return this builder} How long {@link Storage#close} lets running calls finish.
         *
         * @param closeTimeout from a millisecond to a day; 10 seconds unless set
         */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = Bounds.TIME_LIMIT.check("closeTimeout", closeTimeout);
            return this;
        }

        /**
         * {@return this builder} The cost of bcrypt. Each step doubles the time of a hash.
         *
         * @param passwordCost from 4 to 18; 12 unless set
         */
        public Builder passwordCost(int passwordCost) {
            this.passwordCost = Passwords.COST.check("passwordCost", passwordCost);
            return this;
        }

        /**
         * {@return this builder} Where the present time comes from.
         *
         * @param clock the system's unless set
         */
        public Builder clock(InstantSource clock) {
            this.clock = InputRules.given("clock", clock);
            return this;
        }

        /**
         * {@return this builder} Lower limits than the default ones.
         *
         * @param limits {@link Limits#defaults()} unless set
         */
        public Builder limits(Limits limits) {
            this.limits = InputRules.given("limits", limits);
            return this;
        }

        /**
         * {@return this builder} Who is told of each operation, as for metrics and traces.
         *
         * @param listener nobody unless set
         */
        public Builder listener(StorageListener listener) {
            this.listener = Optional.of(new GuardedListener(InputRules.given("listener", listener)));
            return this;
        }

        /**
         * {@return this builder} Switches on {@link Users#search}. Each change of a user then keeps an index in step; one that is missing
         * is made at opening.
         *
         * @param userSearch off unless set
         */
        public Builder userSearch(UserSearch userSearch) {
            this.userSearch = Optional.of(InputRules.given("userSearch", userSearch));
            return this;
        }

        /**
         * {@return this builder} Switches on the {@linkplain Storage#audit audit log}, for good: see {@link AuditSettings}.
         *
         * @param audit what is recorded; nothing unless set, here or by another storage on the database
         */
        public Builder audit(AuditSettings audit) {
            this.audit = Optional.of(InputRules.given("audit", audit));
            return this;
        }

        /**
         * {@return this builder} Switches on {@link Storage#actingAs}, on PostgreSQL, which must have been set up for it.
         *
         * @param rowLevelSecurity off unless set
         */
        public Builder rowLevelSecurity(RowLevelSecurity rowLevelSecurity) {
            this.rowLevelSecurity = Optional.of(InputRules.given("rowLevelSecurity", rowLevelSecurity));
            return this;
        }

        /** {@return the configuration as set so far} */
        public StorageConfig build() {
            return new StorageConfig(copy());
        }
    }
}

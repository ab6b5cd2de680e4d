package dev.coffer.storage.vault;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials of PostgreSQL out of the database engine of HashiCorp Vault:
 *
 * <pre>{@code
 * VaultCredentials vault = VaultCredentials.at(URI.create("https://vault.example.com:8200"))
 *         .login(VaultLogin.appRole(roleId, Path.of("/run/secrets/secret-id")))
 *         .role("database", "app")
 *         .build();
 * Storage.open(StorageConfig.forUrl("postgresql://db.example.com/app").credentials(vault).schemaOwner("coffer_owner").build());
 * }</pre>
 *
 * <p><b>Dynamic roles</b> ({@link Builder#role}). {@code GET <mount>/creds/<role>} makes a role in the database, with a lease. It is sent
 * once for each set of credentials that is needed, and never repeated by itself. After about two thirds of its time the lease is
 * renewed, and so is the token; how long it then lasts, Vault's answer says. When that is less than half of the first time, or when Vault
 * refuses, new credentials are fetched; the storage tries them, takes them for new connections and closes the older ones as they come
 * back. Once the last of those is closed, the older lease is revoked, which needs the right {@code update} on
 * {@code sys/leases/revoke}. Credentials end with their lease or with their token, whichever is first.
 *
 * <p><b>Static roles</b> ({@link Builder#staticRole}) are read again when Vault has changed their password.
 *
 * <p>While Vault is away, sealed or refuses, the present credentials are used to their end, and it is asked again after 1, 2, 4 … 60
 * seconds. After that no connection is made and calls fail with {@link dev.coffer.storage.Unavailable}.
 *
 * <p>When the storage is closed, all leases and the token are revoked, as far as Vault answers in a few seconds; a token that the host has
 * given is left as it is. Safe for many threads. For one open storage at a time.
 */
public final class VaultCredentials implements CredentialSource {
    private final ReentrantLock asking = new ReentrantLock();
    private final RoleCredentials role;
    private final String shown;

    private VaultCredentials(RoleCredentials role, String shown) {
        this.role = role;
        this.shown = shown;
    }

    /**
     * {@return credentials of the Vault at this address, to be told how to log in and of which role}
     *
     * @param address {@code https://host:port}, or {@code http://} for one on this machine: elsewhere that is a warning in the log
     * @throws InvalidInput {@code address} if it is no such URL
     */
    public static Builder at(URI address) {
        return new Builder(address);
    }

    @Override
    public DatabaseCredentials fetch() throws Exception {
        asking.lock();
        try {
            return role.fetch();
        } finally {
            asking.unlock();
        }
    }

    @Override
    public DatabaseCredentials fetchAfterRefusal(DatabaseCredentials refused) throws Exception {
        asking.lock();
        try {
            return role.fetchAnew();
        } finally {
            asking.unlock();
        }
    }

    @Override
    public void retired(DatabaseCredentials credentials) {
        asking.lock();
        try {
            role.retired(credentials);
        } finally {
            asking.unlock();
        }
    }

    /** Revokes what was given, as far as Vault answers; the rest ends by itself. */
    @Override
    public void close() {
        asking.lock();
        try {
            role.close();
        } finally {
            asking.unlock();
        }
    }

    /** Where they come from; no secret. */
    @Override
    public String toString() {
        return "VaultCredentials[" + shown + "]";
    }

    /** Collects what is to be known. Not for several threads. */
    public static final class Builder {
        private static final Logger LOG = LoggerFactory.getLogger(VaultCredentials.class);
        private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
        private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
        private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

        private final URI address;
        private Optional<VaultLogin> login = Optional.empty();
        private Optional<Function<VaultSession, RoleCredentials>> role = Optional.empty();
        private String path = "";
        private Optional<String> namespace = Optional.empty();
        private Optional<Path> caCertificates = Optional.empty();
        private Duration timeout = Duration.ofSeconds(10);

        private Builder(URI address) {
            boolean good = address != null
                    && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            if (!good) {
                throw new InvalidInput("address", "must be https://host:port or http://host:port");
            }
            this.address = address;
        }

        /**
         * How to log in.
         *
         * @param login must be given
         * @return this builder
         */
        public Builder login(VaultLogin login) {
            this.login = Optional.of(given("login", login));
            return this;
        }

        /**
         * Credentials of a role of the database that Vault makes and drops.
         *
         * @param mount of the database engine, such as {@code database}
         * @param name of the role in Vault
         * @return this builder
         */
        public Builder role(String mount, String name) {
            return role("creds", mount, name, DynamicRole::new);
        }

        /**
         * Credentials of a role of the database that stays, and whose password Vault changes.
         *
         * @param mount of the database engine, such as {@code database}
         * @param name of the static role in Vault
         * @return this builder
         */
        public Builder staticRole(String mount, String name) {
            return role("static-creds", mount, name, StaticRole::new);
        }

        @FunctionalInterface
        private interface Kind {
            RoleCredentials of(VaultSession session, String mount, String name);
        }

        private Builder role(String kind, String mount, String name, Kind role) {
            VaultLogin.path("mount", mount);
            VaultLogin.path("role", name);
            path = mount + "/" + kind + "/" + name;
            this.role = Optional.of(session -> role.of(session, mount, name));
            return this;
        }

        /**
         * The namespace of Vault Enterprise.
         *
         * @param namespace such as {@code team/app}; none unless set
         * @return this builder
         */
        public Builder namespace(String namespace) {
            this.namespace = Optional.of(VaultLogin.path("namespace", namespace));
            return this;
        }

        /**
         * Who may have signed Vault's certificate.
         *
         * @param file PEM, of one or more certificates; read again when it has changed; the JVM's trust store unless set
         * @return this builder
         */
        public Builder caCertificates(Path file) {
            this.caCertificates = Optional.of(given("caCertificates", file));
            return this;
        }

        /**
         * How long one request may take.
         *
         * @param timeout from 100 milliseconds to a minute; 10 seconds unless set
         * @return this builder
         */
        public Builder timeout(Duration timeout) {
            Duration asked = given("timeout", timeout);
            if (asked.compareTo(SHORTEST_TIMEOUT) < 0 || asked.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new InvalidInput("timeout", "must be from 100 milliseconds to a minute");
            }
            this.timeout = asked;
            return this;
        }

        /**
         * {@return the source, which asks for nothing yet}
         *
         * @throws InvalidInput {@code login} or {@code role} if it was not given
         */
        public VaultCredentials build() {
            if ("http".equals(address.getScheme())
                    && !LOOPBACK.matcher(address.getHost()).matches()) {
                LOG.atWarn()
                        .addKeyValue("vault", address)
                        .log("Vault is asked without TLS: whoever is on the way reads tokens and passwords; use https");
            }
            VaultLogin how = login.orElseThrow(() -> missing("login"));
            Function<VaultSession, RoleCredentials> what = role.orElseThrow(() -> missing("role"));
            VaultServer server = new VaultServer(address, namespace, new Trust(caCertificates), timeout);
            return new VaultCredentials(what.apply(new VaultSession(server, how)), address + " " + path);
        }

        private static InvalidInput missing(String field) {
            return new InvalidInput(field, "must be given");
        }

        private static <T> T given(String field, T value) {
            if (value == null) {
                throw new InvalidInput(field, "must not be null");
            }
            return value;
        }
    }
}

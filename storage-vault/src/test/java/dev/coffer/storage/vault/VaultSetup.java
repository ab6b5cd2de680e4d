package dev.coffer.storage.vault;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.postgres.OwnServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** A server with an owner of the tables, and a Vault that makes members of it: as the documentation says. */
record VaultSetup(OwnServer server, TestVault vault) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CREATION = """
            CREATE ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE coffer_owner;
            """;
    private static final String REVOCATION = """
            DROP ROLE IF EXISTS "{{name}}";
            """;

    static OwnServer startedServer() {
        OwnServer server = new OwnServer(18)
                .access("host all all 127.0.0.1/32 scram-sha-256")
                .start();
        server.execute("CREATE ROLE coffer_owner NOLOGIN");
        server.execute("CREATE SCHEMA coffer AUTHORIZATION coffer_owner");
        return server;
    }

    /** With its engines. */
    static VaultSetup of(OwnServer server, TestVault vault) throws VaultFailure {
        VaultSetup setup = new VaultSetup(server, vault);
        setup.mount("sys/mounts/database", "database");
        setup.mount("sys/auth/approle", "approle");
        setup.set("sys/policies/acl/app", Map.of("policy", """
                        path "database/creds/app" { capabilities = ["read"] }
                        path "database/static-creds/app" { capabilities = ["read"] }
                        path "sys/leases/renew" { capabilities = ["update"] }
                        path "sys/leases/revoke" { capabilities = ["update"] }
                        """));
        setup.set(
                "database/config/app",
                Map.of(
                        "plugin_name",
                        "postgresql-database-plugin",
                        "allowed_roles",
                        "*",
                        "connection_url",
                        "postgresql://{{username}}:{{password}}@127.0.0.1:" + server.port()
                                + "/postgres?sslmode=disable",
                        "username",
                        "postgres",
                        "password",
                        "trusted"));
        return setup;
    }

    /** A real one may have it from the last time. */
    private void mount(String path, String type) throws VaultFailure {
        try {
            set(path, Map.of("type", type));
        } catch (VaultFailure e) {
            if (!e.isRefusal()) {
                throw e;
            }
        }
    }

    private VaultServer api() {
        return new VaultServer(vault.address(), Optional.empty(), new Trust(Optional.empty()), Duration.ofSeconds(20));
    }

    VaultAnswer set(String path, Map<String, String> values) throws VaultFailure {
        return api().put(path, Optional.of(vault.rootToken()), values);
    }

    /** The role {@code app}, of these times. */
    VaultSetup leases(String defaultTtl, String maxTtl) throws VaultFailure {
        set(
                "database/roles/app",
                Map.of(
                        "db_name",
                        "app",
                        "creation_statements",
                        CREATION,
                        "revocation_statements",
                        REVOCATION,
                        "default_ttl",
                        defaultTtl,
                        "max_ttl",
                        maxTtl));
        return this;
    }

    /** The static role {@code app}, which is {@code fixed} on the server. A real Vault may have it from another server. */
    void staticRole() throws VaultFailure {
        server.execute("CREATE ROLE fixed LOGIN IN ROLE coffer_owner");
        set("database/static-roles/app", Map.of("db_name", "app", "username", "fixed", "rotation_period", "5s"));
        set("database/rotate-role/app", Map.of());
    }

    /** A login whose tokens have these times. */
    VaultLogin appRole(String ttl, String maxTtl) throws VaultFailure {
        return VaultLogin.appRole(roleId(ttl, maxTtl), secretId());
    }

    String roleId(String ttl, String maxTtl) throws VaultFailure {
        set("auth/approle/role/app", Map.of("token_ttl", ttl, "token_max_ttl", maxTtl, "token_policies", "app"));
        return api().get("auth/approle/role/app/role-id", vault.rootToken())
                .object("data")
                .text("role_id");
    }

    String secretId() throws VaultFailure {
        return set("auth/approle/role/app/secret-id", Map.of()).object("data").text("secret_id");
    }

    VaultCredentials.Builder credentials(VaultLogin login) {
        return VaultCredentials.at(vault.address()).login(login).role("database", "app");
    }

    StorageConfig.Builder config(VaultCredentials credentials) {
        return StorageConfig.forUrl("postgresql://127.0.0.1:" + server.port() + "/postgres")
                .schema("coffer")
                .schemaOwner("coffer_owner")
                .credentials(credentials)
                .lockTimeout(Duration.ofSeconds(10))
                .poolSize(4);
    }

    static void use(Storage storage) {
        storage.users().create(NewUser.withEmail(UUID.randomUUID() + "@example.org"));
    }

    /** For many threads, which leave something of a small machine to who rotates. */
    static void useAndPause(Storage storage) {
        use(storage);
        LockSupport.parkNanos(1_000_000);
    }

    static boolean works(Storage storage) {
        try {
            use(storage);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Roles that Vault has made and not yet dropped. */
    long roles() throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=postgres";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'v-%'")) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Fails if it does not come true in time. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: " + what);
            }
            Thread.sleep(50);
        }
    }
}

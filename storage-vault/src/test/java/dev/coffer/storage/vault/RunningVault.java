package dev.coffer.storage.vault;

import dev.coffer.storage.postgres.OwnServer;
import java.io.IOException;
import java.net.URI;

/** A Vault and a server of PostgreSQL with the role {@code app}, for the tests of other modules. */
public final class RunningVault implements AutoCloseable {
    private final OwnServer server;
    private final VaultDouble vault;
    private final VaultSetup setup;

    private RunningVault(OwnServer server, VaultDouble vault, VaultSetup setup) {
        this.server = server;
        this.vault = vault;
        this.setup = setup;
    }

    /** With leases of an hour. */
    public static RunningVault start() throws IOException {
        OwnServer server = VaultSetup.startedServer();
        VaultDouble vault = new VaultDouble(server.url());
        return new RunningVault(server, vault, VaultSetup.of(server, vault).leases("1h", "24h"));
    }

    /** Of the database, without a login. */
    public String url() {
        return "postgresql://127.0.0.1:" + server.port() + "/postgres";
    }

    public URI address() {
        return vault.address();
    }

    public String roleId() throws IOException {
        return setup.roleId("1h", "24h");
    }

    public String secretId() throws IOException {
        return setup.secretId();
    }

    @Override
    public void close() {
        vault.close();
        server.close();
    }
}

package dev.coffer.storage.vault;

import java.net.URI;
import java.util.Optional;

/**
 * A Vault for a test: the double, or the real one that {@code VAULT_ADDR} and {@code VAULT_TOKEN} name. That one has to be on this machine, as
 * the server of PostgreSQL is, and the token has to be its root's: {@code vault server -dev}.
 */
interface TestVault extends AutoCloseable {
    URI address();

    /** May do everything. */
    String rootToken();

    @Override
    void close();

    /** Which of both, for roles on this server. */
    static TestVault of(String databaseUrl) {
        return Optional.ofNullable(System.getenv("VAULT_ADDR"))
                .<TestVault>map(RealVault::new)
                .orElseGet(() -> new VaultDouble(databaseUrl));
    }

    /** One that runs already. */
    record RealVault(URI address, String rootToken) implements TestVault {
        RealVault(String address) {
            this(
                    URI.create(address),
                    Optional.ofNullable(System.getenv("VAULT_TOKEN"))
                            .orElseThrow(() -> new IllegalStateException("VAULT_ADDR is set, and VAULT_TOKEN is not")));
        }

        @Override
        public void close() {
            // it goes on
        }
    }
}

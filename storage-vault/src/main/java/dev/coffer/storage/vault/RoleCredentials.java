package dev.coffer.storage.vault;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.io.IOException;

/** What a role of Vault's database engine gives. For one thread at a time. */
interface RoleCredentials {
    /** Those in use, for longer; or newer ones. */
    DatabaseCredentials fetch() throws IOException;

    /** Newer ones. */
    DatabaseCredentials fetchAnew() throws IOException;

    /** Takes back what nobody uses. */
    void retired(DatabaseCredentials credentials);

    /** Takes back everything. */
    void close();
}

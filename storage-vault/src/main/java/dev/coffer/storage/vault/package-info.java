/** PostgreSQL credentials out of HashiCorp Vault; begin with {@link dev.coffer.storage.vault.VaultCredentials#at}. */
@NullMarked
package dev.coffer.storage.vault;

import org.jspecify.annotations.NullMarked;

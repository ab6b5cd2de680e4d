package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.Load;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised about credentials out of Vault: by the double, or by the real one that {@code VAULT_ADDR} names. */
class VaultCredentialsTest {
    private static OwnServer server;

    @TempDir
    private Path directory;

    private TestVault vault;
    private VaultSetup setup;

    @BeforeAll
    static void startServer() {
        server = VaultSetup.startedServer();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void startVault() throws VaultFailure {
        vault = TestVault.of(server.url());
        setup = VaultSetup.of(server, vault);
    }

    @AfterEach
    void closeVault() {
        vault.close();
    }

    /** The double alone counts what it is asked. */
    private Optional<VaultDouble> counting() {
        return Optional.of(vault).filter(VaultDouble.class::isInstance).map(VaultDouble.class::cast);
    }

    private void awaitNoRoles() throws Exception {
        VaultSetup.await("all roles are dropped", () -> setup.roles() == 0);
        counting().ifPresent(counted -> assertThat(counted.failedRevocations()).isEmpty());
    }

    /** Also remembers who was given. */
    private static final class Watched implements CredentialSource {
        private final VaultCredentials vault;
        private final Set<String> users = ConcurrentHashMap.newKeySet();
        private final Set<String> retired = ConcurrentHashMap.newKeySet();

        Watched(VaultCredentials vault) {
            this.vault = vault;
        }

        @Override
        public DatabaseCredentials fetch() throws Exception {
            DatabaseCredentials given = vault.fetch();
            users.add(given.user());
            return given;
        }

        @Override
        public DatabaseCredentials fetchAfterRefusal(DatabaseCredentials refused) throws Exception {
            DatabaseCredentials given = vault.fetchAfterRefusal(refused);
            users.add(given.user());
            return given;
        }

        @Override
        public void retired(DatabaseCredentials credentials) {
            vault.retired(credentials);
            retired.add(credentials.user());
        }

        @Override
        public void close() {
            vault.close();
        }
    }

    /** So that eight threads leave something of a small machine to who rotates. */
    private static void useAndPause(Storage storage) {
        VaultSetup.use(storage);
        LockSupport.parkNanos(1_000_000);
    }

    @Test
    void tenRotationsUnderLoad_failNoCall_makeNoRoleTooMany_andLeaveNone() throws Exception {
        VaultLogin login = setup.leases("6s", "6s").appRole("10m", "20m");
        Watched source = new Watched(setup.credentials(login).build());
        try (Storage storage =
                        Storage.open(setup.config(setup.credentials(login).build())
                                .credentials(source)
                                .build());
                Load load = new Load(8, () -> useAndPause(storage))) {
            VaultSetup.await("ten rotations", () -> source.users.size() > 10 && source.retired.size() >= 10);
            load.awaitCalls(100);
            load.assertNoneFailed();
            assertThat(load.done()).isGreaterThan(1_000);
            assertThat(setup.roles()).isLessThanOrEqualTo(2);
            counting().ifPresent(counted -> {
                assertThat(counted.count("GET", "database/creds/app")).isEqualTo(source.users.size());
                assertThat(counted.count("PUT", "sys/leases/revoke")).isEqualTo(source.retired.size());
                assertThat(counted.count("PUT", "auth/approle/login")).isOne();
            });
        }
        awaitNoRoles();
    }

    @Test
    void aLease_isRenewed_asLongAsThatIsGranted() throws Exception {
        VaultLogin login = setup.leases("3s", "1h").appRole("10m", "20m");
        Watched source = new Watched(setup.credentials(login).build());
        try (Storage storage =
                Storage.open(setup.config(setup.credentials(login).build())
                        .credentials(source)
                        .build())) {
            long until = System.nanoTime() + 8_000_000_000L;
            while (System.nanoTime() < until) {
                VaultSetup.use(storage);
                Thread.sleep(100);
            }
            assertThat(source.users).hasSize(1);
            assertThat(setup.roles()).isOne();
            counting()
                    .ifPresent(counted ->
                            assertThat(counted.count("PUT", "sys/leases/renew")).isBetween(3L, 5L));
        }
        awaitNoRoles();
    }

    @Test
    void aTokenThatCannotBeRenewedAnyMore_isReplaced_beforeItsLeasesEndWithIt() throws Exception {
        VaultLogin login = setup.leases("1h", "1h").appRole("3s", "5s");
        Watched source = new Watched(setup.credentials(login).build());
        try (Storage storage =
                        Storage.open(setup.config(setup.credentials(login).build())
                                .credentials(source)
                                .build());
                Load load = new Load(2, () -> VaultSetup.use(storage))) {
            VaultSetup.await("three tokens", () -> source.retired.size() >= 2);
            load.awaitCalls(10);
            load.assertNoneFailed();
            counting().ifPresent(counted -> {
                assertThat(counted.count("PUT", "auth/approle/login")).isEqualTo(source.users.size());
                assertThat(counted.count("PUT", "auth/token/renew-self")).isPositive();
            });
        }
        awaitNoRoles();
    }

    @Test
    void aStaticRole_isReadAgain_whenItsPasswordHasChanged() throws Exception {
        server.execute("CREATE ROLE fixed LOGIN IN ROLE coffer_owner");
        setup.set("database/static-roles/app", Map.of("db_name", "app", "username", "fixed", "rotation_period", "5s"));
        VaultLogin login = setup.leases("1h", "1h").appRole("10m", "20m");
        VaultCredentials source =
                setup.credentials(login).staticRole("database", "app").build();
        Set<String> passwords = ConcurrentHashMap.newKeySet();
        try (Storage storage = Storage.open(setup.config(source)
                        .credentials(() -> {
                            DatabaseCredentials given = source.fetch();
                            passwords.add(given.password());
                            return given;
                        })
                        .build());
                Load load = new Load(2, () -> VaultSetup.use(storage))) {
            VaultSetup.await("three passwords", () -> passwords.size() >= 3);
            load.awaitCalls(10);
            load.assertNoneFailed();
        }
        source.close();
        assertThat(setup.roles()).isZero();
    }

    @Test
    void aTokenOfTheHosts_outlivesTheStorage_itsLeasesDoNot() throws Exception {
        setup.leases("1h", "1h");
        String token = setup.set("auth/token/create", Map.of("ttl", "10m", "explicit_max_ttl", "20m"))
                .object("auth")
                .text("client_token");
        Path file = Files.writeString(directory.resolve("token"), token + "\n");
        for (VaultLogin login : List.of(VaultLogin.token(token), VaultLogin.tokenFile(file))) {
            try (Storage storage =
                    Storage.open(setup.config(setup.credentials(login).build()).build())) {
                VaultSetup.use(storage);
                assertThat(setup.roles()).isOne();
            }
            awaitNoRoles();
        }
        assertThat(new VaultServer(
                                vault.address(), Optional.empty(), new Trust(Optional.empty()), Duration.ofSeconds(5))
                        .get("auth/token/lookup-self", token)
                        .object("data")
                        .seconds("ttl"))
                .isPositive();
    }

    @Test
    void aStorageThatCannotBeOpened_leavesNoRole_andTheSourceCanBeUsedAgain() throws Exception {
        VaultLogin login = setup.leases("1h", "1h").appRole("10m", "20m");
        VaultCredentials source = setup.credentials(login).build();
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Storage.open(setup.config(source)
                        .schema("nowhere")
                        .schemaOwner("nobody")
                        .build()));
        awaitNoRoles();
        try (Storage storage = Storage.open(setup.config(source).build())) {
            VaultSetup.use(storage);
        }
        awaitNoRoles();
    }
}

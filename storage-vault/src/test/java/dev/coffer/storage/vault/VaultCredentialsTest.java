package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.Load;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is promised about credentials out of Vault: by the double, or by the real one that {@code VAULT_ADDR} names. */
class VaultCredentialsTest {
    @RegisterExtension
    private static final VaultWorld<TestVault> WORLD = new VaultWorld<>(TestVault::of);

    @TempDir
    private Path directory;

    private TestVault vault;
    private VaultSetup setup;

    @BeforeEach
    void know() {
        vault = WORLD.vault();
        setup = WORLD.setup();
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

    @Test
    void tenRotationsUnderLoad_failNoCall_makeNoRoleTooMany_andLeaveNone() throws Exception {
        VaultLogin login = setup.leases("6s", "6s").appRole("10m", "20m");
        Watched source = new Watched(setup.credentials(login).build());
        try (Storage storage =
                        Storage.open(setup.config(setup.credentials(login).build())
                                .credentials(source)
                                .build());
                Load load = new Load(8, () -> VaultSetup.useAndPause(storage))) {
            VaultSetup.await("ten rotations", () -> source.users.size() > 10 && source.retired.size() >= 10);
            VaultSetup.await("a load", () -> load.done() > 1_000);
            VaultSetup.await("the older roles are dropped", () -> setup.roles() <= 2);
            load.assertNoneFailed();
        }
        WORLD.awaitNoRoles();
        WORLD.counting().ifPresent(counted -> {
            assertThat(counted.count("GET", "database/creds/app")).isEqualTo(source.users.size());
            assertThat(counted.count("PUT", "sys/leases/revoke"))
                    .isBetween((long) source.retired.size(), (long) source.users.size());
            assertThat(counted.count("PUT", "auth/approle/login")).isOne();
        });
    }

    @Test
    void aLease_isRenewed_asLongAsThatIsGranted() throws Exception {
        VaultLogin login = setup.leases("6s", "1h").appRole("10m", "20m");
        Watched source = new Watched(setup.credentials(login).build());
        long opened = System.nanoTime();
        try (Storage storage =
                Storage.open(setup.config(setup.credentials(login).build())
                        .credentials(source)
                        .build())) {
            VaultSetup.await("two leases' time", () -> {
                VaultSetup.use(storage);
                return since(opened).compareTo(Duration.ofSeconds(13)) > 0;
            });
            assertThat(source.users).hasSize(1);
            assertThat(setup.roles()).isOne();
            WORLD.counting().ifPresent(counted -> {
                assertThat(counted.count("PUT", "sys/leases/renew"))
                        .isBetween(2L, since(opened).toMillis() / 3_600);
            });
        }
        WORLD.awaitNoRoles();
    }

    private static Duration since(long time) {
        return Duration.ofNanos(System.nanoTime() - time);
    }

    @Test
    void aTokenThatCannotBeRenewedAnyMore_isReplaced_beforeItsLeasesEndWithIt() throws Exception {
        VaultLogin login = setup.leases("1h", "1h").appRole("6s", "10s");
        Watched source = new Watched(setup.credentials(login).build());
        try (Storage storage =
                        Storage.open(setup.config(setup.credentials(login).build())
                                .credentials(source)
                                .build());
                Load load = new Load(2, () -> VaultSetup.useAndPause(storage))) {
            VaultSetup.await("three tokens", () -> source.retired.size() >= 2);
            load.awaitCalls(10);
            load.assertNoneFailed();
        }
        WORLD.awaitNoRoles();
        WORLD.counting().ifPresent(counted -> {
            assertThat(counted.count("PUT", "auth/approle/login")).isEqualTo(source.users.size());
            assertThat(counted.count("PUT", "auth/token/renew-self")).isPositive();
        });
    }

    @Test
    void aStaticRole_isReadAgain_whenItsPasswordHasChanged() throws Exception {
        setup.staticRole();
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
                Load load = new Load(2, () -> VaultSetup.useAndPause(storage))) {
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
            WORLD.awaitNoRoles();
        }
        assertThat(new VaultServer(
                                vault.address(), Optional.empty(), new Trust(Optional.empty()), Duration.ofSeconds(5))
                        .get("auth/token/lookup-self", token)
                        .object("data")
                        .seconds("ttl"))
                .isPositive();
    }

    @Test
    void theRootToken_neverEnds_andIsNeitherRenewedNorLookedUpAgain() throws Exception {
        setup.leases("6s", "1h");
        String user;
        VaultCredentials source =
                setup.credentials(VaultLogin.token(vault.rootToken())).build();
        try (Storage storage = Storage.open(setup.config(source).build())) {
            VaultSetup.use(storage);
            user = source.fetch().user();
            long opened = System.nanoTime();
            VaultSetup.await("a lease's time", () -> {
                VaultSetup.use(storage);
                return since(opened).compareTo(Duration.ofSeconds(7)) > 0;
            });
            assertThat(source.fetch().user()).isEqualTo(user);
        }
        WORLD.awaitNoRoles();
        WORLD.counting().ifPresent(counted -> {
            assertThat(counted.count("GET", "auth/token/lookup-self")).isOne();
            assertThat(counted.count("PUT", "auth/token/re")).isZero();
            assertThat(counted.count("PUT", "sys/leases/renew")).isPositive();
        });
    }

    @Test
    void aTokenThatIsNotRenewable_isUsedToItsEnd_andNotAskedForAgainAndAgain() throws Exception {
        setup.leases("1h", "1h");
        String token = setup.set(
                        "auth/token/create", Map.of("ttl", "6s", "explicit_max_ttl", "6s", "renewable", "false"))
                .object("auth")
                .text("client_token");
        VaultCredentials source = setup.credentials(VaultLogin.token(token)).build();
        try (Storage storage = Storage.open(
                setup.config(source).lockTimeout(Duration.ofMillis(500)).build())) {
            VaultSetup.use(storage);
            VaultSetup.await("the end", () -> !VaultSetup.works(storage));
        }
        WORLD.awaitNoRoles();
        WORLD.counting().ifPresent(counted -> {
            assertThat(counted.count("GET", "auth/token/lookup-self")).isBetween(2L, 12L);
            assertThat(counted.count("GET", "database/creds/app")).isOne();
            assertThat(counted.count("PUT", "auth/token/re")).isZero();
        });
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
        WORLD.awaitNoRoles();
        try (Storage storage = Storage.open(setup.config(source).build())) {
            VaultSetup.use(storage);
        }
        WORLD.awaitNoRoles();
    }
}

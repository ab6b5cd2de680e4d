package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.postgres.Load;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.vault.VaultDouble.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a storage whose Vault is away, or forgets. */
class VaultFaultsTest {
    private static OwnServer server;

    @TempDir
    private Path directory;

    private VaultDouble vault;
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
        vault = new VaultDouble(server.url());
        setup = VaultSetup.of(server, vault);
    }

    @AfterEach
    void closeVault() {
        vault.close();
    }

    private void awaitNoRoles() throws Exception {
        VaultSetup.await("all roles are dropped", () -> setup.roles() == 0);
        assertThat(vault.failedRevocations()).isEmpty();
    }

    private static boolean works(Storage storage) {
        try {
            VaultSetup.use(storage);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SEALED", "ERROR", "STALLED"})
    void vaultAway_presentCredentialsAreUsedToTheirEnd_thenNone_andNewOnesWhenItIsBack(Fault fault) throws Exception {
        VaultLogin login = setup.leases("8s", "8s").appRole("10m", "20m");
        VaultCredentials source =
                setup.credentials(login).timeout(Duration.ofSeconds(1)).build();
        try (Storage storage = Storage.open(
                setup.config(source).lockTimeout(Duration.ofMillis(500)).build())) {
            vault.stallFor(Duration.ofSeconds(2));
            vault.fail(fault, "");
            long opened = System.nanoTime();
            while (System.nanoTime() - opened < Duration.ofSeconds(5).toNanos()) {
                VaultSetup.use(storage);
                Thread.sleep(50);
            }
            VaultSetup.await("the end", () -> !works(storage));
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> VaultSetup.use(storage))
                    .withMessageContaining("source of credentials");
            vault.work();
            VaultSetup.await("it works again", () -> works(storage));
            long creds = vault.count("GET", "database/creds/app");
            assertThat(creds).as("requests for a role").isLessThanOrEqualTo(7);
        }
        awaitNoRoles();
    }

    @Test
    void anAnswerThatIsLost_isNotAskedForAgainAtOnce_andItsRoleGoesWithTheToken() throws Exception {
        VaultLogin login = setup.leases("30s", "30s").appRole("10m", "20m");
        try (Storage storage =
                Storage.open(setup.config(setup.credentials(login).build()).build())) {
            VaultSetup.use(storage);
            assertThat(vault.count("GET", "database/creds/app")).isOne();
        }
        awaitNoRoles();

        VaultCredentials source = setup.credentials(login).build();
        vault.fail(Fault.ANSWER_LOST, "database/creds/");
        long before = vault.count("GET", "database/creds/app");
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> Storage.open(setup.config(source)
                        .startTimeout(Duration.ofMillis(4_500))
                        .build()));
        // at once, after one second and after two more
        assertThat(vault.count("GET", "database/creds/app") - before).isEqualTo(3);
        awaitNoRoles();

        vault.work();
        try (Storage storage = Storage.open(setup.config(source).build())) {
            VaultSetup.use(storage);
            assertThat(setup.roles()).isOne();
        }
        awaitNoRoles();
    }

    @Test
    void aTokenThatWasRevoked_isReplaced() throws Exception {
        VaultLogin login = setup.leases("1h", "1h").appRole("10m", "20m");
        try (Storage storage =
                Storage.open(setup.config(setup.credentials(login).build()).build())) {
            Thread.sleep(1_000); // sooner after the last time it is not asked again
            VaultSetup.use(storage);
            vault.revokeTokens(); // and so the role is gone
            assertThat(works(storage)).isFalse();
            VaultSetup.await("it works again", () -> works(storage));
            assertThat(vault.count("PUT", "auth/approle/login")).isEqualTo(2);
            VaultSetup.use(storage);
        }
        VaultSetup.await("all roles are dropped", () -> setup.roles() == 0);
    }

    @Test
    void vaultStalledAtTheEnd_closingWaitsForOneAnswerAtMost() throws Exception {
        VaultLogin login = setup.leases("3s", "3s").appRole("10m", "20m");
        Storage storage = Storage.open(setup.config(
                        setup.credentials(login).timeout(Duration.ofSeconds(2)).build())
                .build());
        VaultSetup.use(storage);
        vault.stallFor(Duration.ofSeconds(20));
        vault.fail(Fault.STALLED, "");
        long began = System.nanoTime();
        storage.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        awaitNoRoles(); // at the end of the lease
    }

    @Test
    void aLoadWhileVaultComesAndGoes_failsNoCall() throws Exception {
        VaultLogin login = setup.leases("8s", "8s").appRole("10m", "20m");
        try (Storage storage = Storage.open(
                        setup.config(setup.credentials(login).build()).build());
                Load load = new Load(8, () -> VaultSetup.use(storage))) {
            for (Fault fault : new Fault[] {Fault.SEALED, Fault.ERROR}) {
                long failed = vault.countFailed();
                vault.fail(fault, "");
                VaultSetup.await("a renewal in vain", () -> vault.countFailed() > failed);
                vault.work();
                VaultSetup.await("new credentials, and the old ones dropped", () -> setup.roles() == 2);
                VaultSetup.await("new credentials, and the old ones dropped", () -> setup.roles() == 1);
                load.awaitCalls(100);
            }
            load.assertNoneFailed();
        }
        awaitNoRoles();
    }

    @Test
    void loginsByAFile_readItEachTime() throws Exception {
        setup.leases("1h", "1h");
        for (String mount : new String[] {"jwt", "kubernetes", "teams/jwt-2"}) {
            setup.set(
                    "auth/" + mount + "/role/app",
                    Map.of("token_ttl", "10m", "token_max_ttl", "20m", "test_jwt", "signed"));
        }
        Path file = Files.writeString(directory.resolve("jwt"), "forged");
        VaultCredentials source = setup.credentials(VaultLogin.jwt("app", file)).build();
        assertThatExceptionOfType(VaultFailure.class)
                .isThrownBy(source::fetch)
                .withMessageContaining("403")
                .withMessageNotContaining("forged");
        Files.writeString(file, "signed\n");
        assertThat(source.fetch().user()).startsWith("v-");
        source.close();

        VaultCredentials other = setup.credentials(VaultLogin.jwt("app", file).mountedAt("kubernetes"))
                .build();
        assertThat(other.fetch().validFor()).isPresent();
        other.close();
        awaitNoRoles();
    }
}

package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Storage;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.postgres.Load;
import dev.coffer.storage.postgres.WrittenLog;
import dev.coffer.storage.spi.DatabaseCredentials;
import dev.coffer.storage.vault.VaultDouble.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a storage whose Vault is away, or forgets. */
class VaultFaultsTest {
    @RegisterExtension
    private static final VaultWorld<VaultDouble> WORLD = new VaultWorld<>(VaultDouble::new);

    @TempDir
    private Path directory;

    private VaultDouble vault;
    private VaultSetup setup;

    @BeforeEach
    void know() {
        vault = WORLD.vault();
        setup = WORLD.setup();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SEALED", "ERROR", "STALLED"})
    void vaultAway_presentCredentialsAreUsedToTheirEnd_thenNone_andNewOnesWhenItIsBack(Fault fault) throws Exception {
        VaultLogin login = setup.leases("12s", "12s").appRole("10m", "20m");
        VaultCredentials source =
                setup.credentials(login).timeout(Duration.ofSeconds(1)).build();
        try (Storage storage = Storage.open(
                setup.config(source).lockTimeout(Duration.ofMillis(500)).build())) {
            vault.stallFor(Duration.ofSeconds(2));
            vault.fail(fault, "");
            VaultSetup.await("a request in vain", () -> {
                VaultSetup.use(storage);
                return vault.countFailed() > 0;
            });
            VaultSetup.await("the end", () -> !VaultSetup.works(storage));
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> VaultSetup.use(storage))
                    .withMessageContaining("source of credentials");
            vault.work();
            VaultSetup.await("it works again", () -> VaultSetup.works(storage));
            long creds = vault.count("GET", "database/creds/app");
            assertThat(creds).as("requests for a role").isLessThanOrEqualTo(7);
        }
        WORLD.awaitNoRoles();
    }

    @Test
    void anAnswerThatIsLost_isNotAskedForAgainAtOnce_andItsRoleGoesWithTheToken() throws Exception {
        VaultLogin login = setup.leases("30s", "30s").appRole("10m", "20m");
        try (Storage storage =
                Storage.open(setup.config(setup.credentials(login).build()).build())) {
            VaultSetup.use(storage);
            assertThat(vault.count("GET", "database/creds/app")).isOne();
        }
        WORLD.awaitNoRoles();

        VaultCredentials source = setup.credentials(login).build();
        vault.fail(Fault.ANSWER_LOST, "database/creds/");
        long before = vault.count("GET", "database/creds/app");
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> Storage.open(
                        setup.config(source).startTimeout(Duration.ofSeconds(6)).build()));
        // at once, after one second and, on a machine that is not too busy, after two more
        assertThat(vault.count("GET", "database/creds/app") - before).isBetween(2L, 3L);
        WORLD.awaitNoRoles();

        vault.work();
        try (Storage storage = Storage.open(setup.config(source).build())) {
            VaultSetup.use(storage);
            assertThat(setup.roles()).isOne();
        }
        WORLD.awaitNoRoles();
    }

    @Test
    void aTokenThatWasRevoked_isReplaced() throws Exception {
        VaultLogin login = setup.leases("1h", "1h").appRole("10m", "20m");
        try (Storage storage =
                Storage.open(setup.config(setup.credentials(login).build()).build())) {
            Thread.sleep(1_100); // sooner after the last time it is not asked again
            VaultSetup.use(storage);
            vault.revokeTokens(); // and so the role is gone
            assertThat(VaultSetup.works(storage)).isFalse();
            VaultSetup.await("it works again", () -> VaultSetup.works(storage));
            assertThat(vault.count("PUT", "auth/approle/login")).isEqualTo(2);
            VaultSetup.use(storage);
        }
        VaultSetup.await("all roles are dropped", () -> setup.roles() == 0);
    }

    @Test
    void vaultStalledAtTheEnd_closingDoesNotWaitForItsTimeLimit_andSaysWhatIsLeft() throws Exception {
        VaultLogin login = setup.leases("6s", "6s").appRole("10m", "20m");
        Storage storage = Storage.open(setup.config(
                        setup.credentials(login).timeout(Duration.ofMinutes(1)).build())
                .build());
        VaultSetup.use(storage);
        vault.stallFor(Duration.ofMinutes(2));
        vault.fail(Fault.STALLED, "");
        long began = System.nanoTime();
        String log = WrittenLog.during(storage::close);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
        assertThat(log).containsPattern("users=\"?\\[v-");
        WORLD.awaitNoRoles(); // at the end of the lease
    }

    @Test
    void vaultSealedAtTheEnd_whatIsLeftIsSaid() throws Exception {
        VaultLogin login = setup.leases("6s", "6s").appRole("10m", "20m");
        VaultCredentials source = setup.credentials(login).build();
        DatabaseCredentials first = source.fetch();
        DatabaseCredentials second = source.fetchAfterRefusal(first);
        vault.fail(Fault.SEALED, "");
        assertThat(WrittenLog.during(source::close))
                .contains(first.user(), second.user(), "tokens=", "seconds=")
                .doesNotContain(first.password(), second.password(), "hvs.");
        WORLD.awaitNoRoles();
    }

    @Test
    void aLoadWhileVaultComesAndGoes_failsNoCall() throws Exception {
        VaultLogin login = setup.leases("15s", "15s").appRole("10m", "20m");
        try (Storage storage = Storage.open(
                        setup.config(setup.credentials(login).build()).build());
                Load load = new Load(8, () -> VaultSetup.useAndPause(storage))) {
            for (Fault fault : new Fault[] {Fault.SEALED, Fault.ERROR}) {
                long failed = vault.countFailed();
                long made = vault.count("GET", "database/creds/app");
                vault.fail(fault, "");
                VaultSetup.await("a renewal in vain", () -> vault.countFailed() > failed);
                vault.work();
                VaultSetup.await("new credentials", () -> vault.count("GET", "database/creds/app") > made);
                VaultSetup.await("the old ones dropped", () -> setup.roles() == 1);
                load.awaitCalls(100);
            }
            load.assertNoneFailed();
        }
        WORLD.awaitNoRoles();
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
        WORLD.awaitNoRoles();
    }
}

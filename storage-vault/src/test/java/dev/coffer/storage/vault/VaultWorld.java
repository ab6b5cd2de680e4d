package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.OwnServer;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for the tests of a class, and a Vault for each of them. */
final class VaultWorld<V extends TestVault>
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private record Present<V>(V vault, VaultSetup setup) {}

    private final Function<String, V> made;
    private Optional<OwnServer> server = Optional.empty();
    private Optional<Present<V>> present = Optional.empty();

    /**
     * For a static field.
     *
     * @param made the Vault, for roles on the server of this URL
     */
    VaultWorld(Function<String, V> made) {
        this.made = made;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = Optional.of(VaultSetup.startedServer());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws VaultFailure {
        OwnServer started = server.orElseThrow();
        V vault = made.apply(started.url());
        present = Optional.of(new Present<>(vault, VaultSetup.of(started, vault)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        present.ifPresent(known -> known.vault().close());
        present = Optional.empty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.ifPresent(OwnServer::close);
    }

    V vault() {
        return present.orElseThrow().vault();
    }

    VaultSetup setup() {
        return present.orElseThrow().setup();
    }

    /** The double alone counts what it is asked. */
    Optional<VaultDouble> counting() {
        return Optional.<TestVault>of(vault())
                .filter(VaultDouble.class::isInstance)
                .map(VaultDouble.class::cast);
    }

    /** Fails if one is left, or could not be dropped. */
    void awaitNoRoles() throws Exception {
        VaultSetup.await("all roles are dropped", () -> setup().roles() == 0);
        counting().ifPresent(counted -> assertThat(counted.failedRevocations()).isEmpty());
    }
}

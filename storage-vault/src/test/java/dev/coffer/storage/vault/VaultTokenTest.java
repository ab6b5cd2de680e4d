package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a token is taken for, by what Vault says of it. */
class VaultTokenTest {
    private static final VaultServer NOBODY = new VaultServer(
            URI.create("http://127.0.0.1:1"), Optional.empty(), new Trust(Optional.empty()), Duration.ofSeconds(1));

    private static VaultAnswer answer(String json) throws VaultFailure {
        return VaultAnswer.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static VaultToken lookedUp(String data) throws VaultFailure {
        return VaultToken.ofLookup("hvs.x", answer("{\"data\":{" + data + "}}"), System.nanoTime());
    }

    private static VaultToken ofLogin(String auth) throws VaultFailure {
        return VaultToken.ofLogin(answer("{\"auth\":{\"client_token\":\"hvs.x\"," + auth + "}}"), System.nanoTime());
    }

    @Test
    void aTokenWithoutAnEnd_isNeitherDueNorEnded() throws VaultFailure {
        for (VaultToken token : new VaultToken[] {
            lookedUp("\"ttl\":0,\"creation_ttl\":0,\"renewable\":false,\"expire_time\":null"),
            ofLogin("\"lease_duration\":0,\"renewable\":false")
        }) {
            assertThat(token.term()).isEmpty();
            assertThat(token.isDue()).isFalse();
            assertThat(token.hasEnded()).isFalse();
            assertThat(token.renewed(NOBODY)).isEmpty();
        }
    }

    @Test
    void aTokenInItsLastSecond_isNotTakenForOneWithoutAnEnd() throws VaultFailure {
        assertThat(lookedUp("\"ttl\":0,\"renewable\":true,\"expire_time\":\"2026-01-01T00:00:00Z\"")
                        .hasEnded())
                .isTrue();
        assertThat(lookedUp("\"ttl\":-1,\"renewable\":true,\"expire_time\":\"2026-01-01T00:00:00Z\"")
                        .hasEnded())
                .isTrue();
    }

    @Test
    void aTokenThatIsNotRenewable_ends_andVaultIsNotAsked() throws VaultFailure {
        VaultToken token = lookedUp("\"ttl\":60,\"renewable\":false,\"expire_time\":\"2026-01-01T00:00:00Z\"");
        assertThat(token.term()).isPresent();
        assertThat(token.hasEnded()).isFalse();
        assertThat(token.renewed(NOBODY)).isEmpty();
    }

    @Test
    void aBatchToken_isNotRevoked_asVaultRefusesThat() throws VaultFailure {
        assertThat(ofLogin("\"lease_duration\":60,\"renewable\":false,\"token_type\":\"batch\"")
                        .own())
                .isFalse();
        assertThat(ofLogin("\"lease_duration\":60,\"renewable\":true,\"token_type\":\"service\"")
                        .own())
                .isTrue();
        assertThat(ofLogin("\"lease_duration\":60,\"renewable\":true").own()).isTrue();
    }
}

package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTest {
    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open();
    private final User ada = storage.users().create(NewUser.withEmail("ada@example.org"));

    @Test
    void next_is256BitsInBase64Url() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String token = Secret.next();
            seen.add(token);

            assertThat(token).matches("[A-Za-z0-9_-]{43}");
            assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
        }
        assertThat(seen).hasSize(1_000);
    }

    @Test
    void next_hasEachBitAtRandom() {
        byte[] or = new byte[32];
        byte[] and = Base64.getUrlDecoder().decode(Secret.next());
        for (int i = 0; i < 200; i++) {
            byte[] token = Base64.getUrlDecoder().decode(Secret.next());
            for (int j = 0; j < or.length; j++) {
                or[j] |= token[j];
                and[j] &= token[j];
            }
        }

        assertThat(HexFormat.of().formatHex(or)).isEqualTo("ff".repeat(32));
        assertThat(HexFormat.of().formatHex(and)).isEqualTo("00".repeat(32));
    }

    /** By {@code printf '\xe2\x82\xac' | sha256sum} and its like. */
    @Test
    void hash_isTheSha256OfTheUtf8() {
        assertThat(HexFormat.of().formatHex(Secret.hash("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(HexFormat.of().formatHex(Secret.hash("\u20AC")))
                .isEqualTo("c4cc90ed3d26f12d4b08a75140970a7904035c31cbb4515a83f19b9003c00d1d");
    }

    @Test
    void issue_storesTheHashOfTheTokensText() {
        IssuedSession session = storage.sessions().issue(NewSession.forUser(ada.id()));
        IssuedToken token = storage.tokens().issue(NewToken.forUser(ada.id(), "purpose"));

        assertThat(provider.backend().sessions().find(Secret.hash(session.token()), MovableClock.START))
                .contains(session.session());
        assertThat(provider.backend().tokens().consume("purpose", Secret.hash(token.token()), MovableClock.START))
                .contains(token.stored());
        assertThat(token.token()).matches("[A-Za-z0-9_-]{43}");
        assertThat(session.token()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(token.token());
    }
}

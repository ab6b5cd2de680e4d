package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrivateNetworksTest {
    @Test
    void thisMachineAndWhatTheInternetDoesNotRoute_isPrivate() {
        assertThat(new String[] {
                    "localhost",
                    "127.0.0.1",
                    "127.255.0.1",
                    "::1",
                    "10.0.0.1",
                    "10.255.255.255",
                    "172.16.0.1",
                    "172.31.255.255",
                    "192.168.1.1",
                    "169.254.1.1",
                    "fe80::1",
                    "fc00::1",
                    "fdff::1",
                    "::ffff:10.0.0.1"
                })
                .allMatch(PrivateNetworks::contain);
    }

    @Test
    void whatTheInternetRoutes_isNot_norWhatHasNoAddress() {
        assertThat(new String[] {
                    "0.0.0.0",
                    "9.255.255.255",
                    "11.0.0.1",
                    "172.15.255.255",
                    "172.32.0.1",
                    "192.167.1.1",
                    "192.0.2.1",
                    "100.64.0.1",
                    "2001:db8::1",
                    "fbff::1",
                    "fe00::1",
                    "::ffff:192.0.2.1",
                    "256.256.256.256"
                })
                .noneMatch(PrivateNetworks::contain);
    }
}

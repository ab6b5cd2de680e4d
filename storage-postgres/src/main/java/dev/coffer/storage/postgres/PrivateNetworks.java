package dev.coffer.storage.postgres;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** Where nobody else listens by rights: this machine, and addresses that the Internet does not route (RFC 1918, 3927, 4193, 4291). */
final class PrivateNetworks {
    private PrivateNetworks() {}

    /** Whether all addresses of a host are private; not, if it has none. */
    static boolean contain(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(PrivateNetworks::contain);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean contain(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || isUniqueLocal(address);
    }

    /** {@code fc00::/7}. */
    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }
}

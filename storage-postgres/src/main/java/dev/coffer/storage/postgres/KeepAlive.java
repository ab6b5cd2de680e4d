package dev.coffer.storage.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * Notices within two minutes that the other side is gone, however long nothing is to be said. The system's own default is two
 * hours.
 */
final class KeepAlive {
    /** Seconds, and how often. A system that has no such options keeps its default. */
    private static final Map<String, Integer> OPTIONS =
            Map.of("TCP_KEEPIDLE", 60, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 6);

    private KeepAlive() {}

    /** Not API, but what the driver makes by reflection. */
    public static final class Sockets extends SocketFactory {
        /** For the driver. */
        public Sockets() {}

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            for (SocketOption<?> option : socket.supportedOptions()) {
                Integer value = OPTIONS.get(option.name());
                if (value != null) {
                    set(socket, option, value);
                }
            }
            return socket;
        }

        @SuppressWarnings("unchecked") // all of them are numbers
        private static void set(Socket socket, SocketOption<?> option, Integer value) throws IOException {
            socket.setOption((SocketOption<Integer>) option, value);
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("the driver connects by itself");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            return createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket(host.getHostAddress(), port);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            return createSocket(address, port);
        }
    }
}

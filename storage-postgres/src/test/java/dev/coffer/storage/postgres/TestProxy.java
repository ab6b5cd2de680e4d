package dev.coffer.storage.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.storage.postgres.PostgresUrl.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a storage and its server, and cuts a connection in the midst of a call. */
final class TestProxy implements AutoCloseable {
    /** What of a call gets lost. */
    enum Loss {
        NOTHING,
        /** The server never sees it. */
        REQUEST,
        /** The server has done it. */
        ANSWER
    }

    /** An empty simple query: the driver's question whether the connection lives. */
    private static final byte[] ARE_YOU_THERE = {'Q', 0, 0, 0, 5, 0};

    private final ServerSocket door;
    private final AtomicReference<Loss> next = new AtomicReference<>(Loss.NOTHING);
    private volatile String text = "";
    private volatile Host target;
    private volatile CountDownLatch held = new CountDownLatch(0);

    TestProxy(Host target) throws IOException {
        this.target = target;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::acceptAll);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Where new connections lead from now on. */
    void leadTo(Host server) {
        target = server;
    }

    /** Cuts the connection of the next request. */
    void lose(Loss loss) {
        lose(loss, "");
    }

    /** Cuts the connection of the next request that has this text. */
    void lose(Loss loss, String having) {
        text = having;
        next.set(loss);
    }

    /** Passes no more requests on. */
    void hold() {
        held = new CountDownLatch(1);
    }

    /** Passes on what was held. */
    void letGo() {
        held.countDown();
    }

    private void awaitLetGo() throws IOException {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private void acceptAll() throws IOException {
        while (!door.isClosed()) {
            Socket client = door.accept();
            Socket server = new Socket(target.name(), target.port());
            AtomicReference<Loss> loss = new AtomicReference<>(Loss.NOTHING);
            start(() -> passRequests(client, server, loss));
            start(() -> passAnswers(server, client, loss));
        }
    }

    private void passRequests(Socket client, Socket server, AtomicReference<Loss> loss) throws IOException {
        try (client;
                server) {
            for (byte[] request = read(client); request.length > 0; request = read(client)) {
                if (!Arrays.equals(request, ARE_YOU_THERE) && new String(request, ISO_8859_1).contains(text)) {
                    loss.set(next.getAndSet(Loss.NOTHING));
                }
                if (loss.get() == Loss.REQUEST) {
                    return;
                }
                awaitLetGo();
                server.getOutputStream().write(request);
            }
        }
    }

    private static void passAnswers(Socket server, Socket client, AtomicReference<Loss> loss) throws IOException {
        try (client;
                server) {
            for (byte[] answer = read(server); answer.length > 0 && loss.get() != Loss.ANSWER; answer = read(server)) {
                client.getOutputStream().write(answer);
            }
        }
    }

    /** Nothing at the end. */
    private static byte[] read(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        int length = in.read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, length));
    }

    @FunctionalInterface
    private interface Pump {
        void run() throws IOException;
    }

    private static void start(Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException closed) {
                        // by one end or the other
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

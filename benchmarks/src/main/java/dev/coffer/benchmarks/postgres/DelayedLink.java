package dev.coffer.benchmarks.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server of this machine as if it were farther away. What comes in leaves when it is due, and more may come in meanwhile: only
 * time is added, throughput is not limited.
 */
final class DelayedLink implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final long WAKING_NANOS = 50_000; // by which Linux wakes a thread late

    private final ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final int server;
    private final long oneWayNanos;

    DelayedLink(int server, Duration roundTrip) throws IOException {
        this.server = server;
        oneWayNanos = roundTrip.toNanos() / 2;
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Without a byte left it is the last. */
    private record Chunk(ByteBuffer bytes, long due) {}

    /** What ends with an exception when a connection is closed. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = connected(listening.accept());
            Socket behind = connected(new Socket(InetAddress.getLoopbackAddress(), server));
            carry(client, behind);
            carry(behind, client);
        }
    }

    private Socket connected(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        start(() -> read(from.getInputStream(), underWay));
        start(() -> {
            try (to) {
                write(underWay, to.getOutputStream());
            }
        });
    }

    private void read(InputStream in, BlockingQueue<Chunk> underWay) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                underWay.add(new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), System.nanoTime() + oneWayNanos));
            }
        } finally {
            underWay.add(new Chunk(ByteBuffer.allocate(0), System.nanoTime()));
        }
    }

    private static void write(BlockingQueue<Chunk> underWay, OutputStream out)
            throws IOException, InterruptedException {
        for (Chunk chunk = underWay.take(); chunk.bytes().hasRemaining(); chunk = underWay.take()) {
            long left = chunk.due() - System.nanoTime();
            while (left > WAKING_NANOS) {
                LockSupport.parkNanos(left - WAKING_NANOS);
                left = chunk.due() - System.nanoTime();
            }
            out.write(chunk.bytes().array());
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

package dev.coffer.storage.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.storage.postgres.PostgresUrl.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Stands between a storage and its server, and does to their connections what networks do. */
public final class FaultProxy implements AutoCloseable {
    /** What happens to a request. */
    public enum Fault {
        /** Its connection is cut before the server sees it. */
        CUT_REQUEST,
        /** Its connection is cut when the server has answered. */
        CUT_ANSWER,
        /** Its connection is cut within the answer. */
        CUT_IN_RESULT,
        /** From it on nothing gets through, of no connection and in neither direction, until it is healed. */
        STALL,
        /** From it on the server has lost all connections, and nobody hears of it, until it is healed. */
        HALF_OPEN,
        /** From it on everything takes 100 ms longer in each direction, until it is healed. */
        DELAY;

        private boolean lasts() {
            return LASTING.contains(this);
        }
    }

    private static final Set<Fault> LASTING = Set.of(Fault.STALL, Fault.HALF_OPEN, Fault.DELAY);
    private static final Fault[] CUTS = {Fault.CUT_REQUEST, Fault.CUT_ANSWER, Fault.CUT_IN_RESULT};
    private static final Duration DELAY = Duration.ofMillis(100);

    /** An empty simple query: the driver's question whether the connection lives. */
    private static final byte[] ARE_YOU_THERE = {'Q', 0, 0, 0, 5, 0};

    private final ServerSocket door;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong injected = new AtomicLong();
    private Optional<Fault> next = Optional.empty(); // guarded by this
    private String text = ""; // guarded by this
    private volatile Supplier<Optional<Fault>> atRandom = Optional::empty;
    private volatile Optional<Fault> lasting = Optional.empty();
    private volatile Host target;
    private volatile CountDownLatch held = new CountDownLatch(0);

    /** Leads to the first server of this URL. */
    public FaultProxy(String url) {
        target = server(url);
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::acceptAll);
    }

    private static Host server(String url) {
        return PostgresUrl.parse(url).hosts().get(0);
    }

    /** The same, by way of this proxy. */
    public String through(String url) {
        return url.replaceFirst("@[^/]*/", "@127.0.0.1:" + port() + "/");
    }

    public int port() {
        return door.getLocalPort();
    }

    /** New connections lead to the first server of this URL from now on. */
    public void leadTo(String url) {
        target = server(url);
    }

    /** Happens to the next request. */
    public void inject(Fault fault) {
        inject(fault, "");
    }

    /** Happens to the next request that has this text. */
    public synchronized void inject(Fault fault, String having) {
        text = having;
        next = Optional.of(fault);
    }

    private synchronized Optional<Fault> next(byte[] request) {
        Optional<Fault> fault = next.filter(waiting -> new String(request, ISO_8859_1).contains(text));
        if (fault.isPresent()) {
            next = Optional.empty();
        }
        return fault;
    }

    /** Each request has this chance to have its connection cut, until it is healed. */
    public void cutAtRandom(double chance, long seed) {
        Random random = new Random(seed);
        atRandom = () -> {
            synchronized (random) {
                return random.nextDouble() < chance ? Optional.of(CUTS[random.nextInt(CUTS.length)]) : Optional.empty();
            }
        };
    }

    /** Nothing happens any more. Connections that nothing got through are cut. */
    public synchronized void heal() {
        atRandom = Optional::empty;
        next = Optional.empty();
        boolean silent = isSilent();
        lasting = Optional.empty();
        if (silent) {
            cut();
        }
    }

    /** Cuts all connections. */
    public void cut() {
        links.forEach(Link::close);
    }

    /** How many requests something has happened to. */
    public long injected() {
        return injected.get();
    }

    /** Passes no more requests on. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    /** Passes on what was held. */
    public void letGo() {
        held.countDown();
    }

    private void awaitLetGo() throws IOException {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private boolean isSilent() {
        return lasting.filter(fault -> fault != Fault.DELAY).isPresent();
    }

    private void acceptAll() throws IOException {
        while (!door.isClosed()) {
            Link link = new Link(door.accept(), new Socket());
            start(link::begin);
        }
    }

    /** What is to happen to this request. */
    private Optional<Fault> fault(byte[] request) {
        if (Arrays.equals(request, ARE_YOU_THERE)) {
            return Optional.empty();
        }
        Optional<Fault> fault = next(request).or(atRandom);
        fault.ifPresent(given -> injected.incrementAndGet());
        return fault;
    }

    /** From now on, not only from the next request on. */
    public void begin(Fault fault) {
        if (!fault.lasts()) {
            throw new IllegalArgumentException(fault + " happens to a request");
        }
        lasting = Optional.of(fault);
        if (fault == Fault.HALF_OPEN) {
            links.forEach(Link::closeServer);
        }
    }

    /** Nothing at the end. */
    private static byte[] read(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        int length = in.read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, length));
    }

    private void delay() throws IOException {
        if (lasting.equals(Optional.of(Fault.DELAY))) {
            try {
                Thread.sleep(DELAY.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    /** A connection of each side. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile Optional<Fault> cut = Optional.empty();

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void begin() throws IOException {
            links.add(this);
            try {
                if (!isSilent()) {
                    server.connect(new InetSocketAddress(target.name(), target.port()));
                    start(this::passAnswers);
                }
                passRequests();
            } finally {
                close();
            }
        }

        private void passRequests() throws IOException {
            for (byte[] request = read(client); request.length > 0; request = read(client)) {
                Optional<Fault> fault = fault(request);
                fault.filter(Fault::lasts).ifPresent(FaultProxy.this::begin);
                fault.filter(given -> !given.lasts()).ifPresent(given -> cut = fault);
                if (cut.equals(Optional.of(Fault.CUT_REQUEST))) {
                    return;
                }
                awaitLetGo();
                delay();
                if (!isSilent()) {
                    server.getOutputStream().write(request);
                }
            }
        }

        private void passAnswers() throws IOException {
            try {
                for (byte[] answer = read(server); answer.length > 0; answer = read(server)) {
                    delay();
                    if (cut.isPresent()) {
                        if (cut.get() == Fault.CUT_IN_RESULT) {
                            client.getOutputStream().write(answer, 0, answer.length / 2);
                        }
                        return;
                    }
                    if (!isSilent()) {
                        client.getOutputStream().write(answer);
                    }
                }
            } finally {
                if (!isSilent()) {
                    close();
                }
            }
        }

        void close() {
            links.remove(this);
            close(client);
            closeServer();
        }

        void closeServer() {
            close(server);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
        cut();
    }
}

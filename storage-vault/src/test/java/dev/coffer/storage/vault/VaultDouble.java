package dev.coffer.storage.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What Vault does when it is asked for credentials of PostgreSQL: its paths, status codes and error texts over HTTP, roles made and dropped
 * on a real server, leases that hang on tokens and end with them. And what goes wrong with it.
 */
final class VaultDouble implements TestVault {
    /** What may happen to a request. */
    enum Fault {
        NONE,
        /** As after a restart: 503, nothing is done. */
        SEALED,
        /** As when the database cannot be reached by Vault: 500, nothing is done. */
        ERROR,
        /** Nothing is done, and nothing is answered for a while. */
        STALLED,
        /** It is done, and the answer does not arrive: the connection ends. */
        ANSWER_LOST
    }

    /** A request and its answer. */
    record Seen(String method, String path, int status) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DoubleState state;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile String faultyPath = "";
    private volatile Duration stall = Duration.ofSeconds(30);

    VaultDouble(String databaseUrl) {
        state = new DoubleState(databaseUrl);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/v1/", this::handle);
        http.start();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    @Override
    public String rootToken() {
        return DoubleState.ROOT;
    }

    /** From now on, of requests whose path begins so. */
    void fail(Fault fault, String path) {
        faultyPath = path;
        this.fault = fault;
    }

    void stallFor(Duration time) {
        stall = time;
    }

    void work() {
        fault = Fault.NONE;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Requests to a path that begins so. */
    long count(String method, String path) {
        return seen.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().startsWith(path))
                .count();
    }

    /** Requests that it could not serve. */
    long countFailed() {
        return seen.stream()
                .filter(request -> request.status() >= 500 || request.status() == 0)
                .count();
    }

    /** Of roles that could not be dropped. */
    List<String> failedRevocations() {
        return state.failedRevocations();
    }

    /** Takes back a token behind its owner's back. */
    void revokeTokens() {
        state.revokeTokens();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath().substring("/v1/".length());
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault present = path.startsWith(faultyPath) ? fault : Fault.NONE;
            if (present == Fault.STALLED) {
                sleep(stall);
                seen.add(new Seen(method, path, 0));
                return;
            }
            DoubleState.Reply reply = present == Fault.SEALED
                    ? DoubleState.Reply.error(503, "Vault is sealed")
                    : present == Fault.ERROR
                            ? DoubleState.Reply.error(500, "internal error")
                            : answer(exchange, method, path, body);
            seen.add(new Seen(method, path, present == Fault.ANSWER_LOST ? 0 : reply.status()));
            if (present != Fault.ANSWER_LOST) {
                send(exchange, reply);
            }
        }
    }

    private DoubleState.Reply answer(HttpExchange exchange, String method, String path, byte[] body)
            throws IOException {
        VaultAnswer asked = body.length == 0 ? VaultAnswer.EMPTY : VaultAnswer.parse(body);
        Optional<String> token =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
        return state.answer(method, path, token.orElse(""), asked);
    }

    private static void send(HttpExchange exchange, DoubleState.Reply reply) throws IOException {
        byte[] json = reply.json().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), json.length == 0 ? -1 : json.length);
        if (json.length > 0) {
            exchange.getResponseBody().write(json);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is being closed
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        state.close();
    }
}

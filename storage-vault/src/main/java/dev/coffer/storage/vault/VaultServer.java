package dev.coffer.storage.vault;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Where Vault is, and how it is asked.
 *
 * @param address such as {@code https://vault:8200}
 * @param namespace of Vault Enterprise
 * @param trust whose certificates are taken
 * @param timeout how long a request may take
 */
record VaultServer(URI address, Optional<String> namespace, Trust trust, Duration timeout) {
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int NO_CONTENT = 204;
    private static final int OK = 200;
    private static final Duration FOR_THE_BODY = Duration.ofSeconds(1);

    /** A request that asks. It is sent once, whatever happens. */
    VaultAnswer get(String path, String token) throws VaultFailure {
        return send("GET", path, Optional.of(token), new SentOnce());
    }

    /** A request that does something. */
    VaultAnswer put(String path, Optional<String> token, Map<String, String> body) throws VaultFailure {
        return send("PUT", path, token, HttpRequest.BodyPublishers.ofByteArray(VaultAnswer.json(body)));
    }

    private VaultAnswer send(String method, String path, Optional<String> token, HttpRequest.BodyPublisher body)
            throws VaultFailure {
        String request = method + " v1/" + path;
        HttpResponse<byte[]> response = answer(uri(path), method, token, body, request);
        if (response.statusCode() == TEMPORARY_REDIRECT) { // from a standby to the active server; nothing was done
            response = answer(
                    redirected(response, request),
                    method,
                    token,
                    body instanceof SentOnce ? new SentOnce() : body,
                    request);
        }
        return switch (response.statusCode()) {
            case OK -> VaultAnswer.parse(response.body());
            case NO_CONTENT -> VaultAnswer.EMPTY;
            default -> throw VaultFailure.ofStatus(response.statusCode(), request);
        };
    }

    private URI uri(String path) {
        String base = address.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + "v1/" + path);
    }

    /** Never to where the token could be read on the way. */
    private URI redirected(HttpResponse<?> response, String request) throws VaultFailure {
        URI from = response.uri();
        return response.headers()
                .firstValue("Location")
                .map(from::resolve)
                .filter(to -> to.getScheme().equals("https") || to.getScheme().equals(from.getScheme()))
                .orElseThrow(() -> VaultFailure.ofStatus(TEMPORARY_REDIRECT, request));
    }

    private HttpResponse<byte[]> answer(
            URI uri, String method, Optional<String> token, HttpRequest.BodyPublisher body, String request)
            throws VaultFailure {
        if (token.filter(value -> !TOKEN.matcher(value).matches()).isPresent()) { // the client's error would show it
            throw VaultFailure.withoutAnswer("as the token has characters that none has", null);
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .method(method, body)
                .timeout(timeout)
                .header("X-Vault-Request", "true");
        token.ifPresent(value -> builder.header("X-Vault-Token", value));
        namespace.ifPresent(name -> builder.header("X-Vault-Namespace", name));
        HttpClient client = trust.client(timeout);
        return await(client.sendAsync(builder.build(), HttpResponse.BodyHandlers.ofByteArray()), request);
    }

    /** Also if interrupted: an answer that nobody waits for is a role that nobody knows. */
    private <T> T await(CompletableFuture<T> answer, String request) throws VaultFailure {
        long deadline = System.nanoTime() + timeout.plus(FOR_THE_BODY).toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw VaultFailure.withoutAnswer(request, e);
        } catch (ExecutionException e) {
            throw VaultFailure.withoutAnswer(request, e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

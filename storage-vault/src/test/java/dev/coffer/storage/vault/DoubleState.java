package dev.coffer.storage.vault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Mounts, roles, tokens and leases of a double. One request at a time. */
final class DoubleState implements AutoCloseable {
    static final String ROOT = "root";
    private static final String DENIED = "permission denied";

    /** What is answered. */
    record Reply(int status, String json) {
        static Reply error(int status, String text) {
            return new Reply(status, "{\"errors\":[\"" + text + "\"]}");
        }

        static Reply ok(String members) {
            return new Reply(200, "{\"request_id\":\"" + UUID.randomUUID() + "\"," + members + "}");
        }

        static Reply nothing() {
            return new Reply(204, "");
        }
    }

    /** What lasts a time, and is at its end by then at the latest. */
    private static final class Term {
        private final long latest;
        private final Duration usual;
        private long end;
        private Optional<ScheduledFuture<?>> ending = Optional.empty();

        Term(Duration usual, Duration longest) {
            this.usual = usual;
            latest = System.nanoTime() + longest.toNanos();
        }

        /** Whole seconds, as Vault counts. */
        long seconds(Duration asked) {
            return Math.min(
                    asked.toSeconds(), TimeUnit.NANOSECONDS.toSeconds(latest - System.nanoTime() + 500_000_000));
        }
    }

    private record Token(String value, Term term, boolean renewable) {}

    /** Of a static role's password. */
    private record Rotation(String user, String password, Term term) {}

    private record Lease(String id, String user, String token, Term term) {}

    private final DoubleDatabase database;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, VaultAnswer> settings = new HashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<String, String> secretIds = new HashMap<>();
    private final Map<String, Rotation> rotations = new HashMap<>();
    private final List<String> failedRevocations = new CopyOnWriteArrayList<>();

    DoubleState(String databaseUrl) {
        database = new DoubleDatabase(databaseUrl);
    }

    List<String> failedRevocations() {
        return List.copyOf(failedRevocations);
    }

    synchronized Reply answer(String method, String path, String token, VaultAnswer asked) throws IOException {
        if (method.equals("PUT") && path.matches("auth/[^/]+/login")) {
            return login(path.split("/", -1)[1], asked);
        }
        if (!token.equals(ROOT) && !tokens.containsKey(token)) {
            return Reply.error(403, DENIED);
        }
        if (token.equals(ROOT) && method.equals("PUT") && !path.startsWith("sys/leases/") && !path.endsWith("-self")) {
            return set(path, asked);
        }
        return switch (method + " " + path) {
            case "GET auth/token/lookup-self" -> lookUp(token);
            case "PUT auth/token/renew-self" -> renewToken(token);
            case "PUT auth/token/revoke-self" -> {
                revokeToken(token);
                yield Reply.nothing();
            }
            case "PUT sys/leases/renew" -> renewLease(asked.text("lease_id"), asked.text("increment"));
            case "PUT sys/leases/revoke" -> {
                revokeLeases(lease -> idIs(lease, asked));
                yield Reply.nothing();
            }
            default -> method.equals("GET") ? read(path, token) : Reply.error(405, "unsupported operation");
        };
    }

    private static boolean idIs(Lease lease, VaultAnswer asked) {
        return lease.id().equals(asked.members().get("lease_id"));
    }

    /** What an administrator does. */
    private Reply set(String path, VaultAnswer asked) throws IOException {
        if (path.endsWith("/secret-id")) {
            String secretId = UUID.randomUUID().toString();
            secretIds.put(secretId, path.split("/", -1)[3]);
            return Reply.ok("\"data\":{\"secret_id\":\"" + secretId + "\"}");
        }
        if (path.equals("auth/token/create")) {
            boolean renewable = !asked.is("renewable", "false");
            return tokenReply(newToken(seconds(asked.text("ttl")), seconds(asked.text("explicit_max_ttl")), renewable));
        }
        settings.put(path, asked);
        if (path.contains("/static-roles/")) {
            rotate(path, asked);
        }
        return Reply.nothing();
    }

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    private Reply read(String path, String token) throws IOException {
        String[] parts = path.split("/", -1);
        if (path.endsWith("/role-id")) {
            return Reply.ok("\"data\":{\"role_id\":\"" + parts[3] + "\"}");
        }
        String kind = parts.length == 3 ? parts[1] : "";
        return switch (kind) {
            case "creds" -> create(path, parts[0], parts[2], token);
            case "static-creds" -> staticCredentials(parts[0] + "/static-roles/" + parts[2], parts[2]);
            default -> Reply.error(404, "no handler for route '" + path + "'. route entry not found.");
        };
    }

    private Reply login(String mount, VaultAnswer asked) throws IOException {
        boolean appRole = mount.equals("approle");
        String role = appRole ? asked.text("role_id") : asked.text("role");
        VaultAnswer known = settings.get("auth/" + mount + "/role/" + role);
        boolean proved = appRole
                ? role.equals(secretIds.get(asked.text("secret_id")))
                : known != null && known.text("test_jwt").equals(asked.text("jwt"));
        if (known == null || !proved) {
            return appRole ? Reply.error(400, "invalid role or secret ID") : Reply.error(403, DENIED);
        }
        return tokenReply(newToken(seconds(known.text("token_ttl")), seconds(known.text("token_max_ttl")), true));
    }

    private Token newToken(Duration ttl, Duration maxTtl, boolean renewable) {
        Token token = new Token("hvs." + UUID.randomUUID(), new Term(ttl, maxTtl), renewable);
        tokens.put(token.value(), token);
        extend(token.term(), ttl, () -> revokeToken(token.value()));
        return token;
    }

    private Reply tokenReply(Token token) {
        return Reply.ok("\"auth\":{\"client_token\":\"" + token.value() + "\",\"lease_duration\":"
                + left(token.term()).toSeconds() + ",\"renewable\":" + token.renewable()
                + ",\"token_type\":\"service\"}");
    }

    private static Duration left(Term term) {
        return Duration.ofNanos(term.end - System.nanoTime() + 500_000_000);
    }

    private Reply lookUp(String token) {
        Token known = tokens.get(token);
        return known == null
                ? Reply.ok("\"data\":{\"ttl\":0,\"creation_ttl\":0,\"renewable\":false,\"expire_time\":null}")
                : Reply.ok("\"data\":{\"ttl\":" + left(known.term()).toSeconds() + ",\"expire_time\":\""
                        + Instant.now().plus(left(known.term())) + "\",\"renewable\":" + known.renewable() + "}");
    }

    private Reply renewToken(String token) {
        Token known = tokens.get(token);
        if (known == null || !known.renewable()) { // the root's is neither
            return Reply.error(400, "lease is not renewable");
        }
        extend(known.term(), known.term().usual, () -> revokeToken(token));
        return tokenReply(known);
    }

    private Reply create(String path, String mount, String role, String token) throws IOException {
        VaultAnswer known = settings.get(mount + "/roles/" + role);
        if (known == null) {
            return Reply.error(400, "unknown role: " + role);
        }
        Term term = new Term(seconds(known.text("default_ttl")), seconds(known.text("max_ttl")));
        String user = "v-approle-" + role + "-"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        String password = UUID.randomUUID().toString();
        try {
            database.create(known.text("creation_statements"), user, password, term.usual);
        } catch (SQLException e) {
            return Reply.error(500, "failed to create credentials");
        }
        Lease lease = new Lease(path + "/" + UUID.randomUUID().toString().replace("-", ""), user, token, term);
        leases.put(lease.id(), lease);
        long seconds = extend(term, term.usual, () -> revokeLeases(lease::equals));
        return Reply.ok(leaseMembers(lease, seconds) + ",\"data\":{\"username\":\"" + user + "\",\"password\":\""
                + password + "\"}");
    }

    private static String leaseMembers(Lease lease, long seconds) {
        return "\"lease_id\":\"" + lease.id() + "\",\"renewable\":true,\"lease_duration\":" + seconds
                + ",\"warnings\":null,\"wrap_info\":null,\"auth\":null";
    }

    private Reply renewLease(String id, String increment) {
        Lease lease = leases.get(id);
        if (lease == null) {
            return Reply.error(400, "lease not found");
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(increment));
        try {
            database.extend(lease.user(), asked);
        } catch (SQLException e) {
            return Reply.error(400, "failed to renew entry");
        }
        long seconds = extend(lease.term(), asked, () -> revokeLeases(lease::equals));
        return Reply.ok(leaseMembers(lease, seconds) + ",\"data\":null");
    }

    /** Not beyond the latest end. */
    private long extend(Term term, Duration asked, Runnable end) {
        long seconds = Math.max(0, term.seconds(asked));
        term.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        term.ending.ifPresent(scheduled -> scheduled.cancel(false));
        term.ending = Optional.of(timer.schedule(end, seconds, TimeUnit.SECONDS));
        return seconds;
    }

    private synchronized void revokeToken(String token) {
        tokens.remove(token);
        revokeLeases(lease -> lease.token().equals(token));
    }

    synchronized void revokeTokens() {
        List.copyOf(tokens.keySet()).forEach(this::revokeToken);
    }

    private synchronized void revokeLeases(Predicate<Lease> which) {
        for (Lease lease : new ArrayList<>(leases.values())) {
            if (which.test(lease)) {
                leases.remove(lease.id());
                try {
                    database.drop(lease.user());
                } catch (SQLException e) {
                    failedRevocations.add(lease.user() + ": " + e.getSQLState());
                }
            }
        }
    }

    private synchronized void rotate(String path, VaultAnswer role) {
        try {
            String user = role.text("username");
            String password = UUID.randomUUID().toString();
            database.setPassword(user, password);
            Duration period = seconds(role.text("rotation_period"));
            Term term = new Term(period, period);
            rotations.put(path, new Rotation(user, password, term));
            extend(term, period, () -> rotate(path, role));
        } catch (SQLException | IOException e) {
            failedRevocations.add(path + ": " + e.getMessage());
        }
    }

    private Reply staticCredentials(String path, String role) {
        Rotation last = rotations.get(path);
        return last == null
                ? Reply.error(400, "unknown role: " + role)
                : Reply.ok("\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":{\"username\":\""
                        + last.user()
                        + "\",\"password\":\"" + last.password() + "\",\"ttl\":"
                        + left(last.term()).toSeconds() + "}");
    }

    @Override
    public void close() {
        timer.shutdownNow();
        revokeLeases(lease -> true);
        database.close();
    }
}

package dev.coffer.storage.vault;

import dev.coffer.storage.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How to log in to Vault. Immutable; files, of at most 64 KiB, are read at each login, so that they may be renewed at any time. */
public final class VaultLogin {
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final int LONGEST_FILE = 64 * 1024;
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.~-]+(/[A-Za-z0-9_.~-]+)*");

    @FunctionalInterface
    private interface Secret {
        String read() throws IOException;
    }

    private final Optional<String> mount;
    private final Map<String, String> names;
    private final String secretName;
    private final Secret secret;

    private VaultLogin(Optional<String> mount, Map<String, String> names, String secretName, Secret secret) {
        this.mount = mount;
        this.names = names;
        this.secretName = secretName;
        this.secret = secret;
    }

    /**
     * {@return AppRole, mounted at {@code approle}}
     *
     * @param roleId which role
     * @param secretIdFile holds its secret id
     */
    public static VaultLogin appRole(String roleId, Path secretIdFile) {
        return new VaultLogin(
                Optional.of("approle"),
                Map.of("role_id", given("roleId", roleId)),
                "secret_id",
                content("secretIdFile", secretIdFile));
    }

    /**
     * {@return AppRole, mounted at {@code approle}}
     *
     * @param roleId which role
     * @param secretId its secret id; never shown
     */
    public static VaultLogin appRole(String roleId, String secretId) {
        String known = given("secretId", secretId);
        return new VaultLogin(
                Optional.of("approle"), Map.of("role_id", given("roleId", roleId)), "secret_id", () -> known);
    }

    /**
     * {@return the service account of the pod that this runs in, mounted at {@code kubernetes}}
     *
     * @param role of Vault's, to which the service account is bound
     */
    public static VaultLogin kubernetes(String role) {
        return jwt(role, SERVICE_ACCOUNT).mountedAt("kubernetes");
    }

    /**
     * {@return a JSON web token, mounted at {@code jwt}}
     *
     * @param role of Vault's
     * @param tokenFile holds the token, such as a projected volume of Kubernetes
     */
    public static VaultLogin jwt(String role, Path tokenFile) {
        return new VaultLogin(
                Optional.of("jwt"), Map.of("role", given("role", role)), "jwt", content("tokenFile", tokenFile));
    }

    /**
     * {@return a token that the host has: it is renewed, and never revoked}
     *
     * @param token of Vault's; never shown
     */
    public static VaultLogin token(String token) {
        String known = given("token", token);
        return new VaultLogin(Optional.empty(), Map.of(), "token", () -> known);
    }

    /**
     * {@return a token in a file, such as Vault Agent's sink: it is renewed, read again when that is refused, and never revoked}
     *
     * @param tokenFile holds the token
     */
    public static VaultLogin tokenFile(Path tokenFile) {
        return new VaultLogin(Optional.empty(), Map.of(), "token", content("tokenFile", tokenFile));
    }

    /**
     * {@return the same, where the method is mounted at another path}
     *
     * @param path as in {@code vault auth enable -path=…}
     * @throws InvalidInput {@code mount} if it is no path, or if this is a token, which is no method
     */
    public VaultLogin mountedAt(String path) {
        if (mount.isEmpty()) {
            throw new InvalidInput("mount", "must not be given with a token");
        }
        return new VaultLogin(Optional.of(path("mount", path)), names, secretName, secret);
    }

    /** A name in a path of Vault's. */
    static String path(String field, String path) {
        if (!PATH.matcher(given(field, path)).matches() || path.contains("..")) {
            throw new InvalidInput(field, "must be of letters, digits, '_', '-', '.' and '/'");
        }
        return path;
    }

    private static String given(String field, String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidInput(field, "must not be empty");
        }
        return text;
    }

    private static Secret content(String field, Path file) {
        if (file == null) {
            throw new InvalidInput(field, "must not be null");
        }
        return () -> {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] read = in.readNBytes(LONGEST_FILE + 1);
                if (read.length > LONGEST_FILE) {
                    throw new InvalidInput(field, "must be a file of at most 64 KiB");
                }
                return new String(read, StandardCharsets.UTF_8).strip();
            }
        };
    }

    VaultToken logIn(VaultServer server) throws IOException {
        String read = secret.read();
        long asked = System.nanoTime();
        if (mount.isEmpty()) {
            return VaultToken.ofLookup(read, server.get("auth/token/lookup-self", read), asked);
        }
        Map<String, String> body = new HashMap<>(names);
        body.put(secretName, read);
        return VaultToken.ofLogin(server.put("auth/" + mount.get() + "/login", Optional.empty(), body), asked);
    }

    /** How, and no secret. */
    @Override
    public String toString() {
        return "VaultLogin[" + mount.orElse("token") + "]";
    }
}

package dev.coffer.resilience;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What must be in no output. A token is known by its hash alone, which is enough to find it. For many threads. */
public final class KnownSecrets {
    private static final String TOKEN_HASH = "tokenHash ";
    private static final String PASSWORD_HASH = "passwordHash ";
    private static final String PASSWORD = "password ";

    private final Set<String> tokenHashes = ConcurrentHashMap.newKeySet();
    private final Set<String> passwordHashes = ConcurrentHashMap.newKeySet();
    private final Set<String> passwords = ConcurrentHashMap.newKeySet();

    public void addTokenHash(byte[] hash) {
        tokenHashes.add(HexFormat.of().formatHex(hash));
    }

    public void addPasswordHash(String hash) {
        passwordHashes.add(hash);
    }

    public void addPassword(String password) {
        passwords.add(password);
    }

    boolean isTokenHash(byte[] bytes) {
        return tokenHashes.contains(HexFormat.of().formatHex(bytes));
    }

    Set<String> tokenHashes() {
        return tokenHashes;
    }

    Set<String> passwordHashes() {
        return passwordHashes;
    }

    Set<String> passwords() {
        return passwords;
    }

    /** Hands them to another process. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        tokenHashes.forEach(hash -> lines.add(TOKEN_HASH + hash));
        passwordHashes.forEach(hash -> lines.add(PASSWORD_HASH + hash));
        passwords.forEach(password -> lines.add(PASSWORD + password));
        Files.write(file, lines);
    }

    /** Those that another process has written. */
    static KnownSecrets read(Path file) throws IOException {
        KnownSecrets known = new KnownSecrets();
        List<String> lines = Files.readAllLines(file);
        known.tokenHashes.addAll(behind(TOKEN_HASH, lines));
        known.passwordHashes.addAll(behind(PASSWORD_HASH, lines));
        known.passwords.addAll(behind(PASSWORD, lines));
        return known;
    }

    private static Set<String> behind(String kind, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(kind))
                .map(line -> line.substring(kind.length()))
                .collect(Collectors.toSet());
    }
}

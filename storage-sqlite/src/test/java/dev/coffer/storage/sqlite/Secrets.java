package dev.coffer.storage.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must be in no log, no message and no recording, in every form in which it could be there. */
final class Secrets {
    private static final int DIGEST_OF_BCRYPT = 31;

    private final Set<String> forms = new LinkedHashSet<>();

    String password(String password) {
        addForms(password.getBytes(UTF_8));
        return password;
    }

    /** A hash as bcrypt writes it. Its last part alone is as secret as the whole. */
    String passwordHash(String hash) {
        addForms(hash.getBytes(UTF_8));
        forms.add(hash.substring(hash.length() - DIGEST_OF_BCRYPT));
        return hash;
    }

    /** A token, and the hash by which it is stored. */
    String token(String token) {
        addForms(token.getBytes(UTF_8));
        addForms(sha256(token));
        return token;
    }

    /** Something that the host has stored. */
    String value(String value) {
        addForms(value.getBytes(UTF_8));
        return value;
    }

    private void addForms(byte[] bytes) {
        forms.addAll(List.of(
                new String(bytes, ISO_8859_1),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                Arrays.toString(bytes)));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hands them to another process. */
    void write(Path file) throws IOException {
        Base64.Encoder encoder = Base64.getEncoder();
        Files.write(
                file,
                forms.stream()
                        .map(form -> encoder.encodeToString(form.getBytes(ISO_8859_1)))
                        .toList());
    }

    /** Every form of those that another process has written. */
    static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> new String(Base64.getDecoder().decode(line), ISO_8859_1))
                .toList();
    }
}

package dev.coffer.resilience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for secrets in what a process has left behind, in every form in which they could be there: as they are, in hexadecimal, in
 * either base64 and as a list of numbers.
 */
final class SecretSearch {
    private static final int PIECE_BYTES = 32 << 20;
    private static final int OVERLAP_BYTES = 1 << 16;
    private static final int HASH_BYTES = 32;
    private static final int BASE64_CHARS = 43; // of 32 bytes, as a token is and the hash of one may be written
    private static final int BCRYPT_DIGEST_CHARS = 31; // what is behind the salt: as secret as the whole

    private static final Run BASE64_URL = new Run("-_", BASE64_CHARS);
    private static final Run BASE64 = new Run("+/", BASE64_CHARS);
    private static final Run BCRYPT = new Run("./", BCRYPT_DIGEST_CHARS);

    private final KnownSecrets known;
    private final Set<String> digests;
    private final Set<String> passwordForms;

    SecretSearch(KnownSecrets known) {
        this.known = known;
        digests = known.passwordHashes().stream()
                .map(hash -> hash.substring(hash.length() - BCRYPT_DIGEST_CHARS))
                .collect(Collectors.toSet());
        passwordForms = known.passwords().stream()
                .flatMap(password -> forms(password.getBytes(UTF_8)))
                .collect(Collectors.toSet());
    }

    private static Stream<String> forms(byte[] bytes) {
        String list = Arrays.toString(bytes);
        return Stream.of(
                new String(bytes, ISO_8859_1),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                list.substring(1, list.length() - 1));
    }

    /**
     * A part of a text that is as long as it can be, of letters, digits and two more characters.
     *
     * @param others the two more
     * @param length of what may be in it
     */
    private record Run(String others, int length) {
        boolean has(char c) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return letter || (c >= '0' && c <= '9') || others.indexOf(c) >= 0;
        }

        /** Whether something of this length in any such part of the text is it. */
        boolean anyIn(String text, Set<String> seen, Predicate<String> isIt) {
            for (int begin = 0; begin < text.length(); begin++) {
                int end = begin;
                while (end < text.length() && has(text.charAt(end))) {
                    end++;
                }
                if (end - begin >= length && seen.add(text.substring(begin, end))) {
                    for (int at = begin; at + length <= end; at++) {
                        if (isIt.test(text.substring(at, at + length))) {
                            return true;
                        }
                    }
                }
                begin = end;
            }
            return false;
        }
    }

    /** Which kinds of secrets are in the file. */
    Set<String> in(Path file) throws IOException {
        Set<String> found = new TreeSet<>();
        try (InputStream bytes = Files.newInputStream(file)) {
            String overlap = "";
            for (byte[] piece = bytes.readNBytes(PIECE_BYTES);
                    piece.length > 0;
                    piece = bytes.readNBytes(PIECE_BYTES)) {
                String text = overlap + new String(piece, ISO_8859_1);
                found.addAll(in(text));
                overlap = text.substring(Math.max(0, text.length() - OVERLAP_BYTES));
            }
        }
        return found;
    }

    /**
     * Which kinds of secrets are in the text.
     *
     * @param text its bytes as characters
     */
    Set<String> in(String text) {
        Set<String> found = new TreeSet<>();
        if (passwordForms.stream().anyMatch(text::contains)) {
            found.add("password");
        }
        if (BCRYPT.anyIn(text, new HashSet<>(), digests::contains)) {
            found.add("password hash");
        }
        if (BASE64_URL.anyIn(text, new HashSet<>(), this::isToken)) {
            found.add("token");
        }
        if (BASE64_URL.anyIn(text, new HashSet<>(), hash -> isTokenHash(Base64.getUrlDecoder(), hash))
                || BASE64.anyIn(text, new HashSet<>(), hash -> isTokenHash(Base64.getDecoder(), hash))
                || isHexadecimalIn(text)
                || isListIn(text)) {
            found.add("token hash");
        }
        return found;
    }

    private boolean isToken(String text) {
        return known.isTokenHash(sha256(text));
    }

    private boolean isTokenHash(Base64.Decoder decoder, String text) {
        try {
            return known.isTokenHash(decoder.decode(text));
        } catch (IllegalArgumentException e) { // with bits that 32 bytes do not have
            return false;
        }
    }

    private boolean isHexadecimalIn(String text) {
        return new Run("", 2 * HASH_BYTES)
                .anyIn(text, new HashSet<>(), hash -> known.tokenHashes().contains(hash.toLowerCase(Locale.ROOT)));
    }

    /** As {@link Arrays#toString(byte[])} writes it. */
    private boolean isListIn(String text) {
        int shortest = 3 * HASH_BYTES - 2;
        for (int begin = 0; begin < text.length(); begin++) {
            int end = begin;
            while (end < text.length() && "0123456789, -".indexOf(text.charAt(end)) >= 0) {
                end++;
            }
            if (end - begin >= shortest
                    && isInList(List.of(text.substring(begin, end).split(", ", -1)))) {
                return true;
            }
            begin = end;
        }
        return false;
    }

    private boolean isInList(List<String> numbers) {
        for (int at = 0; at + HASH_BYTES <= numbers.size(); at++) {
            byte[] bytes = new byte[HASH_BYTES];
            boolean isBytes = true;
            for (int i = 0; i < HASH_BYTES && isBytes; i++) {
                String number = numbers.get(at + i);
                isBytes = number.matches("-?[0-9]{1,3}");
                bytes[i] = isBytes ? (byte) Integer.parseInt(number) : 0;
            }
            if (isBytes && known.isTokenHash(bytes)) {
                return true;
            }
        }
        return false;
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

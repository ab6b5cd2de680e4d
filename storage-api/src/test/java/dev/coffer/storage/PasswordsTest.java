package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    /** Of {@link #LONG}, made by libxcrypt. */
    private static final String FOREIGN = "$2y$04$Kq3vXo0bT9eR1uYp5sWm2OLTGeLojZ1z/bx/7dSJxouKq9zvo7caa";

    private static final String LONG = "0123456789".repeat(8);
    private static final String FIRST_72 = LONG.substring(0, 72);

    private final Passwords passwords = new Passwords(4);
    private final Passwords stronger = new Passwords(5);

    private boolean verify(String attempt, String stored) {
        return passwords.verify(Passwords.bytes(attempt), Optional.of(stored), true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70, 71, 72, 73, 1023, 1024})
    void verify_ofAHashOfOurs_isExact(int length) {
        String password = "p".repeat(length);
        String hash = passwords.hash(password);

        assertThat(verify(password, hash)).isTrue();
        assertThat(verify("p".repeat(length - 1), hash)).isFalse();
        assertThat(verify("p".repeat(length - 1) + "q", hash)).isFalse();
        if (length < Passwords.MAX_BYTES) {
            assertThat(verify(password + "p", hash)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"71, $2b$04$", "72, $coffer-sha512$2b$04$", "1024, $coffer-sha512$2b$04$"})
    void hash_tellsItsScheme(int length, String scheme) {
        assertThat(passwords.hash("p".repeat(length)))
                .startsWith(scheme)
                .hasSize(scheme.length() + 53)
                .satisfies(hash -> assertThat(Passwords.checkHash(hash)).isEqualTo(hash));
    }

    @Test
    void hash_isSalted() {
        assertThat(passwords.hash("password")).isNotEqualTo(passwords.hash("password"));
    }

    @Test
    void hash_countsBytesNotCharacters() {
        assertThat(passwords.hash("\u20AC".repeat(23) + "ab")).startsWith("$2b$");
        assertThat(passwords.hash("\u20AC".repeat(24))).startsWith("$coffer-sha512$2b$");
    }

    @Test
    void hash_ofAnEmptyPassword_isRefused() {
        assertRefused("password", () -> passwords.hash(""));
    }

    @Test
    void verify_doesNotNormalise() {
        assertThat(verify("caf\u00E9", passwords.hash("cafe\u0301"))).isFalse();
        assertThat(verify(" password", passwords.hash("password"))).isFalse();
    }

    /** Hashes made by libxcrypt. */
    @ParameterizedTest
    @CsvSource({
        "correct horse battery, $2a$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
        "correct horse battery, $2b$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
        "correct horse battery, $2y$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
        "p\u00E4ssw\u00F6rd\u20AC, $2a$04$Kq3vXo0bT9eR1uYp5sWm2OwDGxHkX/Wxcs7QlGmgOF50OXMJ4M0/u",
        "p\u00E4ssw\u00F6rd\u20AC, $2b$04$Kq3vXo0bT9eR1uYp5sWm2OwDGxHkX/Wxcs7QlGmgOF50OXMJ4M0/u",
        "p\u00E4ssw\u00F6rd\u20AC, $2y$04$Kq3vXo0bT9eR1uYp5sWm2OwDGxHkX/Wxcs7QlGmgOF50OXMJ4M0/u"
    })
    void verify_ofAForeignHash_acceptsThePasswordAndNoOther(String password, String hash) {
        assertThat(Passwords.checkHash(hash)).isEqualTo(hash);
        assertThat(verify(password, hash)).isTrue();
        assertThat(verify(password + "x", hash)).isFalse();
        assertThat(verify(password.substring(1), hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "y"})
    void verify_ofAForeignHash_looksAtTheFirst72Bytes(String version) {
        String hash = FOREIGN.replace("$2y$", "$2" + version + "$");

        assertThat(verify(LONG, hash)).isTrue();
        assertThat(verify(FIRST_72, hash)).isTrue();
        assertThat(verify(FIRST_72 + "anything", hash)).isTrue();
        assertThat(verify(LONG.substring(0, 71), hash)).isFalse();
        assertThat(verify(LONG.substring(0, 71) + "x", hash)).isFalse();
    }

    @Test
    void verify_ofAMarkedHash_doesNotTakeItForAPlainOne() {
        String marked = passwords.hash(LONG);

        assertThat(verify(LONG, marked.substring("$coffer-sha512".length()))).isFalse();
        assertThat(verify(LONG, "$coffer-sha512" + FOREIGN)).isFalse();
    }

    @Test
    void verify_ofWhoMayNotSucceed_isFalse() {
        assertThat(passwords.verify(bytes("password"), Optional.of(passwords.hash("password")), false))
                .isFalse();
    }

    @Test
    void verify_withoutAHash_isFalse() {
        assertThat(passwords.verify(bytes("password"), Optional.empty(), true)).isFalse();
    }

    @Test
    void verify_ofAnEmptyAttempt_isFalse() {
        assertThat(verify("", passwords.hash("password"))).isFalse();
        assertThat(verify("", passwords.hash(LONG))).isFalse();
        assertThat(verify("", FOREIGN)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "$2b$",
                "$coffer-sha512",
                "$coffer-sha512password",
                "$2x$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
                "$2$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
                "$2b$03$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
                "$2b$32$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
                "$2b$4$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
                "$2b$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghY",
                "$2b$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYWW",
                "$2b$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghY=",
                "$2b$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW\n",
                "$coffer-sha512$coffer-sha512$2b$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW",
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"
            })
    void aHash_thatIsNotBcrypt_isRefusedAndAuthenticatesNobody(String stored) {
        assertRefused("passwordHash", () -> Passwords.checkHash(stored));
        assertThat(verify("correct horse battery", stored)).isFalse();
        assertThat(verify(stored.isEmpty() ? "x" : stored, stored)).isFalse();
    }

    @Test
    void upgrade_ofAHashThatIsStrongEnough_isNone() {
        assertThat(passwords.upgrade(bytes("password"), passwords.hash("password")))
                .isEmpty();
        assertThat(passwords.upgrade(bytes("password"), stronger.hash("password")))
                .isEmpty();
        assertThat(passwords.upgrade(bytes(LONG), passwords.hash(LONG))).isEmpty();
        assertThat(passwords.upgrade(bytes(LONG), FOREIGN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 71, 72, 80})
    void upgrade_ofAHashOfOurs_isExactToo(int length) {
        String password = LONG.substring(0, length);
        String hash = passwords.hash(password);

        String upgraded = stronger.upgrade(bytes(password), hash).orElseThrow();

        assertThat(upgraded).startsWith(hash.replaceFirst("04.*", "05\\$"));
        assertThat(verify(password, upgraded)).isTrue();
        assertThat(verify(password + "x", upgraded)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 73, 80})
    void upgrade_ofAForeignHash_acceptsWhatItsMakerAccepted(int length) {
        String attempt = LONG.substring(0, length);

        String upgraded = stronger.upgrade(bytes(attempt), FOREIGN).orElseThrow();

        assertThat(upgraded).startsWith("$2b$05$");
        assertThat(verify(LONG, upgraded)).isTrue();
        assertThat(verify(FIRST_72, upgraded)).isTrue();
        assertThat(verify(FIRST_72 + "anything", upgraded)).isTrue();
        assertThat(verify(LONG.substring(0, 71), upgraded)).isFalse();
    }

    @Test
    void upgrade_ofAForeignHashOfAShortPassword_isExact() {
        String foreign = "$2y$04$Kq3vXo0bT9eR1uYp5sWm2Oe4IWt7HY8Dt.vAC0bFsLrC2zwJ5ghYW";

        String upgraded =
                stronger.upgrade(bytes("correct horse battery"), foreign).orElseThrow();

        assertThat(upgraded).startsWith("$2b$05$");
        assertThat(verify("correct horse battery", upgraded)).isTrue();
        assertThat(verify("correct horse batter", upgraded)).isFalse();
    }

    @Test
    void upgrade_isSalted() {
        assertThat(stronger.upgrade(bytes(LONG), FOREIGN)).isNotEqualTo(stronger.upgrade(bytes(LONG), FOREIGN));
    }
}

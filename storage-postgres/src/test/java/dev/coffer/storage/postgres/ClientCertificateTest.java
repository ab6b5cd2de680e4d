package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.Authority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ClientCertificateTest {
    private static final KeyPair RSA = Authority.keys("RSA", 2048);
    private static final KeyPair P256 = Authority.keys("EC", 256);
    private static final KeyPair P384 = Authority.keys("EC", 384);
    private static final KeyPair ED25519 = Authority.keys("Ed25519", 0);

    private static final int SOMEBODY = 65_534;

    @TempDir
    private static Path directory;

    private static TlsServer tls;

    @BeforeAll
    static void start() {
        tls = new TlsServer(directory);
    }

    @AfterAll
    static void close() {
        tls.close();
    }

    @TestFactory
    Stream<DynamicTest> key_ofEachForm_logsIn() {
        return Stream.of(
                form("PKCS#1 RSA", RSA, PemText::pkcs1),
                form("PKCS#8 RSA", RSA, PemText::pkcs8),
                form("SEC1 P-256", P256, PemText::sec1),
                form("SEC1 P-256 after its parameters", P256, PemText::sec1AfterParameters),
                form("SEC1 P-384", P384, PemText::sec1),
                form("PKCS#8 P-256", P256, PemText::pkcs8),
                form("PKCS#8 Ed25519", ED25519, PemText::pkcs8));
    }

    private static DynamicTest form(String name, KeyPair keys, Function<KeyPair, String> pem) {
        return dynamicTest(name, () -> {
            tls.file("form.crt", tls.root.issue(keys, "ada").pem());
            tls.file("form.key", pem.apply(keys));
            assertThat(user(url("form.crt", "form.key"))).isEqualTo("ada");
        });
    }

    @Test
    void storage_opensByCertificate() {
        write("storage", tls.root.issue("ada"));
        try (Storage storage = Storage.open(url("storage.crt", "storage.key"))) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(storage.users().count()).isOne();
        }
    }

    @Test
    void certificateBehindIntermediates_logsIn_withItsChain() throws SQLException {
        Issued issued = tls.root.intermediate("one").intermediate("two").issue("ada");
        assertThat(issued.chain()).hasSize(3);
        write("chain", issued);
        assertThat(user(url("chain.crt", "chain.key"))).isEqualTo("ada");

        tls.file("leaf.crt", new Issued(issued.chain().subList(0, 1), issued.key()).pem());
        assertThatExceptionOfType(TlsFailure.class).isThrownBy(() -> user(url("leaf.crt", "chain.key")));
    }

    @Test
    void certificateThatTheServerDoesNotAccept_isRefused() {
        write("other", new Authority("other").issue("ada"));
        assertThatExceptionOfType(TlsFailure.class)
                .isThrownBy(() -> user(url("other.crt", "other.key")))
                .withMessageContaining("the server refused our certificate")
                .withMessageContaining("sslmode is verify-full");

        write("somebody", tls.root.issue("somebody"));
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> Storage.open(url("somebody.crt", "somebody.key")));
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> Storage.open(tls.url("ada", "localhost", "sslmode=require")));
    }

    @TestFactory
    Stream<DynamicTest> key_thatCannotBeUsed_isRefusedAtOpen() {
        Issued issued = tls.root.issue(P256, "ada");
        tls.file("used.crt", issued.pem());
        String pkcs8 = PemText.pkcs8(P256);
        String sec1 = PemText.sec1(P256);
        return Map.of(
                        "of another certificate", PemText.pkcs8(Authority.keys("EC", 256)),
                        "of another algorithm", PemText.pkcs1(RSA),
                        "damaged", pkcs8.replaceFirst("\n....", "\nAAAA"),
                        "cut off", pkcs8.substring(0, pkcs8.length() / 2),
                        "encrypted", pkcs8.replace("PRIVATE", "ENCRYPTED PRIVATE"),
                        "encrypted by OpenSSL",
                                sec1.replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"),
                        "of OpenSSH", sec1.replace("EC", "OPENSSH"),
                        "a certificate", issued.pem())
                .entrySet()
                .stream()
                .map(key -> dynamicTest(key.getKey(), () -> {
                    tls.file("unusable.key", key.getValue());
                    assertThatExceptionOfType(InvalidInput.class)
                            .isThrownBy(() -> Storage.open(url("used.crt", "unusable.key")))
                            .withMessageMatching(
                                    "sslkey must .*" + (key.getKey().startsWith("encr") ? "encrypted.*" : ""))
                            .satisfies(e -> assertThat(e.field()).isEqualTo("sslkey"))
                            .withNoCause();
                }));
    }

    @TestFactory
    Stream<DynamicTest> keyFile_isTaken_onlyIfOthersCannotReadIt() throws IOException {
        Stream<Mode> modes = Stream.of(
                new Mode("rw-------", true, true),
                new Mode("r--------", true, true),
                new Mode("r-x------", true, true),
                new Mode("r--r-----", false, true),
                new Mode("rw-r-----", false, true),
                new Mode("rw--w----", false, false),
                new Mode("rw-rw----", false, false),
                new Mode("rw-r--r--", false, false),
                new Mode("rw-----w-", false, false));
        return Files.getAttribute(directory, "unix:uid").equals(0)
                ? modes.flatMap(mode -> Stream.of(taken(mode, 0, mode.ofRoot()), taken(mode, SOMEBODY, mode.ofUser())))
                : modes.map(mode -> taken(mode, -1, mode.ofUser()));
    }

    /** Whether it will do for a file of a user's, and of root's. */
    private record Mode(String text, boolean ofUser, boolean ofRoot) {}

    private static DynamicTest taken(Mode mode, int owner, boolean taken) {
        return dynamicTest(mode.text() + " of " + owner, () -> {
            write("mode", tls.root.issue(P256, "ada"));
            Path file = Files.setPosixFilePermissions(
                    directory.resolve("mode.key"), PosixFilePermissions.fromString(mode.text()));
            if (owner >= 0) {
                Files.setAttribute(file, "unix:uid", owner);
            }
            if (taken) {
                assertThat(user(url("mode.crt", "mode.key"))).isEqualTo("ada");
            } else {
                assertThatExceptionOfType(InvalidInput.class)
                        .isThrownBy(() -> Storage.open(url("mode.crt", "mode.key")))
                        .withMessageContaining("set its mode to 0600, or to 0640 at most where root owns it");
            }
        });
    }

    @Test
    void pairThatIsBeingRenewed_isReadUntilItFits() throws Exception {
        SecretMount mount = new SecretMount(Files.createDirectory(directory.resolve("mount")));
        List<Issued> pairs = List.of(tls.root.issue("ada"), tls.root.issue("ada"));
        mount.swap(pairs.get(0), tls.root);
        TlsFiles files = new TlsFiles(
                Optional.empty(),
                Optional.of(mount.file("tls.crt").toString()),
                Optional.of(mount.file("tls.key").toString()));
        CompletableFuture<Void> renewing = CompletableFuture.runAsync(() -> {
            for (int renewal = 1; renewal <= 300; renewal++) {
                mount.swap(pairs.get(renewal % 2), tls.root);
            }
        });
        while (!renewing.isDone()) {
            assertThat(files.context(false)).isNotNull();
        }
        renewing.get();
    }

    private static void write(String name, Issued issued) {
        tls.file(name + ".crt", issued.pem());
        tls.file(name + ".key", PemText.of("PRIVATE KEY", issued.key().getEncoded()));
    }

    private static String url(String certificate, String key) {
        return tls.url(
                "ada",
                "localhost",
                "sslmode=verify-full&sslrootcert=" + file("root.crt") + "&sslcert=" + file(certificate) + "&sslkey="
                        + file(key));
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    private static String user(String url) throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            return row.getString(1);
        }
    }
}

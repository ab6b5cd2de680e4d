package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
    private static final String EMAIL = "ada@example.org";

    @TempDir
    private static Path directory;

    private static Path file() throws IOException {
        Path file = Files.createTempDirectory(directory, "storage").resolve("app.db");
        fill(file);
        return file;
    }

    static void fill(Path file) {
        try (Storage storage = Storage.open("sqlite:" + file)) {
            User user = storage.users().create(NewUser.withEmail(EMAIL));
            storage.sessions().issue(NewSession.forUser(user.id()).lasting(Duration.ofDays(1)));
        }
    }

    static List<Finding> findings(Path file) {
        return new SqliteStorageProvider()
                .diagnose(StorageConfig.forUrl("sqlite:" + file).build());
    }

    private static Stream<String> names() {
        return Stream.concat(
                Stream.of(Diagnosis.REACHABLE.name()), Diagnosis.CHECKS.stream().map(Check::name));
    }

    private static List<Trouble> troubles() {
        return Stream.of(FileTroubles.ALL, SettingTroubles.ALL, RecordTroubles.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void healthyFile_isFoundHealthy() throws IOException {
        assertHealthy(findings(file()));
    }

    @Test
    void fileThatIsInUse_isFoundHealthy() throws IOException {
        Path file = file();
        try (Storage storage = Storage.open("sqlite:" + file)) {
            assertHealthy(findings(file));
            storage.users().create(NewUser.withEmail("grace@example.org"));
            assertHealthy(findings(file));
        }
    }

    private static void assertHealthy(List<Finding> findings) {
        assertThat(findings).extracting(Finding::check).containsExactlyElementsOf(names().toList());
        assertThat(findings).filteredOn(finding -> finding.level() != Level.OK).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> trouble_isFound_andNothingOfWhatIsStoredShown() {
        return troubles().stream()
                .map(trouble -> dynamicTest(trouble.check() + ": " + trouble.name(), () -> {
                    List<Finding> findings = trouble.scene().findings(file());
                    assertThat(findings)
                            .filteredOn(finding -> finding.check().equals(trouble.check()))
                            .singleElement()
                            .satisfies(finding -> {
                                assertThat(finding.level())
                                        .as(finding.toString())
                                        .isEqualTo(trouble.level());
                                assertThat(finding.observed()).doesNotStartWith("could not be looked at");
                                assertThat(finding.advice()).isPresent();
                            });
                    assertThat(findings.toString()).doesNotContainIgnoringCase("example.org");
                }));
    }

    /** Who adds a check adds a trouble that it finds. */
    @Test
    void check_hasATroubleThatItFinds() {
        Set<String> found = troubles().stream().map(Trouble::check).collect(Collectors.toSet());
        assertThat(names()).containsExactlyInAnyOrderElementsOf(found).doesNotHaveDuplicates();
    }

    @Test
    void databaseInMemory_isAlwaysNew() {
        assertThat(new SqliteStorageProvider()
                        .diagnose(StorageConfig.forUrl("sqlite::memory:").build()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.OK));
    }

    @Test
    void fileToBeReadOnly_needsNeitherRoomNorTheLock() throws Exception {
        Path file = Files.createTempDirectory(directory, "medium").resolve("app.db");
        Tmpfs medium = Tmpfs.mount(file.resolveSibling(""));
        try {
            fill(file);
            medium.remount("ro");
            List<Finding> findings = new SqliteStorageProvider()
                    .diagnose(
                            StorageConfig.forUrl("sqlite:" + file + "?mode=ro").build());
            assertThat(findings)
                    .filteredOn(finding -> finding.level() != Level.OK)
                    .extracting(Finding::check)
                    .containsExactly("file-system"); // it is in memory
            for (String url : List.of("sqlite:" + file, "sqlite:" + file + "?mode=ro")) {
                assertThat(new SqliteStorageProvider()
                                .diagnose(StorageConfig.forUrl(url).build()))
                        .filteredOn(finding -> finding.check().equals("journal-mode"))
                        .extracting(Finding::observed)
                        .containsExactly("wal");
            }
        } finally {
            medium.unmount();
        }
    }

    @Test
    void wrongUrl_isRefused() {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> findings(Path.of("app.db?colour=red")));
    }

    @Test
    void fileAndItsLog_areLeftAsTheyAre() throws Exception {
        Path file = file();
        Path log = Path.of(file + "-wal");
        Path copy = Files.createTempDirectory(directory, "left").resolve("app.db");
        try (Storage storage = Storage.open("sqlite:" + file)) {
            storage.users().create(NewUser.withEmail("grace@example.org"));
            Files.copy(file, copy);
            Files.copy(log, Path.of(copy + "-wal"));
        }
        Files.setLastModifiedTime(copy, FileTime.fromMillis(0));
        byte[] before = Files.readAllBytes(Path.of(copy + "-wal"));
        byte[] database = Files.readAllBytes(copy);
        assertThat(findings(copy))
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .isEmpty();
        assertThat(Files.getLastModifiedTime(copy).toMillis()).isZero();
        assertThat(Arrays.equals(Files.readAllBytes(copy), database)).isTrue();
        assertThat(Arrays.equals(Files.readAllBytes(Path.of(copy + "-wal")), before))
                .isTrue();
    }

    /** None can be had here: a file store tells its type as these do. */
    @Test
    void networkFileSystem_isRefused_byItsType() {
        for (String type : List.of("nfs", "nfs4", "cifs", "SMB3", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph")) {
            assertThat(FileChecks.ofType(type).level()).as(type).isEqualTo(Level.FAIL);
        }
        for (String type : List.of("ext4", "xfs", "btrfs", "zfs", "overlay", "apfs", "NTFS")) {
            assertThat(FileChecks.ofType(type).level()).as(type).isEqualTo(Level.OK);
        }
    }
}

package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.StorageConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Backups in a directory: their names, what is deleted, and what never is. */
class BackupsTest {
    private static final Retention TWO_DAYS = new Retention(0, 2, 0, 0);

    private final Path directory = Objects.requireNonNull(Fixture.freshFile("x").getParent());
    private final String source = Fixture.sqlite(2);

    private static StorageConfig at(String time, String url) {
        return config(url).toBuilder()
                .clock(InstantSource.fixed(Instant.parse(time)))
                .build();
    }

    private BackupReport backup(String time) {
        BackupReport report = Backups.in(directory).keeping(TWO_DAYS).write(at(time, source));
        assertThat(report.complete()).isTrue();
        return report;
    }

    private List<String> names() {
        return Backups.in(directory).all().stream()
                .map(backup -> backup.madeAt().orElseThrow().toString())
                .toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void damage(BackupFile backup) throws IOException {
        byte[] bytes = Files.readAllBytes(backup.path());
        bytes[bytes.length / 2] ^= 1;
        Files.write(backup.path(), bytes);
    }

    private Path put(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "x");
    }

    @Test
    void older_areDeletedWithTheirChecksums_andNothingElseIs() throws IOException {
        put("coffer-20200101T000000Z.ndjson.gz.bak");
        put("other-20200101T000000Z.ndjson.gz");
        put("coffer-20201332T000000Z.ndjson.gz");
        put("coffer-rejects.ndjson");
        Files.createDirectory(directory.resolve("coffer-20200101T000000Z.ndjson.gz"));
        backup("2026-11-18T02:00:00Z");
        backup("2026-11-19T02:00:00Z");
        BackupReport report = backup("2026-11-20T02:00:00Z");
        assertThat(report.pruned().deleted()).containsExactly(directory.resolve("coffer-20261118T020000Z.ndjson.gz"));
        assertThat(report.pruned().warnings()).isEmpty();
        assertThat(files())
                .containsExactly(
                        ".coffer-backup.lock",
                        "coffer-20200101T000000Z.ndjson.gz",
                        "coffer-20200101T000000Z.ndjson.gz.bak",
                        "coffer-20201332T000000Z.ndjson.gz",
                        "coffer-20261119T020000Z.ndjson.gz",
                        "coffer-20261119T020000Z.ndjson.gz.sha256",
                        "coffer-20261120T020000Z.ndjson.gz",
                        "coffer-20261120T020000Z.ndjson.gz.sha256",
                        "coffer-rejects.ndjson",
                        "other-20200101T000000Z.ndjson.gz");
    }

    @Test
    void withoutARetention_nothingIsDeleted() {
        for (int day = 10; day < 15; day++) {
            Backups.in(directory).write(at("2026-11-" + day + "T02:00:00Z", source));
        }
        assertThat(names()).hasSize(5);
    }

    @Test
    void inPlaceOfADamagedOne_anOlderIsKept() throws IOException {
        backup("2026-11-19T01:00:00Z");
        backup("2026-11-20T01:00:00Z");
        Files.copy(
                directory.resolve("coffer-20261120T010000Z.ndjson.gz"),
                directory.resolve("coffer-20261118T230000Z.ndjson.gz"));
        damage(BackupFile.at(directory.resolve("coffer-20261120T010000Z.ndjson.gz")));

        BackupReport report = backup("2026-11-21T01:00:00Z");

        assertThat(report.pruned().warnings())
                .singleElement()
                .asString()
                .startsWith("coffer-20261120T010000Z.ndjson.gz is not good (the backup was cut or altered")
                .endsWith("coffer-20261119T010000Z.ndjson.gz is kept instead of it");
        assertThat(names())
                .as("the one that is kept instead is good itself, so what is before it goes")
                .containsExactly("2026-11-21T01:00:00Z", "2026-11-20T01:00:00Z", "2026-11-19T01:00:00Z");
    }

    @Test
    void clockThatGoesBackwards_costsNothing() {
        backup("2036-01-01T00:00:00Z");
        backup("2036-01-02T00:00:00Z");
        backup("2036-01-03T00:00:00Z");
        assertThat(names()).hasSize(2);
        BackupReport report = backup("2026-11-20T00:00:00Z");
        backup("2026-11-21T00:00:00Z");
        BackupReport last = backup("2026-11-22T00:00:00Z");

        assertThat(names())
                .containsExactly(
                        "2036-01-03T00:00:00Z", "2036-01-02T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z");
        assertThat(report.pruned().deleted()).isEmpty();
        assertThat(last.pruned().warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).contains("is from the future: it is kept"));
    }

    @Test
    void twoOfTheSameSecond_areBothThere() {
        Backups all = Backups.in(directory);
        all.write(at("2026-11-22T09:30:00.1Z", source));
        all.write(at("2026-11-22T09:30:00.9Z", source));
        assertThat(names()).containsExactly("2026-11-22T09:30:01Z", "2026-11-22T09:30:00Z");
    }

    @Test
    void whileOneIsWritten_anotherIsRefused() {
        List<String> refusals = new ArrayList<>();
        MigrationListener another = new MigrationListener() {
            @Override
            public void begins(Step step, long records) {
                if (step == Step.VERIFYING) {
                    assertThatExceptionOfType(TargetRefused.class)
                            .isThrownBy(() -> Backups.in(directory).write(config(source)))
                            .satisfies(refusal -> refusals.add(refusal.getMessage()));
                }
            }

            @Override
            public void advances(long records) {}
        };
        assertThat(Backups.in(directory).listener(another).write(config(source)).complete())
                .isTrue();
        assertThat(refusals).containsExactly("another backup is being written there");
        assertThat(Backups.in(directory).write(config(source)).complete()).isTrue();
        assertThat(names()).hasSize(2);
    }

    @Test
    void whatAKilledRunHasLeft_isDeletedByTheNext() throws IOException {
        put(".coffer-20261122T093000Z.ndjson.gz");
        put(".coffer-20261122T093000Z.ndjson.gz.unfinished");
        put(".coffer-20261122T093000Z.ndjson.gz.age.unfinished");
        put(".coffer-20261122T093000Z.ndjson.gz.sha256");
        put("coffer-20261122T093000Z.ndjson.gz.age.sha256");
        put(".coffer-notes");
        put("notes.sha256");
        backup("2026-11-22T10:00:00Z");
        assertThat(files())
                .containsExactly(
                        ".coffer-backup.lock",
                        ".coffer-notes",
                        "coffer-20261122T100000Z.ndjson.gz",
                        "coffer-20261122T100000Z.ndjson.gz.sha256",
                        "notes.sha256");
    }

    @Test
    void whatCannotGetItsName_leavesNothing() throws IOException {
        Path place = directory.resolve("coffer-20261122T100000Z.ndjson.gz");
        MigrationListener inTheWay = new MigrationListener() {
            @Override
            public void begins(Step step, long records) {
                try {
                    Files.createDirectories(place.resolve("in-the-way"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void advances(long records) {}
        };
        assertThatExceptionOfType(MigrationInterrupted.class)
                .isThrownBy(() -> Backups.in(directory).listener(inTheWay).write(at("2026-11-22T10:00:00Z", source)));
        assertThat(files())
                .containsExactly(".coffer-backup.lock", place.getFileName().toString());
        assertThat(names()).isEmpty();
    }

    @Test
    void backupsOfAnotherStorage_areNotDeleted() {
        backup("2026-11-18T02:00:00Z");
        String other = Fixture.sqlite(1);
        for (int day = 19; day < 23; day++) {
            BackupReport report =
                    Backups.in(directory).keeping(TWO_DAYS).write(at("2026-11-" + day + "T02:00:00Z", other));
            assertThat(report.pruned().deleted()).isEmpty();
            assertThat(report.pruned().warnings())
                    .singleElement()
                    .asString()
                    .contains("backups of another storage", ".coffer-backup.lock");
        }
        assertThat(names()).hasSize(5);
        assertThat(backup("2026-11-23T02:00:00Z").pruned().warnings()).isEmpty();
    }

    @Test
    void withARecordThatBreaksARule_theRestIsBackedUp_andNothingIsDeleted() {
        backup("2026-11-18T02:00:00Z");
        Fixture.run(source, "UPDATE coffer_users SET email = 'none' WHERE id = (SELECT min(id) FROM coffer_users)");
        for (int day = 19; day < 22; day++) {
            BackupReport report =
                    Backups.in(directory).keeping(TWO_DAYS).write(at("2026-11-" + day + "T02:00:00Z", source));
            assertThat(report.complete()).isFalse();
            assertThat(report.backup()).isPresent();
            assertThat(report.written().rejected())
                    .as("the user, two sessions and a token")
                    .isEqualTo(4);
            assertThat(report.backup().get().check().records().orElseThrow().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(1 + 2 + 1 + 13);
        }
        assertThat(names()).hasSize(4);
    }

    @Test
    void sourceThatCannotBeRead_leavesNothing() throws IOException {
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> Backups.in(directory).write(config("sqlite:" + directory.resolve("none.db"))));
        assertThat(files()).containsExactly(".coffer-backup.lock");
        assertThatExceptionOfType(TargetRefused.class)
                .isThrownBy(() -> Backups.in(directory.resolve("none")).write(config(source)));
    }

    /** As a disk that loses a bit. */
    private static BackupCipher losingABit() {
        return new BackupCipher() {
            @Override
            public OutputStream encrypting(OutputStream out) {
                return out;
            }

            @Override
            public InputStream decrypting(InputStream in) throws IOException {
                byte[] bytes = in.readAllBytes();
                in.close();
                bytes[bytes.length / 2] ^= 4;
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    @Test
    void whatCannotBeReadAsItWasWritten_isNoBackup_andCostsNoOther() throws IOException {
        backup("2026-11-18T02:00:00Z");
        backup("2026-11-19T02:00:00Z");
        List<String> before = files();
        assertThatExceptionOfType(MigrationInterrupted.class)
                .isThrownBy(() -> Backups.in(directory)
                        .keeping(new Retention(1, 0, 0, 0))
                        .encryptedFor(losingABit())
                        .write(config(source)))
                .withMessageContaining("the target failed: the ");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void dryRun_namesWhatWouldBeDeleted() {
        backup("2026-11-18T02:00:00Z");
        backup("2026-11-19T02:00:00Z");
        PruneReport report = Backups.in(directory).keeping(TWO_DAYS).dryRun(Instant.parse("2026-11-20T02:00:00Z"));
        assertThat(report.deleted()).containsExactly(directory.resolve("coffer-20261118T020000Z.ndjson.gz"));
        assertThat(names()).hasSize(2);
    }

    @Test
    void dumpThatIsNoBackup_isNotRestored() throws IOException {
        Path byHand = Files.writeString(directory.resolve("by-hand.ndjson"), """
                {"kind":"keyValue","namespace":"n","id":"i","key":"k","value":"AAH/","createdAt":"2026-01-01T00:00:00Z",\
                "updatedAt":"2026-01-01T00:00:00Z","version":41}
                """);
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> BackupFile.at(byHand).check())
                .withMessageContaining("it is no backup");
        Path target = directory.resolve("app.db");
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> Restore.of(BackupFile.at(byHand), config("sqlite:" + target))
                        .run())
                .withMessageContaining("it is no backup");
        assertThat(target).doesNotExist();
    }
}

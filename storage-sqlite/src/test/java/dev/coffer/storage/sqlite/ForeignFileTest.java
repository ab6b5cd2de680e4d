package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files that others made. */
class ForeignFileTest {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("app.db");
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoDatabase_isRefusedAndLeftAsItIs() {
        Map<String, byte[]> contents = Map.of(
                "one byte", bytes("S"),
                "a text", bytes("# a list\n".repeat(100)),
                "an image",
                        ByteBuffer.allocate(1000).putLong(0x89504E47_0D0A1A0AL).array(),
                "zeros", new byte[8192],
                "an older SQLite", bytes("** This file contains an SQLite 2.1 database **".repeat(100)));
        return contents.entrySet().stream()
                .map(content -> dynamicTest(content.getKey(), () -> assertRefused(content.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> aDatabaseThatWasCut_isRefusedAndLeftAsItIs() throws Exception {
        try (Storage storage = open()) {
            for (int i = 0; i < 50; i++) {
                storage.keyValues().namespace("n").record("r").put("k" + i, new byte[1000]);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        return IntStream.of(1, 15, 16, 50, 99, 100, 101, 4095, 4096, whole.length / 2, whole.length - 1)
                .mapToObj(length -> dynamicTest(length + " bytes", () -> assertRefused(Arrays.copyOf(whole, length))));
    }

    private void assertRefused(byte[] content) throws IOException {
        Files.write(file, content);
        Failure.of(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, this::open);
        assertThat(file).hasBinaryContent(content);
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void anEmptyFile_isRefusedWhenNobodyFillsItInTime() throws Exception {
        Files.createFile(file);
        long start = System.nanoTime();
        Corrupt error = Failure.of(
                Corrupt.class,
                Retry.NEVER,
                Outcome.UNKNOWN,
                () -> Storage.open(config().lockTimeout(PATIENCE).build()));
        assertThat(error).hasMessageContaining("empty");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(PATIENCE);
        assertThat(file).isEmptyFile();
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void anEmptyFile_thatAnotherIsAboutToFill_isWaitedFor() throws Exception {
        Path filled = directory.resolve("filled.db");
        PlainSql.run(filled, "PRAGMA user_version = 7");
        Files.createFile(file);
        FutureTask<Long> count = new FutureTask<>(() -> {
            try (Storage storage =
                    Storage.open(config().lockTimeout(Duration.ofMinutes(1)).build())) {
                return storage.users().count();
            }
        });
        Thread opener = new Thread(count);
        opener.start();
        while (opener.getState() != Thread.State.TIMED_WAITING && opener.isAlive()) {
            Thread.onSpinWait();
        }
        Files.move(filled, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(count.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(PlainSql.ask(file, "PRAGMA user_version")).containsExactly("7");
    }

    @Test
    void anEmptyFile_whoseOpenerIsInterrupted_isNotSaidToBeDamaged() throws Exception {
        Files.createFile(file);
        Thread.currentThread().interrupt();
        Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, this::open);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aDatabaseWithoutTables_isAccepted() throws Exception {
        PlainSql.run(file, "PRAGMA user_version = 7");
        assertThat(Files.size(file)).isEqualTo(4096);
        try (Storage storage = open()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(storage.users().count()).isOne();
        }
        assertThat(PlainSql.ask(file, "PRAGMA user_version")).containsExactly("7");
    }

    @Test
    void theTablesOfTheHost_areLeftAlone() throws Exception {
        PlainSql.run(
                file,
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE cofferdams (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE INDEX users_by_name ON users (name)",
                "CREATE VIEW names AS SELECT name FROM users",
                "CREATE TRIGGER doubled AFTER INSERT ON users BEGIN INSERT INTO cofferdams (name) VALUES (NEW.name); END",
                "INSERT INTO users (name) VALUES ('Ada')");
        try (Storage storage = open()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        try (Storage storage =
                Storage.open(config().schemaMode(SchemaMode.VALIDATE).build())) {
            assertThat(storage.users().count()).isOne();
        }
        PlainSql.run(file, "INSERT INTO users (name) VALUES ('Bob')");
        assertThat(PlainSql.ask(file, "SELECT name FROM names")).containsExactly("Ada", "Bob");
        assertThat(PlainSql.ask(file, "SELECT name FROM cofferdams")).containsExactly("Ada", "Bob");
    }

    @TestFactory
    Stream<DynamicTest> anotherEncoding_isRefusedAndLeftAsItIs() {
        return Stream.of("UTF-16le", "UTF-16be")
                .map(encoding -> dynamicTest(encoding, () -> {
                    Files.deleteIfExists(file);
                    PlainSql.run(file, "PRAGMA encoding = '" + encoding + "'", "CREATE TABLE words (word TEXT)");
                    byte[] content = Files.readAllBytes(file);
                    SchemaMismatch error =
                            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, this::open);
                    assertThat(error).hasMessageContaining("UTF-8");
                    assertThat(Descriptors.of(file)).isEmpty();
                    assertThat(file).hasBinaryContent(content);
                }));
    }

    @Test
    void anotherEncoding_isRefusedForReadingToo() throws Exception {
        PlainSql.run(file, "PRAGMA encoding = 'UTF-16le'", "CREATE TABLE words (word TEXT)");
        PlainSql.run(file, Storage.schemaScripts("sqlite:x").toArray(String[]::new));
        assertThat(PlainSql.ask(file, "PRAGMA encoding")).containsExactly("UTF-16le");
        for (SchemaMode mode : SchemaMode.values()) {
            StorageConfig config = config().readOnly(true).schemaMode(mode).build();
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> Storage.open(config));
        }
    }

    @TestFactory
    Stream<DynamicTest> anotherJournal_isChangedToTheWriteAheadLog() {
        return Stream.of("DELETE", "TRUNCATE", "PERSIST")
                .map(journal -> dynamicTest(journal, () -> {
                    Files.deleteIfExists(file);
                    PlainSql.run(file, "PRAGMA journal_mode = " + journal, "CREATE TABLE words (word TEXT)");
                    open().close();
                    assertThat(PlainSql.ask(file, "PRAGMA journal_mode")).containsExactly("wal");
                }));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private StorageConfig.Builder config() {
        return StorageConfig.forUrl("sqlite:" + file);
    }

    private Storage open() {
        return Storage.open(config().build());
    }
}

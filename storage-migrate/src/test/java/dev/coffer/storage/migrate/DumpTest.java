package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The portable dump: what it looks like, and what becomes of one that was cut, altered or written by hand. */
class DumpTest {
    private static final String USER = """
            {"kind":"user","id":"0193b4a0-0000-7000-8000-000000000001","email":"ada@example.org","createdAt":"2026-01-01T00:00:00Z",\
            "updatedAt":"2026-01-01T00:00:00.5Z","version":3}
            """;
    private static final String ITEM = """
            {"kind":"keyValue","namespace":"n","id":"i","key":"k","value":"AAH/","createdAt":"2026-01-01T00:00:00Z",\
            "updatedAt":"2026-01-01T00:00:00Z","version":41,"expiresAt":null}
            """;

    private static Path dump(int users) {
        return dump(Fixture.sqlite(users));
    }

    private static Path dump(String source) {
        Path dump = freshFile("dump.ndjson");
        assertThat(Migrator.between(config(source), config("ndjson:" + dump))
                        .run()
                        .complete())
                .isTrue();
        return dump;
    }

    private static MigrationReport load(Path dump) {
        return Migrator.between(config("ndjson:" + dump), config("sqlite:" + freshFile("loaded.db")))
                .run();
    }

    private static Path file(String name, String content) throws IOException {
        return Files.writeString(freshFile(name), content);
    }

    @Test
    void dump_hasHeaderRecordsAndTrailer_andIsForItsOwnerAlone() throws IOException {
        Path dump = dump(3);

        List<String> lines = Files.readAllLines(dump);
        assertThat(lines.get(0)).matches("\\{\"kind\":\"header\",\"format\":1,\"highWater\":\\d+}");
        assertThat(lines.get(lines.size() - 1))
                .matches("\\{\"kind\":\"trailer\",\"counts\":\\{\"user\":3,\"session\":6,\"token\":3,\"keyValue\":19},"
                        + "\"sha256\":\"[0-9a-f]{64}\"}");
        assertThat(lines.get(1))
                .matches(
                        "\\{\"kind\":\"user\",\"id\":\"[^\"]+\",\"email\":\".*\",\"emailVerifiedAt\":.*,\"lockedAt\":.*,"
                                + "\"passwordHash\":.*,\"metadata\":\\{.*},\"createdAt\":\"2020-02-29T23:59:59.999999Z\","
                                + "\"updatedAt\":\"2020-02-29T23:59:59.999999Z\",\"version\":\\d+}");
        assertThat(Files.getPosixFilePermissions(dump)).containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
    }

    @Test
    void emptyStorage_isDumpedAndLoaded() {
        Path dump = dump(freshEmpty());

        MigrationReport report = load(dump);

        assertThat(report.complete()).isTrue();
        assertThat(report.tables()).allSatisfy(table -> assertThat(table.read()).isZero());
    }

    private static String freshEmpty() {
        String url = "sqlite:" + freshFile("empty.db");
        Storage.open(config(url)).close();
        return url;
    }

    @Test
    void versionsAboveTheHighWaterOfTheirSource_areNotUsedAgain() {
        String source = Fixture.sqlite(3);
        Fixture.run(source, "UPDATE coffer_versions SET last_version = 1");

        Path dump = dump(source);

        String target = "sqlite:" + freshFile("loaded.db");
        assertThat(Migrator.between(config("ndjson:" + dump), config(target))
                        .run()
                        .complete())
                .isTrue();
        try (Storage storage = Storage.open(config(target))) {
            var counts = storage.keyValues().namespace("counts").record("x");
            long last = counts.get("n").orElseThrow().version();
            assertThat(counts.put("n", "v")).isGreaterThan(last);
        }
    }

    @Test
    void lineLongerThanAnyRecord_isOneBadLine() throws IOException {
        Path file = freshFile("long.ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(USER + "{\"kind\":\"keyValue\",\"value\":\"");
            for (int i = 0; i <= Ndjson.MAX_LINE_BYTES; i += 1 << 16) {
                out.write("A".repeat(1 << 16));
            }
            out.write("\"}\n" + ITEM);
        }

        MigrationReport report = load(file);

        assertThat(report.rejections())
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.key()).containsEntry("lineNumber", 2L))
                .satisfies(rejection -> assertThat(rejection.problem()).contains("bytes"));
        assertThat(report.tables().get(0).arrived()).isEqualTo(1);
        assertThat(report.tables().get(3).arrived()).isEqualTo(1);
    }

    @Test
    void dumpThatWasCut_isRefused_wherever() throws IOException {
        byte[] whole = Files.readAllBytes(dump(20));
        Random random = new Random(50);

        for (int i = 0; i < 50; i++) {
            int length = i == 0 ? 0 : i == 1 ? whole.length - 2 : random.nextInt(whole.length - 1);
            Path cut = Files.write(freshFile("cut.ndjson"), Arrays.copyOf(whole, length));
            assertThatExceptionOfType(SourceUnreadable.class)
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isThrownBy(() -> load(cut));
        }
    }

    @Test
    void compressedDumpThatWasCut_isRefused() throws IOException {
        Path compressed = freshFile("dump.ndjson.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(dump(20), out);
        }
        byte[] whole = Files.readAllBytes(compressed);
        assertThat(load(compressed).complete()).isTrue();

        Files.write(compressed, Arrays.copyOf(whole, whole.length - 9));

        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(compressed))
                .withMessageContaining("the compressed dump was cut");
    }

    @Test
    void dumpThatIsNotCompressedAsItsNameSays_isNamedSo() throws IOException {
        Path plain = dump(1);
        Path zipped = freshFile("zipped.ndjson");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(plain, out);
        }
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(zipped))
                .withMessageContaining("is compressed: let its name end in .gz");
        Path named = Files.copy(plain, freshFile("plain.ndjson.gz"));
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(named))
                .withMessageContaining("is not compressed");
    }

    @Test
    void byteOrderMark_isNoPartOfTheFirstLine() throws IOException {
        Path file = file("bom.ndjson", "\ufeff" + USER + ITEM);

        MigrationReport report = load(file);

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(report.tables().get(0).arrived()).isEqualTo(1);
    }

    @Test
    void recordThatIsRejected_isNamedByItsLine_whichGetsInNobodysWay() throws IOException {
        String namesake = USER.replace("000001", "000002");
        Path file = file("bad.ndjson", USER + ITEM.replace("AAH/", "?") + "\n" + namesake);
        String target = "sqlite:" + freshFile("loaded.db");
        Path rejects = freshFile("rejects.ndjson");

        MigrationReport report = Migrator.between(config("ndjson:" + file), config(target))
                .rejects(rejects)
                .run();

        assertThat(report.rejections())
                .extracting(
                        rejection -> rejection.field() + " " + rejection.key().get("lineNumber"))
                .containsExactly("email 4", "value 2");
        assertThat(Files.readString(rejects)).contains("\"lineNumber\":2}}\n").contains("\"lineNumber\":4}}\n");
        Files.writeString(
                rejects, Files.readString(rejects).replace("?", "AAH/").replace("ada@", "ida@"));
        assertThat(Migrator.between(config("ndjson:" + rejects), config(target))
                        .resuming()
                        .run()
                        .complete())
                .isTrue();
    }

    @Test
    void lineThatWasRejected_andIsNotMended_staysAsItWas() throws IOException {
        Path file = file("bad.ndjson", "{\"kind\":\n" + USER);
        Path rejects = freshFile("rejects.ndjson");
        Path again = freshFile("again.ndjson");
        String target = "sqlite:" + freshFile("loaded.db");
        Migrator.between(config("ndjson:" + file), config(target))
                .rejects(rejects)
                .run();

        MigrationReport report = Migrator.between(config("ndjson:" + rejects), config(target))
                .resuming()
                .rejects(again)
                .run();

        assertThat(report.rejections())
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.problem()).contains("put a mended one in place"));
        assertThat(Files.readString(again)).startsWith("{\"line\":\"{\\\"kind\\\":\",");
    }

    @Test
    void lineThatIsNoJson_isToldApartFromOneThatIsNoObject() throws IOException {
        Path file = file("json.ndjson", "{\"kind\":\n[]\n{\"a\":1,\"a\":2}\n" + "[".repeat(200) + "\n" + USER);

        assertThat(load(file).rejections())
                .extracting(Rejection::problem)
                .containsExactly(
                        "must be JSON, without a name twice in one object",
                        "must be one JSON object and nothing else",
                        "must be JSON, without a name twice in one object",
                        "must be one JSON object and nothing else");
    }

    @Test
    void flippedByte_isFound_wherever() throws IOException {
        byte[] whole = Files.readAllBytes(dump(3));
        Random random = new Random(3);

        for (int i = 0; i < 100; i++) {
            byte[] altered = whole.clone();
            int at = i == 0 ? 0 : i == 1 ? whole.length - 1 : random.nextInt(whole.length);
            altered[at] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.write(freshFile("altered.ndjson"), altered);
            assertThatExceptionOfType(SourceUnreadable.class)
                    .as("byte %d of %d", at, whole.length)
                    .isThrownBy(() -> load(file));
        }
    }

    @Test
    void linesTakenOutOrAdded_areFound() throws IOException {
        Path dump = dump(3);
        List<String> lines = Files.readAllLines(dump);

        Files.write(dump, lines.subList(0, lines.size() - 1));
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(dump))
                .withMessageContaining("no trailer");
        Files.writeString(dump, String.join("\n", lines) + "\n" + USER);
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(dump))
                .withMessageContaining("behind its trailer");
        Files.writeString(dump, USER + String.join("\n", lines) + "\n");
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(dump))
                .withMessageContaining("not its first line");
        Files.writeString(dump, lines.get(0).replace(":1,", ":3,"));
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(dump))
                .withMessageContaining("format");
        for (String log : List.of("null", "{}", "{\"recording\":true,\"namespaces\":{\"a\":1}}")) {
            Files.writeString(dump, "{\"kind\":\"header\",\"format\":2,\"highWater\":1,\"auditLog\":" + log + "}\n");
            assertThatExceptionOfType(SourceUnreadable.class)
                    .isThrownBy(() -> load(dump))
                    .withMessageContaining("no auditLog that can be read");
        }
    }

    @Test
    void fileWrittenByHand_loads_andItsVersionsAreNotUsedAgain() throws IOException {
        Path file = file("by-hand.ndjson", ITEM + "\n" + USER);
        String target = "sqlite:" + freshFile("loaded.db");

        MigrationReport report =
                Migrator.between(config("ndjson:" + file), config(target)).run();

        assertThat(report.complete()).isTrue();
        try (Storage storage = Storage.open(config(target))) {
            assertThat(storage.users()
                            .findByEmail("ADA@example.org")
                            .orElseThrow()
                            .version())
                    .isEqualTo(3);
            assertThat(storage.keyValues()
                            .namespace("n")
                            .record("i")
                            .get("k")
                            .orElseThrow()
                            .value())
                    .containsExactly(0, 1, 255);
            assertThat(storage.keyValues().namespace("n").record("i").put("other", "v"))
                    .isGreaterThan(41);
        }
    }

    @Test
    void dumpIsNotOverwritten_andNotOpenedAsAStorage() {
        Path dump = dump(1);

        assertThatExceptionOfType(TargetRefused.class)
                .isThrownBy(() -> Migrator.between(config(Fixture.sqlite(1)), config("ndjson:" + dump))
                        .run());
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> Storage.open(config("ndjson:" + dump)));
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> load(freshFile("not-there.ndjson")))
                .withMessageContaining("no such file");
    }

    @Test
    void unfinishedDump_leavesNothingBehind() throws IOException {
        Path dump = freshFile("dump.ndjson");
        String source = Fixture.sqlite(1);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(MigrationInterrupted.class)
                .isThrownBy(() -> Migrator.between(config(source), config("ndjson:" + dump))
                        .run());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(dump.getParent()).isEmptyDirectory();
    }
}

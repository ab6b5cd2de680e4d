package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From one storage into the next, and in the end everything is as it was in the first one. */
class RoundTripTest {
    private static final int USERS = 500;

    @Test
    void allThatTheRulesAllow_arrivesThroughEveryKindOfStorage() throws Exception {
        Path dump = freshFile("dump.ndjson");
        Path compressed = freshFile("dump.ndjson.gz");
        List<String> stations = List.of(
                Fixture.sqlite(USERS),
                TestServer.OLDEST.freshUrl(),
                "sqlite:" + freshFile("again.db"),
                "ndjson:" + dump,
                TestServer.NEWEST.freshUrl(),
                "ndjson:" + compressed,
                "sqlite:" + freshFile("last.db"));

        for (int i = 1; i < stations.size(); i++) {
            MigrationReport report = Migrator.between(config(stations.get(i - 1)), config(stations.get(i)))
                    .run();

            assertThat(report.complete()).as(stations.get(i)).isTrue();
            assertThat(report.tables())
                    .extracting(TableReport::arrived)
                    .containsExactly((long) USERS, 2L * USERS, (long) USERS, 6L * USERS + 1, 0L, 0L);
            assertThat(report.verification().orElseThrow().tables())
                    .allSatisfy(table -> assertThat(table.sourceDigest()).isEqualTo(table.targetDigest()));
        }

        VerificationReport ends = Verifier.between(config(stations.get(0)), config(stations.get(6)))
                .run();
        assertThat(ends.same()).isTrue();
        assertThat(Files.size(compressed)).isLessThan(Files.size(dump) / 2);
    }

    @Test
    void storageThatWasMoved_goesOnWhereTheOtherOneStopped() {
        String source = Fixture.sqlite(10);
        String target = TestServer.NEWEST.freshUrl();
        Migrator.between(config(source), config(target)).run();

        try (Storage before = Storage.open(config(source));
                Storage after = Storage.open(config(target))) {
            long last = before.keyValues()
                    .namespace("counts")
                    .record("x")
                    .get("n")
                    .orElseThrow()
                    .version();
            assertThat(after.keyValues().namespace("gone").record("x").put("y", "new"))
                    .as("a version of its own, above those of what was deleted too")
                    .isGreaterThan(last);
            assertThat(after.users().list(PageRequest.first(1_000)).items())
                    .isEqualTo(before.users().list(PageRequest.first(1_000)).items());
            assertThat(after.applyOnce(new IdempotencyKey("not carried", Instant.now()), tx -> {}))
                    .isEqualTo(ApplyOutcome.APPLIED);
        }
    }

    @Test
    void emptyStorage_arrivesEmpty() {
        String source = Fixture.sqlite(0);
        String target = TestServer.OLDEST.freshUrl();

        assertThat(Migrator.between(config(source), config(target)).run().complete())
                .isTrue();
        try (Storage storage = Storage.open(config(target))) {
            assertThat(storage.users().count()).isZero();
        }
    }
}

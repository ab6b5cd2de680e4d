package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Maintenance;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What maintenance does to an audit log whose records are kept for some days. */
class MaintenanceOfAnAuditLogTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration STRETCH = Duration.ofSeconds(4); // in which all is to be done

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final InstantSource clock = now::get;

    @TestFactory
    Stream<DynamicTest> eachStretch_sealsWhatIsNew_andPrunesWhatIsOld() {
        return Stream.of("sqlite:" + directory.resolve("app.db"), TestServer.NEWEST.freshUrl())
                .map(url -> dynamicTest(url.substring(0, url.indexOf(':')), () -> assertMaintained(url)));
    }

    private void assertMaintained(String url) {
        StorageConfig config = StorageConfig.forUrl(url)
                .clock(clock)
                .poolSize(2)
                .audit(AuditSettings.ofAll().keeping(DAY.multipliedBy(3)))
                .build();
        try (Storage storage = Storage.open(config)) {
            List<Instant> days =
                    Stream.generate(() -> createOne(storage)).limit(6).toList();
            Maintenance.of(storage).every(STRETCH).start();

            QueuedCaller.await(() -> sealed(storage).equals(days.subList(3, 6)));
            AuditHead kept = storage.audit().verify().end();
            assertThat(kept.position()).isEqualTo(6);

            Instant later = createOne(storage);

            QueuedCaller.await(() -> sealed(storage).equals(List.of(days.get(4), days.get(5), later)));
            assertThat(storage.audit().verify(kept).isIntact()).isTrue();
            assertThat(storage.audit().verify().unsealed()).isZero();
        }
    }

    /** And a day passes. */
    private Instant createOne(Storage storage) {
        Instant day = clock.instant();
        storage.as(Actor.of("admin")).users().create(NewUser.withEmail(day + "@example.org"));
        now.set(day.plus(DAY));
        return day;
    }

    /** When those were written that are sealed, the first one first. */
    private static List<Instant> sealed(Storage storage) {
        return storage.audit().list(AuditQuery.all(), PageRequest.first(100)).items().stream()
                .filter(record -> record.position().isPresent())
                .map(AuditRecord::at)
                .sorted()
                .toList();
    }
}

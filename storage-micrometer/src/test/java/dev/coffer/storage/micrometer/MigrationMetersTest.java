package dev.coffer.storage.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.MigrationListener.Step;
import dev.coffer.storage.migrate.Migrator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path directory;

    private StorageConfig file(String name) {
        return StorageConfig.forUrl("sqlite:" + directory.resolve(name)).build();
    }

    @Test
    void migration_isMeteredByStep() throws Exception {
        try (Storage source = Storage.open(file("source.db"))) {
            source.users()
                    .createAll(List.of(
                            NewUser.withEmail("ada@example.org"),
                            NewUser.withEmail("bob@example.org"),
                            NewUser.withEmail("eve@example.org")));
        }
        Migrator.between(file("source.db"), file("target.db"))
                .listener(MigrationMeters.of(registry))
                .run();

        assertThat(done("copying")).isEqualTo(3);
        assertThat(expected("copying")).isEqualTo(3);
        assertThat(expected("resuming")).isNaN();
        assertThat(registry.get("coffer.migration.rejected").counter().count()).isZero();
    }

    @Test
    void unknownNumber_isNotANumber() {
        MigrationMeters meters = MigrationMeters.of(registry);
        meters.begins(Step.COPYING, 7);
        assertThat(expected("copying")).isEqualTo(7);
        meters.begins(Step.COPYING, -1);
        assertThat(expected("copying")).isNaN();
    }

    @Test
    void ofSeveralMigrations_theLastOneIsTold() {
        MigrationMeters.of(registry).begins(Step.COPYING, 7);
        MigrationMeters second = MigrationMeters.of(registry);
        second.begins(Step.COPYING, 3);
        second.advances(2);

        assertThat(expected("copying")).isEqualTo(3);
        assertThat(done("copying")).isEqualTo(2);
    }

    @Test
    void whatWasTold_staysWhenTheListenerIsForgotten() {
        MigrationMeters.of(registry).begins(Step.COPYING, 7);
        System.gc();

        assertThat(expected("copying")).isEqualTo(7);
    }

    private double done(String step) {
        return registry.get("coffer.migration.records")
                .tag("step", step)
                .counter()
                .count();
    }

    private double expected(String step) {
        return registry.get("coffer.migration.expected")
                .tag("step", step)
                .gauge()
                .value();
    }
}

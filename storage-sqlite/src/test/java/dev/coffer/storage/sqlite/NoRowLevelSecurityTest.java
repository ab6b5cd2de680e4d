package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Capability;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.User;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite confines nobody, and says so rather than to let somebody believe it. */
class NoRowLevelSecurityTest {
    @TempDir
    private Path directory;

    private static void assertUnsupported(ThrowingCallable call) {
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(call)
                .withMessageContaining("ROW_LEVEL_SECURITY")
                .satisfies(e -> assertThat(e.capability()).isEqualTo(Capability.ROW_LEVEL_SECURITY));
    }

    @Test
    void actingAs_isRefusedByName_thoughTheConfigurationAsksForIt() {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + directory.resolve("app.db"))
                .rowLevelSecurity(RowLevelSecurity.ofAll().userNamespace("profiles"))
                .audit(AuditSettings.ofAll())
                .build();
        try (Storage storage = Storage.open(config)) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));

            assertThat(storage.capabilities()).doesNotContain(Capability.ROW_LEVEL_SECURITY);
            assertUnsupported(() -> storage.actingAs(ada.id()));
            assertUnsupported(() -> storage.as(Actor.of("admin")).actingAs(ada.id()));
            assertThat(storage.users().find(ada.id())).contains(ada);
        }
    }
}

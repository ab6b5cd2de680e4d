package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StorageConfigTest {
    private final StorageConfig.Builder builder = StorageConfig.forUrl("sqlite:app.db");

    @Test
    void build_withNothingSet_hasTheDefaults() {
        StorageConfig config = builder.build();

        assertThat(config.url()).isEqualTo("sqlite:app.db");
        assertThat(config.schema()).isEmpty();
        assertThat(config.schemaOwner()).isEmpty();
        assertThat(config.credentials()).isEmpty();
        assertThat(config.schemaMode()).isEqualTo(SchemaMode.MIGRATE);
        assertThat(config.readOnly()).isFalse();
        assertThat(config.standbyReads()).isFalse();
        assertThat(config.transactionPooling()).isFalse();
        assertThat(config.naturalBatching()).isTrue();
        assertThat(config.startTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.poolSize()).isEqualTo(10);
        assertThat(config.lockTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.readTimeout()).isEqualTo(Duration.ofSeconds(25));
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.passwordCost()).isEqualTo(12);
        assertThat(config.limits()).isEqualTo(Limits.defaults());
        assertThat(Duration.between(config.clock().instant(), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void build_hasWhatWasSet() {
        InstantSource clock = new MovableClock();
        Limits limits = Limits.defaults().withPage(1, 1);
        CredentialSource credentials = () -> new DatabaseCredentials("ada", "secret");

        StorageConfig config = builder.schema("app")
                .schemaOwner("app_owner")
                .credentials(credentials)
                .schemaMode(SchemaMode.NONE)
                .readOnly(true)
                .standbyReads(true)
                .transactionPooling(true)
                .naturalBatching(false)
                .startTimeout(Duration.ofMillis(3))
                .poolSize(3)
                .lockTimeout(Duration.ofMillis(1))
                .readTimeout(Duration.ofMillis(2))
                .closeTimeout(Duration.ofDays(1))
                .passwordCost(4)
                .clock(clock)
                .limits(limits)
                .build();

        for (StorageConfig same : List.of(config, config.toBuilder().build())) {
            assertThat(same.url()).isEqualTo("sqlite:app.db");
            assertThat(same.schema()).contains("app");
            assertThat(same.schemaOwner()).contains("app_owner");
            assertThat(same.credentials()).contains(credentials);
            assertThat(same.schemaMode()).isEqualTo(SchemaMode.NONE);
            assertThat(same.readOnly()).isTrue();
            assertThat(same.standbyReads()).isTrue();
            assertThat(same.transactionPooling()).isTrue();
            assertThat(same.naturalBatching()).isFalse();
            assertThat(same.startTimeout()).isEqualTo(Duration.ofMillis(3));
            assertThat(same.poolSize()).isEqualTo(3);
            assertThat(same.lockTimeout()).isEqualTo(Duration.ofMillis(1));
            assertThat(same.readTimeout()).isEqualTo(Duration.ofMillis(2));
            assertThat(same.closeTimeout()).isEqualTo(Duration.ofDays(1));
            assertThat(same.passwordCost()).isEqualTo(4);
            assertThat(same.clock()).isSameAs(clock);
            assertThat(same.limits()).isEqualTo(limits);
        }
    }

    @Test
    void aConfigurationWithoutAUrl_isForConnectionsOfTheHost() {
        StorageConfig config = StorageConfig.builder().poolSize(3).build();

        assertThat(config.url()).isEmpty();
        assertThat(config.poolSize()).isEqualTo(3);
        assertRefused("url", config::scheme);
        assertRefused("url", () -> Storage.open(config));
    }

    @Test
    void aSchema_isAPlainIdentifier() {
        for (String good : List.of("a", "_", "app_2", "a".repeat(31))) {
            assertThat(builder.schema(good).build().schema()).contains(good);
        }
        for (String bad : List.of("", "App", "2app", "a b", "a\"b", "a.b", "ä", "a\n", "a".repeat(32))) {
            assertRefused("schema", () -> builder.schema(bad));
            assertRefused("schemaOwner", () -> builder.schemaOwner(bad));
        }
    }

    @Test
    void build_isNotChangedByWhatIsSetLater() {
        StorageConfig config = builder.poolSize(1).build();

        builder.poolSize(2);
        config.toBuilder().poolSize(3);

        assertThat(config.poolSize()).isEqualTo(1);
    }

    @Test
    void numbers_haveBounds() {
        assertThat(builder.poolSize(1).build().poolSize()).isEqualTo(1);
        assertThat(builder.poolSize(1_000).build().poolSize()).isEqualTo(1_000);
        assertRefused("poolSize", () -> builder.poolSize(0));
        assertRefused("poolSize", () -> builder.poolSize(1_001));
        assertThat(builder.passwordCost(18).build().passwordCost()).isEqualTo(18);
        assertRefused("passwordCost", () -> builder.passwordCost(3));
        assertRefused("passwordCost", () -> builder.passwordCost(19));
    }

    @Test
    void durations_haveBounds() {
        for (Duration bad : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-5),
                Duration.ofMillis(1).minusNanos(1),
                Duration.ofDays(1).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE))) {
            assertRefused("startTimeout", () -> builder.startTimeout(bad));
            assertRefused("lockTimeout", () -> builder.lockTimeout(bad));
            assertRefused("readTimeout", () -> builder.readTimeout(bad));
            assertRefused("closeTimeout", () -> builder.closeTimeout(bad));
        }
    }

    @Test
    void nulls_areRefused() {
        assertRefused("url", () -> StorageConfig.forUrl(nothing()));
        assertRefused("schema", () -> builder.schema(nothing()));
        assertRefused("credentials", () -> builder.credentials(nothing()));
        assertRefused("schemaMode", () -> builder.schemaMode(nothing()));
        assertRefused("startTimeout", () -> builder.startTimeout(nothing()));
        assertRefused("lockTimeout", () -> builder.lockTimeout(nothing()));
        assertRefused("readTimeout", () -> builder.readTimeout(nothing()));
        assertRefused("closeTimeout", () -> builder.closeTimeout(nothing()));
        assertRefused("clock", () -> builder.clock(nothing()));
        assertRefused("limits", () -> builder.limits(nothing()));
        assertRefused("variables", () -> StorageConfig.fromEnvironment(nothing()));
        assertRefused("config", () -> Storage.open((StorageConfig) nothing()));
        assertRefused("url", () -> Storage.open((String) nothing()));
        assertRefused("config", () -> Storage.open(nothing(), new WatchedProvider()));
        assertRefused("provider", () -> Storage.open(builder.build(), nothing()));
        assertRefused("url", () -> Storage.schemaScripts(nothing()));
    }

    @Test
    void aStorage_showsNoSecretOfItsUrl() {
        StorageConfig config =
                StorageConfig.forUrl("memory://ada:secret@host/db?key=secret").build();
        WatchedProvider provider = new WatchedProvider();

        Storage storage = Storage.open(config, new LenientProvider(provider));

        assertThat(storage).hasToString("Storage[memory://…@host/db?…]");
    }

    /** Takes any URL. */
    private record LenientProvider(WatchedProvider provider) implements StorageProvider {
        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public Set<String> schemes() {
            return provider.schemes();
        }

        @Override
        public StorageBackend open(StorageConfig config) {
            return provider.open(StorageConfig.forUrl("memory:").build());
        }
    }
}

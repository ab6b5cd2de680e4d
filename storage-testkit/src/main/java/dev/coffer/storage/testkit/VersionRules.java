package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertAbsenceConflict;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertVersionConflict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Condition;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.PutOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A put may demand that the item is absent or has a version. A version is given once for a key and never again. */
@Needs(KEY_VALUES)
abstract class VersionRules extends Rules {
    private long version() {
        return profile().get("theme").orElseThrow().version();
    }

    @Test
    void put_returnsTheVersionOfTheItem() {
        long first = profile().put("theme", "dark");
        assertThat(version()).isEqualTo(first);

        long second = profile().put("theme", "dark");

        assertThat(version()).isEqualTo(second);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void put_ifAbsent_isMadeOnce() {
        long version = profile().put("theme", "dark", PutOptions.ifAbsent());

        assertVersionConflict(version, () -> profile().put("theme", "light", PutOptions.ifAbsent()));
        assertThat(profile().getText("theme")).contains("dark");
    }

    @Test
    void put_ifAbsentAfterADelete_isMade() {
        profile().put("theme", "dark");
        profile().delete("theme");

        profile().put("theme", "light", PutOptions.ifAbsent());

        assertThat(profile().getText("theme")).contains("light");
    }

    @Test
    void put_ifVersion_isMade() {
        long version = profile().put("theme", "dark");

        long next = profile().put("theme", "light", PutOptions.ifVersion(version));

        assertThat(profile().getText("theme")).contains("light");
        assertThat(version()).isEqualTo(next);
    }

    @Test
    void put_ifAnotherVersion_isVersionConflictAndChangesNothing() {
        long stale = profile().put("theme", "dark");
        long current = profile().put("theme", "light");

        assertVersionConflict(current, () -> profile().put("theme", "lost", PutOptions.ifVersion(stale)));
        assertVersionConflict(current, () -> profile().put("theme", "lost", PutOptions.ifVersion(Long.MAX_VALUE)));

        assertThat(profile().getText("theme")).contains("light");
        assertThat(version()).isEqualTo(current);
    }

    @Test
    void put_ifVersionOfAnAbsentItem_isVersionConflict() {
        long version = profile().put("theme", "dark");
        profile().delete("theme");

        assertAbsenceConflict(() -> profile().put("theme", "light", PutOptions.ifVersion(version)));
        assertThat(profile().exists("theme")).isFalse();
    }

    @Test
    void version_thatNoItemCanHave_isInvalidInputVersion() {
        for (long refused : new long[] {Long.MIN_VALUE, -1, 0}) {
            assertInvalidInput("version", () -> PutOptions.ifVersion(refused));
            assertInvalidInput("version", () -> Condition.version(refused));
            assertInvalidInput("version", () -> profile().delete("theme", refused));
            assertInvalidInput("version", () -> Mutation.delete(profile().item("theme"), refused));
        }
    }

    @Test
    void version_changesAtEachWrite() {
        List<Long> versions = new ArrayList<>();
        versions.add(profile().put("theme", "1"));
        profile().increment("theme");
        versions.add(version());
        profile().expire("theme", Duration.ofHours(1));
        versions.add(version());
        profile().persist("theme");
        versions.add(version());
        versions.add(profile().putAll(Map.of("theme", new byte[0])));
        versions.add(keyValues().apply(List.of(Mutation.put(profile().item("theme"), "x"))));

        assertThat(versions).doesNotHaveDuplicates().allMatch(version -> version > 0);
    }

    @Test
    void version_isNotChangedByWhatDoesNotWrite() {
        long version = profile().put("theme", "dark");

        profile().get("theme");
        profile().put("lang", "en");
        profile().delete("lang");
        keyValues().purge();

        assertThat(version()).isEqualTo(version);
    }

    @Test
    void version_isNeverUsedAgainAfterADelete() {
        KeyValueRecord profile = profile();
        List<Runnable> waysToDelete = List.of(
                () -> profile.delete("theme"),
                () -> profile.delete("theme", version()),
                profile::clear,
                () -> profile.deleteByPrefix("the"),
                () -> keyValues().namespace("profiles").deleteByPrefix("ada"),
                () -> keyValues().apply(List.of(Mutation.delete(profile.item("theme")))));
        List<Long> versions = new ArrayList<>();
        for (Runnable delete : waysToDelete) {
            versions.add(profile.put("theme", "dark"));
            delete.run();
            assertThat(profile.exists("theme")).isFalse();
        }
        versions.add(profile.put("theme", "dark"));
        profile.delete("theme");
        profile.increment("theme");
        versions.add(version());

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void version_isNeverUsedAgainAfterAnExpiryOrAPurge() {
        List<Long> versions = new ArrayList<>();
        versions.add(profile().put("theme", "dark", PutOptions.ttl(Duration.ofSeconds(1))));
        clock.advance(Duration.ofSeconds(1));
        versions.add(profile().put("theme", "dark", PutOptions.ttl(Duration.ofSeconds(1))));
        clock.advance(Duration.ofHours(1));
        assertThat(keyValues().purge()).isEqualTo(1);
        versions.add(profile().put("theme", "dark"));

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void staleVersion_afterADeleteAndAnotherPut_isVersionConflict() {
        long stale = profile().put("theme", "dark");
        profile().delete("theme");
        long current = profile().put("theme", "light");

        assertVersionConflict(current, () -> profile().put("theme", "lost", PutOptions.ifVersion(stale)));
        assertThat(profile().getText("theme")).contains("light");
    }
}

package dev.coffer.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import org.junit.jupiter.api.Test;

class MemoryProviderTest {
    private static Storage open(String url) {
        return Storage.open(StorageConfig.forUrl(url).build(), new MemoryProvider());
    }

    @Test
    void open_twice_givesTwoStorages() {
        try (Storage one = open("memory:");
                Storage other = open("jdbc:memory:")) {
            one.users().create(NewUser.withEmail("ada@example.org"));

            assertThat(one.users().count()).isEqualTo(1);
            assertThat(other.users().count()).isZero();
        }
    }

    @Test
    void open_withAParameter_isRefused() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> open("memory:?mode=ro"))
                .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("url"));
    }
}

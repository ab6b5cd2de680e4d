package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the API lets in must be readable: a JSON parser has limits of its own. */
class LongNamesTest {
    @Test
    void metadataWithAVeryLongName_isReadBack() {
        try (Storage storage = Storage.open("sqlite::memory:")) {
            NewUser longNamed = NewUser.withEmail("ada@example.org").metadata(Map.of("n".repeat(1_000_000), "value"));
            User ada = storage.users().create(longNamed);

            assertThat(storage.users().find(ada.id())).contains(ada);
        }
    }
}

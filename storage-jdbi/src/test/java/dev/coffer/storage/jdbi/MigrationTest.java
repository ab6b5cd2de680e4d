package dev.coffer.storage.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationTest {
    @Test
    void aName_givesVersionAndDescription() {
        Migration migration = Migration.of("V12__add_notes2.sql", "SELECT 1;\n");
        assertThat(migration.version()).isEqualTo(12);
        assertThat(migration.description()).isEqualTo("add notes2");
        assertThat(migration.sql()).isEqualTo("SELECT 1;\n");
    }

    @Test
    void theChecksum_isTheSha256OfTheStatements() {
        assertThat(Migration.of("V1__a.sql", "abc").checksum())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-2, B.1
        assertThat(Migration.of("V2__b.sql", "abc").checksum())
                .isEqualTo(Migration.of("V1__a.sql", "abc").checksum());
        assertThat(Migration.of("V1__a.sql", "abd").checksum())
                .isNotEqualTo(Migration.of("V1__a.sql", "abc").checksum());
    }

    @Test
    void anotherName_isRefused() {
        for (String name : List.of(
                "",
                "V1.sql",
                "V1__.sql",
                "V__a.sql",
                "v1__a.sql",
                "V1_a.sql",
                "V1__a.SQL",
                "V1__a.sql.bak",
                "V1__it's.sql",
                "R__a.sql",
                "V1.1__a.sql",
                "V99999999999__a.sql",
                "V0__a.sql")) {
            assertThatThrownBy(() -> Migration.of(name, "SELECT 1"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void read_takesEitherLineEnd_forTheSame() {
        Migration unix = Migration.read("V1__a.sql", name -> stream("CREATE TABLE ä (b);\nSELECT 1;\n"));
        Migration windows = Migration.read("V1__a.sql", name -> stream("CREATE TABLE ä (b);\r\nSELECT 1;\r\n"));
        assertThat(windows).isEqualTo(unix).isEqualTo(Migration.of("V1__a.sql", "CREATE TABLE ä (b);\nSELECT 1;\n"));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_ofWhatIsMissing_namesIt() {
        assertThatThrownBy(() -> Migration.read("V7__missing.sql", name -> null))
                .hasMessageContaining("V7__missing.sql");
    }

    @Test
    void theScript_endsWithItsEntryInTheHistory() {
        Migration migration = Migration.of("V3__add_notes.sql", "CREATE TABLE notes (note TEXT);\n");
        assertThat(migration.script())
                .startsWith("CREATE TABLE notes (note TEXT);\n")
                .endsWith("\nINSERT INTO coffer_schema_history (version, description, checksum)\n"
                        + "VALUES (3, 'add notes', '" + migration.checksum() + "');\n");
    }
}

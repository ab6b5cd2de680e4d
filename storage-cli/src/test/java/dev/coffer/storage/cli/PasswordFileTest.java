package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.PostgresAddress.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** libpq's rules (PostgreSQL manual, 34.16; passwordFromFile in fe-connect.c). */
class PasswordFileTest {
    private static final Host HOST = new Host("db.example.org", 5432);

    private static Optional<String> found(String... lines) {
        return PasswordFile.of(String.join("\n", lines)).password(HOST, "app", "ada");
    }

    @Test
    void line_whoseFieldsAreAllTheSame_counts() {
        assertThat(found("db.example.org:5432:app:ada:s3cret")).contains("s3cret");
    }

    @Test
    void line_thatDiffersInOneField_doesNotCount() {
        assertThat(found(
                        "other.example.org:5432:app:ada:1",
                        "db.example.org:5433:app:ada:2",
                        "db.example.org:5432:other:ada:3",
                        "db.example.org:5432:app:other:4",
                        "DB.example.org:5432:app:ada:5"))
                .isEmpty();
    }

    @Test
    void asterisk_fitsAnything() {
        assertThat(found("*:*:*:*:any")).contains("any");
        assertThat(found("db.*:5432:app:ada:part")).isEmpty();
    }

    @Test
    void asterisk_thatIsEscaped_fitsItselfAlone() {
        assertThat(found("\\*:5432:app:ada:1")).isEmpty();
        assertThat(PasswordFile.of("\\*:5432:app:ada:1").password(new Host("*", 5432), "app", "ada"))
                .contains("1");
    }

    @Test
    void firstLineThatFits_counts() {
        assertThat(found("*:*:other:*:no", "*:*:*:ada:first", "db.example.org:5432:app:ada:second"))
                .contains("first");
    }

    @Test
    void escapes_areUndone() {
        assertThat(PasswordFile.of("\\:\\:1:5432:a\\\\pp:a\\:da:s3\\:c\\\\ret\\x")
                        .password(new Host("::1", 5432), "a\\pp", "a:da"))
                .contains("s3:c\\retx");
    }

    @Test
    void password_endsAtAColonThatIsNotEscaped() {
        assertThat(found("*:*:*:*:pass:word")).contains("pass");
    }

    @Test
    void password_ofSpacesAndHashes_isTakenAsItIs() {
        assertThat(found("*:*:*:*: # s3cret ")).contains(" # s3cret ");
    }

    @Test
    void comments_emptyAndShortLines_arePassedOver() {
        assertThat(found("#*:*:*:*:comment", "", "*:*:*:*", "*:*:*:*:s3cret")).contains("s3cret");
    }

    @Test
    void lineEndsOfWindows_areNoPartOfThePassword() {
        assertThat(PasswordFile.of("*:*:*:*:s3cret\r\n").password(HOST, "app", "ada"))
                .contains("s3cret");
    }

    @Test
    void fileOfTheOwnerAlone_isRead() {
        List<String> warnings = new ArrayList<>();
        assertThat(read("rw-------", warnings)).contains("s3cret");
        assertThat(warnings).isEmpty();
    }

    @Test
    void fileThatIsOpenToGroupOrOthers_isIgnored_withAWarning() {
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----wx")) {
            List<String> warnings = new ArrayList<>();
            assertThat(read(permissions, warnings)).as(permissions).isEmpty();
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("ignored", "0600")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void directory_isIgnored_withAWarning() {
        List<String> warnings = new ArrayList<>();
        PasswordFile.read(Scratchpad.directory(), warnings::add);
        assertThat(warnings).singleElement().asString().contains("no plain file");
    }

    @Test
    void fileThatIsNotThere_isNoReasonToWarn() {
        List<String> warnings = new ArrayList<>();
        Path nowhere = Scratchpad.directory().resolve("none");
        assertThat(PasswordFile.read(nowhere, warnings::add).password(HOST, "app", "ada"))
                .isEmpty();
        assertThat(warnings).isEmpty();
    }

    private static Optional<String> read(String permissions, List<String> warnings) {
        Path file = Scratchpad.permit(Scratchpad.file("pgpass", "*:*:*:*:s3cret"), permissions);
        return PasswordFile.read(file, warnings::add).password(HOST, "app", "ada");
    }
}

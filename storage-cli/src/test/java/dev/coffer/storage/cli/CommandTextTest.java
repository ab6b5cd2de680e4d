package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
    @Test
    void urlsWithoutAPassword_areShownWhole() {
        for (String url : List.of(
                "sqlite:/data/a@b?.db",
                "ndjson:-",
                "--to=torii:old.db",
                "postgresql://ada@db.example.org:5433/app?sslmode=require",
                "postgresql:///app",
                "--from=jdbc:postgresql://db/app?user=ada")) {
            assertThat(CommandText.withoutSecrets(url)).isEqualTo(url);
        }
    }

    @Test
    void passwords_areShownNowhere() {
        for (String url : List.of(
                "postgresql://ada:S3CRET@db.example.org/app",
                "--to=postgres://ada:S3CRET@db/app?sslmode=require",
                "postgresql://ada:S3C@RET/S3CRET@db/app",
                "postgresql://ada:a/S3CRET@db/app",
                "postgresql://ada:a?S3CRET@db/app",
                "postgresql://ada:a?S3CRET@db/app?sslmode=require",
                "jdbc:postgresql://db/app?user=ada&password=S3CRET",
                "postgresql://db/app?password=S3CRET",
                "--from=jdbc:mysql://ada:S3CRET@db/app",
                "postgresql:ada:S3CRET@db/app",
                "postgresql:S3CRET@db/app",
                "ada:S3CRET@db/app")) {
            assertThat(CommandText.withoutSecrets(url))
                    .as(url)
                    .doesNotContain("S3CRET")
                    .contains("...");
        }
        assertThat(CommandText.withoutSecrets("--to=postgresql://ada:S3CRET@db/app?sslmode=require"))
                .isEqualTo("--to=postgresql://...@db/app?...");
    }

    @Test
    void commands_canBeCopiedToAShell() {
        assertThat(CommandText.of(List.of("migrate", "--from", "sqlite:it's here.db", "--to", "ndjson:a;b")))
                .isEqualTo("java -jar coffer.jar migrate --from 'sqlite:it'\\''s here.db' --to 'ndjson:a;b'");
    }
}

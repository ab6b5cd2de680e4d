package dev.coffer.storage.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of records let some JSON pass without having it parsed. */
class PlainMetadataTest {
    private static final int MUTATIONS = 200_000;
    private static final String[] SEEDS = {
        "{\"a\": 1, \"b\": [true, {\"c\": null}], \"c\": \"x\"}", "{\"aa\":{\"a\":-10,\"b\":0},\"ab\":[[],[\"\"]]}"
    };
    private static final String ALPHABET = "{}[]\":, 019-abtrue\\\u00e9\u0000.";

    private boolean parsed;

    /** What is let pass is JSON; nobody could read it back if it were not. */
    @Test
    void whatPassesUnparsed_couldBeParsed() {
        RecordRules rules = StorageConfig.forUrl("sqlite:any").build().recordRules(text -> {
            parsed = true;
            return Map.of();
        });
        Random random = new Random(1);
        int passed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String json = mutated(SEEDS[i % SEEDS.length], random);
            parsed = false;
            rules.check(token(json), 0);
            if (!parsed) {
                passed++;
                assertThat(Ndjson.parse(json)).as(json).isNotNull();
            }
        }
        assertThat(passed).isGreaterThan(MUTATIONS / 100);
    }

    private static String mutated(String json, Random random) {
        StringBuilder text = new StringBuilder(json);
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString();
    }

    private static RecordRows token(String payload) {
        RecordRows rows = new RecordRows(RecordKind.TOKEN);
        rows.addUuid(1, 2);
        rows.addUuid(1, 3);
        rows.addText("reset");
        rows.addBytes(new byte[32]);
        rows.addBytes(payload.getBytes(UTF_8));
        rows.addNumber(1);
        rows.addNumber(1);
        rows.end();
        return rows;
    }
}

package dev.coffer.storage.migrate;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Any bytes as a dump, line by line: what is a record by all rules comes out of the dump of it as it was. */
public final class DumpFuzzer {
    private static final int LONGEST_LINE = 1 << 16;
    private static final RecordRules RULES =
            StorageConfig.forUrl("ndjson:any").build().recordRules(Ndjson::parse);

    private DumpFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        attempt(() -> {
            try (DumpRecords records = new DumpRecords(new DumpReader(new ByteArrayInputStream(data), LONGEST_LINE))) {
                for (Optional<DumpRecords.Entry> entry = records.next(); entry.isPresent(); entry = records.next()) {
                    load(entry.get());
                }
                return records.highWater();
            }
        });
    }

    private static void load(DumpRecords.Entry entry) {
        Ndjson.line(entry.asFound()); // as it would go to the rejects
        if (entry.unreadable() == null) {
            attempt(() -> rows(entry, entry.fields())).ifPresent(rows -> {
                Map<String, @Nullable Object> dumped = RecordFields.of(rows, 0);
                String line = new String(Ndjson.line(dumped), StandardCharsets.UTF_8);
                Optional<RecordRows> again = attempt(() -> rows(entry, Ndjson.parse(line)));
                demand(again.isPresent(), "a record cannot be read out of its dump");
                demand(
                        line.equals(new String(Ndjson.line(RecordFields.of(again.get(), 0)), StandardCharsets.UTF_8)),
                        "a record changes in its dump");
            });
        }
    }

    private static RecordRows rows(DumpRecords.Entry entry, Map<String, @Nullable Object> fields) {
        RecordRows rows = new RecordRows(entry.kind());
        RecordFields.add(rows, fields, RULES);
        RULES.check(rows, 0);
        return rows;
    }
}

package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.PlainSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of the file is not what SQLite wrote. */
class DamagedPageTest {
    private static final int PAGES = Extent.of(15, 50);
    private static final int PAGE_BYTES = 4096;
    private static final int WAYS = 3;

    @TempDir
    Path directory;

    private final Random random = new Random();
    private int unopened;
    private int corrupt;

    @Test
    void aDamagedPage_isCorruptWhereItIsMet_andNeverOtherData_andOtherTablesAreRead() throws Exception {
        Path file = directory.resolve("whole.db");
        KnownRecords records;
        try (Storage storage = Storage.open("sqlite:" + file)) {
            records = new KnownRecords(storage);
        }
        byte[] whole = Files.readAllBytes(file);
        List<Integer> pages = new ArrayList<>(
                IntStream.rangeClosed(1, whole.length / PAGE_BYTES).boxed().toList());
        Collections.shuffle(pages, random);
        assertThat(pages).hasSizeGreaterThan(PAGES);

        try (Tally tally = new Tally(Chapter.SQLITE, "page overwritten")) {
            for (int page : pages.subList(0, PAGES)) {
                tally.run();
                tally.faults(1);
                Path damaged = Files.write(directory.resolve("damaged.db"), damaged(whole, page));
                read(tally, records, damaged, tableOf(file, page));
            }
            tally.remark("%d met when opened, %,d reads Corrupt, none wrong".formatted(unopened, corrupt));
            tally.remark("SQLite has no checksums: bytes changed within a large value are not seen");
        }
        assertThat(corrupt).isPositive();
    }

    /** Whole pages: zeroes, one byte over and over, or random ones. */
    private byte[] damaged(byte[] whole, int page) {
        byte[] rubbish = new byte[PAGE_BYTES];
        int way = random.nextInt(WAYS);
        if (way == 1) {
            Arrays.fill(rubbish, (byte) 0xA5);
        } else if (way == 2) {
            random.nextBytes(rubbish);
        }
        byte[] damaged = whole.clone();
        System.arraycopy(rubbish, 0, damaged, (page - 1) * PAGE_BYTES, PAGE_BYTES);
        return damaged;
    }

    private static String tableOf(Path file, int page) throws Exception {
        List<String> table = PlainSql.ask(
                file,
                "SELECT tbl_name FROM sqlite_schema WHERE name = (SELECT name FROM dbstat WHERE pageno = " + page
                        + ")");
        return table.isEmpty() ? "none" : table.get(0);
    }

    private void read(Tally tally, KnownRecords records, Path damaged, String table) {
        Tally.Attempt<Storage> opening = tally.call(() -> Storage.open("sqlite:" + damaged));
        if (opening.error().isPresent()) {
            assertThat(opening.error()).containsInstanceOf(Corrupt.class);
            unopened++;
            return;
        }
        try (Storage storage = opening.result().orElseThrow()) {
            Map<String, KnownRecords.Reads> reads = records.readAll(tally, storage);
            reads.forEach((name, read) -> {
                tally.lost(read.wrong());
                assertThat(read.wrong())
                        .as("%s with a damaged page of %s", name, table)
                        .isZero();
                if (!name.equals(table)) {
                    assertThat(read.corrupt())
                            .as("%s with a damaged page of %s", name, table)
                            .isZero();
                    assertThat(read.right()).isPositive();
                }
                corrupt += read.corrupt();
            });
        }
    }
}

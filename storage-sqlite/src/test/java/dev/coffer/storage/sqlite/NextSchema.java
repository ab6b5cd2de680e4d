package dev.coffer.storage.sqlite;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Migration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The schema of a library to come: one migration more. It can be run once and no second time. */
final class NextSchema {
    private static final String NICKNAMES = """
            ALTER TABLE coffer_users ADD COLUMN nickname TEXT;
            CREATE INDEX coffer_users_by_nickname ON coffer_users (nickname);
            UPDATE coffer_users SET nickname = substr(email, 1, instr(email, '@') - 1), version = version + 1;
            """;

    private NextSchema() {}

    static SqliteStorageProvider provider() {
        List<Migration> migrations = new ArrayList<>(SqliteSchema.migrations());
        migrations.add(Migration.of("V4__nicknames.sql", NICKNAMES));
        return new SqliteStorageProvider(new SqliteSchema(migrations));
    }

    static Storage open(Path file) {
        return Storage.open(StorageConfig.forUrl("sqlite:" + file).build(), provider());
    }
}

package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.UnreadableRecord;

/**
 * A column as a record has it.
 *
 * @param name as in {@link UnreadableRecord#fields}
 * @param type what is in it
 */
record Column(String name, ColumnType type) {}

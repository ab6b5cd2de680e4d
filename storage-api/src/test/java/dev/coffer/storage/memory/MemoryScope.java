package dev.coffer.storage.memory;

import java.util.function.Function;

/** Which rows of the tables there are. */
interface MemoryScope {
    /** All of them. */
    MemoryScope ALL = new MemoryScope() {
        @Override
        public <T> T read(MemoryTables all, Function<MemoryTables, T> reading) {
            return reading.apply(all);
        }

        @Override
        public <T> T write(MemoryTables all, Function<MemoryTables, T> writing) {
            return writing.apply(all);
        }
    };

    <T> T read(MemoryTables all, Function<MemoryTables, T> reading);

    <T> T write(MemoryTables all, Function<MemoryTables, T> writing);
}

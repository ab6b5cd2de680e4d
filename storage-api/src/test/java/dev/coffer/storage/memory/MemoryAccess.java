package dev.coffer.storage.memory;

import java.util.function.Consumer;
import java.util.function.Function;

/** The way to the tables: those of the database, or those of one transaction. Each call sees and changes them alone. */
interface MemoryAccess {
    <T> T read(Function<MemoryTables, T> reading);

    /** {@code writing} fails before it changes anything, or not at all. */
    <T> T write(Function<MemoryTables, T> writing);

    default void change(Consumer<MemoryTables> change) {
        write(tables -> {
            change.accept(tables);
            return tables;
        });
    }
}

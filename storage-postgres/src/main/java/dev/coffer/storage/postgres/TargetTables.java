package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.jdbi.Schema;
import dev.coffer.storage.spi.RecordTarget.State;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What is found in a schema that is to be filled. */
final class TargetTables {
    private TargetTables() {}

    /**
     * Looks, and changes nothing.
     *
     * @throws SchemaMismatch if there are other tables than those that are needed
     */
    static State state(Handle handle, PostgresSchema schema, SchemaNames names) {
        if (!schema.isThere(handle)) {
            return State.EMPTY;
        }
        if (!schema.isCurrent(handle)) {
            demandNothing(handle, names);
            return State.EMPTY;
        }
        boolean unfinished = Checkpoints.isUnfinished(handle);
        BulkShape shape = BulkShape.expected();
        List<String> different = SchemaObjects.difference(handle, names).stream()
                .filter(object -> !unfinished || !shape.contains(object))
                .toList();
        Schema.demandSame(different);
        return Checkpoints.state(handle);
    }

    private static void demandNothing(Handle handle, SchemaNames names) {
        if (!SchemaObjects.present(handle, names).isEmpty()) {
            throw new SchemaMismatch(
                    "there are tables of an older version: open them as a storage once, so that they are upgraded",
                    null);
        }
    }
}

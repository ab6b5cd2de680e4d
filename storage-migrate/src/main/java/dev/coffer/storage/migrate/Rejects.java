package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.UnreadableRecord;

/** Is told of what does not arrive. */
interface Rejects {
    /** Takes none of them down. */
    Rejects NOBODY = new Rejects() {
        @Override
        public void add(RecordRows rows, int row, String field, String problem) {}

        @Override
        public void add(UnreadableRecord record) {}
    };

    /** A record that breaks a rule, or collides with another. */
    void add(RecordRows rows, int row, String field, String problem);

    /** What is no record. */
    void add(UnreadableRecord record);
}

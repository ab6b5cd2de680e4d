package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.UnreadableRecord;

/** Is told of what does not arrive. */
interface Rejects {
    /** Takes none of them down. */
    Rejects NOBODY = new Rejects() {
        @Override
        public void add(StoredRecord record, String field, String problem) {}

        @Override
        public void add(UnreadableRecord record) {}
    };

    /** A record that breaks a rule, or collides with another. */
    void add(StoredRecord record, String field, String problem);

    /** What is no record. */
    void add(UnreadableRecord record);
}

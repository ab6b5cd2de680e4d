package dev.coffer.storage.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** How long statements may run. */
interface ReadLimit {
    /** As long as they take. */
    ReadLimit NONE = byDriver(0);

    /** By the driver's own means, which starts a timer for each statement. */
    static ReadLimit byDriver(int seconds) {
        return new ReadLimit() {
            @Override
            public void begin(PreparedStatement statement) throws SQLException {
                statement.setQueryTimeout(seconds);
            }

            @Override
            public boolean end(PreparedStatement statement) {
                return true;
            }
        };
    }

    /** From now on its time runs. */
    void begin(PreparedStatement statement) throws SQLException;

    /** It has ended; returns false if it may be cancelled all the same, and with it what it would do next. */
    boolean end(PreparedStatement statement);
}

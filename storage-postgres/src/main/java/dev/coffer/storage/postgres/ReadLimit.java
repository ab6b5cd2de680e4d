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
            public void end(PreparedStatement statement) {}
        };
    }

    /** From now on its time runs. */
    void begin(PreparedStatement statement) throws SQLException;

    /** It has ended. */
    void end(PreparedStatement statement);
}

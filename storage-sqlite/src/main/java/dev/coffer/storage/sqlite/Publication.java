package dev.coffer.storage.sqlite;

import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a file that is complete the name of a database, if nothing is there that would be lost by it. */
final class Publication {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
    private static final List<String> LEFT_BEHIND = List.of("-wal", "-shm", "-journal");

    private final Opening opening;

    Publication(Opening opening) {
        this.opening = opening;
    }

    void publish(Path complete, Path database) throws SQLException {
        try {
            if (DatabaseFile.create(database) || !DatabaseFile.hasContent(database)) { // by one that was killed here
                for (String suffix : LEFT_BEHIND) { // what SQLite itself deletes beside a database without content
                    Files.deleteIfExists(Path.of(database + suffix));
                }
                rename(complete, database);
            } else {
                replace(complete, database);
            }
            synchronizeNames(Objects.requireNonNull(database.getParent()));
        } catch (IOException e) {
            throw new Unavailable("the complete file could not be given the name of the database", e);
        }
    }

    /** Replaces a database without records, which nobody else has open. */
    private void replace(Path complete, Path database) throws SQLException, IOException {
        try (TargetDatabase target = TargetDatabase.open(opening, database)) {
            target.lock();
            target.demandEmpty();
            rename(complete, database);
        }
    }

    private static void rename(Path complete, Path database) throws IOException {
        Files.move(complete, database, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void synchronizeNames(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("this system cannot synchronize a directory");
        }
    }
}

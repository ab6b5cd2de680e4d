package dev.coffer.storage.jdbi;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement of the driver's has failed. Ends where the backend makes it an error of the API. */
final class StatementFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException failure;
    private final transient @Nullable UniqueField unique;

    StatementFailure(SQLException failure) {
        this(failure, null);
    }

    private StatementFailure(SQLException failure, @Nullable UniqueField unique) {
        super("a statement failed", failure, false, false);
        this.failure = failure;
        this.unique = unique;
    }

    /** The same, of a statement that writes this field. */
    StatementFailure of(UniqueField written) {
        return new StatementFailure(failure, written);
    }

    Optional<UniqueField> unique() {
        return Optional.ofNullable(unique);
    }
}

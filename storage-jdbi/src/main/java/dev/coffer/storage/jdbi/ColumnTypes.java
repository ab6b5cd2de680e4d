package dev.coffer.storage.jdbi;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;

/**
 * How a database keeps what JDBC has no one way for, by Jdbi's statements and by the driver's own.
 *
 * @param instants in whole microseconds
 * @param uuids any
 * @param documents the objects of JSON columns
 */
public record ColumnTypes(ColumnType<Instant> instants, ColumnType<UUID> uuids, ColumnType<JsonDocument> documents) {
    /** Lets Jdbi keep them in the same way. */
    public void register(Jdbi jdbi) {
        register(jdbi, Instant.class, instants);
        register(jdbi, UUID.class, uuids);
        register(jdbi, JsonDocument.class, documents);
    }

    private static <T> void register(Jdbi jdbi, Class<T> type, ColumnType<T> column) {
        jdbi.registerArgument(new Arguments<>(type, column));
        jdbi.registerColumnMapper(type, (row, position, context) -> column.read(row, position));
    }

    private record Arguments<T>(Class<T> type, ColumnType<T> column) implements ArgumentFactory.Preparable {
        @Override
        public Optional<Function<Object, Argument>> prepare(Type wanted, ConfigRegistry config) {
            return wanted == type ? Optional.of(this::argument) : Optional.empty();
        }

        private Argument argument(@Nullable Object value) {
            return (position, statement, context) -> column.bindNullable(statement, position, type.cast(value));
        }
    }
}

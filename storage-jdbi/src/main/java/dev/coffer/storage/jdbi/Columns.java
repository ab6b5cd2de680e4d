package dev.coffer.storage.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads the types that each database keeps in its own way, through the mappers it registered; looked up once a result. */
final class Columns {
    private final StatementContext context;
    private final ColumnMapper<Instant> instants;
    private final ColumnMapper<UUID> uuids;
    private final ColumnMapper<JsonDocument> documents;

    Columns(StatementContext context) {
        this.context = context;
        instants = mapper(Instant.class);
        uuids = mapper(UUID.class);
        documents = mapper(JsonDocument.class);
    }

    Instant instant(ResultSet row, int column) throws SQLException {
        return instants.map(row, column, context);
    }

    Optional<Instant> optionalInstant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(instants.map(row, column, context));
    }

    UUID uuid(ResultSet row, int column) throws SQLException {
        return uuids.map(row, column, context);
    }

    Map<String, @Nullable Object> json(ResultSet row, int column) throws SQLException {
        return documents.map(row, column, context).members();
    }

    private <T> ColumnMapper<T> mapper(Class<T> type) {
        return context.findColumnMapperFor(type)
                .orElseThrow(() -> new IllegalStateException("no column mapper for " + type.getName()));
    }
}

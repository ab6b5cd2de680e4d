package dev.coffer.storage.postgres;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.Session;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.Row;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.Stored;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of which those that many ask for at once are found, issued and touched together. Those with large metadata are found and
 * issued alone: a batch of them would take all the memory there is.
 */
final class BatchedSessions extends PostgresSessions {
    private static final int LARGEST_METADATA = 8 * 1024;

    private static final String FIND = """
            SELECT s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
              s.user_agent, s.ip_address, CASE WHEN size.fits THEN s.metadata ELSE '{}' END,
              CASE WHEN size.fits THEN w.element ELSE -w.element END
            FROM unnest(?) WITH ORDINALITY AS w (token_hash, element) JOIN coffer_sessions s USING (token_hash),
              LATERAL (SELECT pg_column_size(s.metadata) <= 8192) AS size (fits)
            """;
    private static final int FIND_ELEMENT = 10;

    private static final String AUTHENTICATE = """
            SELECT s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
              s.user_agent, s.ip_address, CASE WHEN size.fits THEN s.metadata ELSE '{}' END,
              u.id, u.email, u.email_verified_at, u.locked_at, CASE WHEN size.fits THEN u.metadata ELSE '{}' END,
              u.created_at, u.updated_at, u.version,
              CASE WHEN size.fits THEN w.element ELSE -w.element END
            FROM unnest(?) WITH ORDINALITY AS w (token_hash, element)
              JOIN coffer_sessions s USING (token_hash)
              JOIN coffer_users u ON u.id = s.user_id,
              LATERAL (SELECT pg_column_size(s.metadata) + pg_column_size(u.metadata) <= 8192) AS size (fits)
            WHERE u.locked_at IS NULL
            """;
    private static final int AUTHENTICATE_ELEMENT = 18;

    /** One whose user is missing, or whose id or token is taken, is passed over: alone it gets the error that says so. */
    private static final String INSERT = """
            WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true))
            INSERT INTO coffer_sessions
              (id, token_hash, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
               user_agent, ip_address, metadata)
            SELECT w.id, w.token_hash, w.user_id, w.created_at::timestamptz, w.last_seen_at::timestamptz,
              w.expires_at::timestamptz, w.absolute_expires_at::timestamptz, w.user_agent, w.ip_address, w.metadata::jsonb
            FROM patience, unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              AS w (id, token_hash, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
                user_agent, ip_address, metadata)
            WHERE EXISTS (SELECT FROM coffer_users u WHERE u.id = w.user_id)
            ORDER BY w.user_id, w.id
            ON CONFLICT DO NOTHING
            RETURNING id
            """;

    /** Rows are locked in the order of their tokens, so that of two batches neither waits for the other while that waits for it. */
    private static final String TOUCH = """
            WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true)),
            due AS MATERIALIZED (
              SELECT s.id, w.now::timestamptz AS now, w.element
              FROM patience, unnest(?, ?) WITH ORDINALITY AS w (token_hash, now, element)
                JOIN coffer_sessions s USING (token_hash)
              ORDER BY token_hash
              FOR NO KEY UPDATE OF s
            )
            UPDATE coffer_sessions s SET
              last_seen_at = due.now,
              expires_at = least(s.absolute_expires_at, (
                (due.now AT TIME ZONE 'UTC') + ((s.expires_at AT TIME ZONE 'UTC') - (s.last_seen_at AT TIME ZONE 'UTC'))
              ) AT TIME ZONE 'UTC')
            FROM due
            WHERE s.id = due.id AND s.expires_at > due.now
              AND (due.now - s.last_seen_at) * 10 > s.expires_at - s.last_seen_at
            RETURNING s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
              s.user_agent, s.ip_address, s.metadata, due.element
            """;

    /** A token at a moment. */
    @SuppressWarnings("ArrayRecordComponent") // the caller's own, and nobody compares it
    private record Look(byte[] tokenHash, Instant now) {
        ByteBuffer row() {
            return ByteBuffer.wrap(tokenHash);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // the caller's own, and nobody compares it
    private record NewRow(Session session, byte[] tokenHash) {}

    private final BatchQueue<Look, Optional<Session>> finds;
    private final BatchQueue<Look, Optional<Authenticated>> authentications;
    private final BatchQueue<NewRow, Boolean> insertions;
    private final BatchQueue<Look, Optional<Session>> prolongations;

    BatchedSessions(Batching batching) {
        super(batching.database());
        finds = batching.reads(
                look -> super.find(look.tokenHash, look.now),
                (connection, looks) -> find(
                        connection, looks, FIND, BatchRow.reader(Stored::session, FIND_ELEMENT), Function.identity()));
        authentications = batching.reads(
                look -> super.authenticate(look.tokenHash, look.now),
                (connection, looks) -> find(
                        connection,
                        looks,
                        AUTHENTICATE,
                        BatchRow.reader(Stored::authenticated, AUTHENTICATE_ELEMENT),
                        Authenticated::session));
        insertions = batching.writes(
                this::insertOne, this::insertAll, row -> row.session().userId());
        prolongations = batching.writes(look -> super.prolong(look.tokenHash, look.now), this::prolongAll, Look::row);
    }

    @Override
    public Optional<Session> find(byte[] tokenHash, Instant now) {
        return finds.call(new Look(tokenHash, now));
    }

    @Override
    public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
        return authentications.call(new Look(tokenHash, now));
    }

    private static <T> List<@Nullable Optional<T>> find(
            SqlConnection connection,
            List<Look> looks,
            String sql,
            Row.Reader<BatchRow<T>> reader,
            Function<T, Session> session) {
        List<@Nullable Optional<T>> found = new ArrayList<>(Collections.nCopies(looks.size(), Optional.empty()));
        return connection.query(sql, arguments -> arguments.argument(tokenHashes(looks)), reader, rows -> {
            rows.forEachRemaining(row -> {
                if (row.isTooLarge()) {
                    found.set(row.index(), null);
                } else if (session.apply(row.value()).expiresAt().isAfter(looks.get(row.index()).now)) {
                    found.set(row.index(), Optional.of(row.value()));
                }
            });
            return found;
        });
    }

    private static SqlArray tokenHashes(List<Look> looks) {
        return Columns.bytes(looks.stream().map(Look::tokenHash).toList());
    }

    @Override
    public void insert(Session session, byte[] tokenHash) {
        if (isLarge(session.metadata())) {
            super.insert(session, tokenHash);
        } else {
            insertions.call(new NewRow(session, tokenHash));
        }
    }

    private static boolean isLarge(Map<String, @Nullable Object> metadata) {
        return !metadata.isEmpty() && new JsonDocument(metadata).text().length() > LARGEST_METADATA;
    }

    private boolean insertOne(NewRow row) {
        super.insert(row.session, row.tokenHash);
        return true;
    }

    private List<@Nullable Boolean> insertAll(SqlConnection connection, List<NewRow> rows, String lockTimeout) {
        Set<UUID> inserted = new HashSet<>(connection.list(
                INSERT,
                arguments -> arguments
                        .text(lockTimeout)
                        .argument(Columns.uuids(sessions(rows, Session::id)))
                        .argument(Columns.bytes(
                                rows.stream().map(NewRow::tokenHash).toList()))
                        .argument(Columns.uuids(sessions(rows, Session::userId)))
                        .argument(Columns.instants(sessions(rows, session -> Optional.of(session.createdAt()))))
                        .argument(Columns.instants(sessions(rows, session -> Optional.of(session.lastSeenAt()))))
                        .argument(Columns.instants(sessions(rows, session -> Optional.of(session.expiresAt()))))
                        .argument(Columns.instants(sessions(rows, Session::absoluteExpiresAt)))
                        .argument(Columns.nullableTexts(sessions(rows, Session::userAgent)))
                        .argument(Columns.nullableTexts(sessions(rows, Session::ipAddress)))
                        .argument(
                                Columns.texts(sessions(rows, session -> new JsonDocument(session.metadata()).text()))),
                row -> row.uuid(1)));
        List<@Nullable Boolean> results = new ArrayList<>(rows.size());
        for (NewRow row : rows) {
            results.add(inserted.remove(row.session().id()) ? Boolean.TRUE : null); // of two with one id the first
        }
        return results;
    }

    private static <T> List<T> sessions(List<NewRow> rows, Function<Session, T> column) {
        return rows.stream().map(row -> column.apply(row.session)).toList();
    }

    @Override
    protected Optional<Session> prolong(byte[] tokenHash, Instant now) {
        return prolongations.call(new Look(tokenHash, now));
    }

    /** Of several for one token the last, which is the others' too once they look again. */
    private List<@Nullable Optional<Session>> prolongAll(
            SqlConnection connection, List<Look> looks, String lockTimeout) {
        Map<ByteBuffer, Integer> last = new HashMap<>();
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            last.merge(look.row(), i, (one, other) -> looks.get(one).now.isAfter(look.now) ? one : other);
        }
        List<Integer> chosen = List.copyOf(last.values());
        List<Look> writing = chosen.stream().map(looks::get).toList();
        List<@Nullable Optional<Session>> results =
                new ArrayList<>(Collections.nCopies(looks.size(), Optional.empty()));
        return connection.query(
                TOUCH,
                arguments -> arguments
                        .text(lockTimeout)
                        .argument(tokenHashes(writing))
                        .argument(Columns.instants(writing.stream()
                                .map(look -> Optional.of(look.now))
                                .toList())),
                BatchRow.reader(Stored::session, FIND_ELEMENT),
                rows -> {
                    rows.forEachRemaining(row -> results.set(chosen.get(row.index()), Optional.of(row.value())));
                    return results;
                });
    }
}

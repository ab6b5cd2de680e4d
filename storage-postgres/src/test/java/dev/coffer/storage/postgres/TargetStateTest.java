package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.StoredUser;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a target finds, and what it refuses. */
class TargetStateTest {
    private static final Map<RecordKind, List<StoredRecord>> NASTY = Filling.nasty();

    private static final String ANALYZED = """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = :schema AND c.relkind = 'r' AND c.relname ~ '_(users|sessions|tokens|values|audit|audit_pending)$' AND c.reltuples >= 0
            """;

    private final String url = TestServer.NEWEST.freshUrl();
    private final String role = PostgresUrl.parse(url).user().orElseThrow();

    private static List<StoredRecord> nasty(RecordKind kind) {
        return NASTY.getOrDefault(kind, List.of());
    }

    private State state() {
        try (RecordTarget target = Filling.target(url)) {
            return target.state();
        }
    }

    private SortedSet<String> objects() throws SQLException {
        try (Connection connection = TestServer.connect(url)) {
            SchemaNames names = new SchemaNames(role);
            Handle handle = PostgresTypes.jdbi(() -> connection, names).open();
            return SchemaObjects.present(handle, names);
        }
    }

    @Test
    void looking_changesNothing() throws SQLException {
        assertThat(state()).isEqualTo(State.EMPTY);
        assertThat(objects()).isEmpty();

        Storage.open(url).close();
        assertThat(state()).isEqualTo(State.EMPTY);
        assertThat(objects()).isEqualTo(SchemaObjects.expected());
    }

    @Test
    void tablesWithRecords_areOccupied_unlessTheyAreOnlyKeysOfWorkDone() {
        try (Storage storage = Storage.open(url)) {
            storage.applyOnce(IdempotencyKey.create(), tx -> {});
            assertThat(state()).isEqualTo(State.EMPTY);
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(state()).isEqualTo(State.OCCUPIED);
        }
        try (RecordTarget target = Filling.target(url)) {
            assertThatExceptionOfType(Busy.class).isThrownBy(() -> target.begin("a source"));
        }
        try (Storage storage = Storage.open(url)) {
            assertThat(storage.users().count()).isEqualTo(1);
        }
    }

    @Test
    void otherTables_areRefused() {
        TestServer.execute(url, "CREATE TABLE coffer_users (id integer)");
        assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(this::state);
        TestServer.execute(url, "DROP TABLE coffer_users");
        Storage.open(url).close();
        TestServer.execute(url, "ALTER TABLE coffer_users ADD COLUMN nickname text");
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(this::state)
                .withMessageContaining("coffer_users.nickname");
        TestServer.execute(url, "UPDATE coffer_schema_history SET checksum = 'x'");
        assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(this::state).withMessageContaining("edited");
        TestServer.execute(
                url, "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'next', 'y')");
        assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(this::state).withMessageContaining("newer");
    }

    @Test
    void aTableOfTheHosts_thatRefersToUsers_isNamedAsTheReason() throws SQLException {
        Storage.open(url).close();
        TestServer.execute(url, "CREATE TABLE orders (buyer uuid REFERENCES coffer_users)");
        try (RecordTarget target = Filling.target(url)) {
            assertThatExceptionOfType(SchemaMismatch.class)
                    .isThrownBy(() -> target.begin("a source"))
                    .withMessageContaining("depends");
        }
        assertThat(objects()).isEqualTo(SchemaObjects.expected());
        assertThat(state()).isEqualTo(State.EMPTY);
    }

    @Test
    void ofTwoAtOnce_oneIsBusy_untilTheOtherIsGone() {
        try (RecordTarget second = Filling.target(url)) {
            try (RecordTarget first = Filling.target(url)) {
                first.begin("a source");
                assertThatExceptionOfType(Busy.class).isThrownBy(() -> second.begin("a source"));
                TypedRecords.load(first, nasty(RecordKind.USER));
                assertThatExceptionOfType(Busy.class).isThrownBy(() -> second.begin("a source"));
            }
            second.begin("a source");
            assertThat(second.reached(RecordKind.USER))
                    .contains(nasty(RecordKind.USER).get(30).key());
        }
    }

    @Test
    void whileAnotherIsFilling_itIsNotCalledUnfinished() {
        try (RecordTarget first = Filling.target(url)) {
            first.begin("a source");
            assertThatExceptionOfType(Busy.class)
                    .isThrownBy(() -> Filling.target(url))
                    .withMessageContaining("another migration fills these tables now");
        }
        assertThat(state()).isEqualTo(State.UNFINISHED);
    }

    @Test
    void aLockThatAnotherHolds_isWaitedForAsLongAsACallWould() throws SQLException {
        Storage.open(url).close();
        try (Connection other = TestServer.connect(url);
                RecordTarget target = Filling.target(url)) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM coffer_users");
            assertThatExceptionOfType(Busy.class).isThrownBy(() -> target.begin("a source"));
            other.rollback();
            target.begin("a source");
        }
    }

    /** How many tables of records the planner knows the size of. */
    private int analyzed() throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Handle handle = PostgresTypes.jdbi(() -> connection, new SchemaNames(role))
                        .open()) {
            return handle.createQuery(ANALYZED)
                    .bind("schema", role)
                    .mapTo(Integer.class)
                    .one();
        }
    }

    @Test
    void cleared_itBeginsAnew_withoutIndexes() throws SQLException {
        try (RecordTarget target = Filling.target(url)) {
            target.begin("a source");
            Filling.load(target, NASTY);
            target.complete();
            target.clear();
            assertThat(target.reached(RecordKind.USER)).isEmpty();
            assertThat(objects()).noneMatch(BulkShape.expected()::contains);
            try (RecordSource written = target.written()) {
                assertThat(written.count(RecordKind.SESSION)).isZero();
            }
            Filling.load(target, NASTY);
            assertThat(analyzed()).isLessThan(RecordKind.values().length);
            target.complete();
            assertThat(analyzed()).isEqualTo(RecordKind.values().length);
            target.complete();
            target.finish();
        }
        try (RecordSource source = Filling.source(url)) {
            assertThat(Chunks.records(source)).isEqualTo(NASTY);
        }
    }

    @Test
    @Timeout(60)
    void filledTables_getTheirIndexes_whileOthersAreBeingFilled() throws SQLException {
        try (RecordTarget target = Filling.target(url)) {
            target.begin("a source");
            TypedRecords.load(target, nasty(RecordKind.USER));
            assertThat(objects()).noneMatch(BulkShape.expected()::contains);
            TypedRecords.load(target, nasty(RecordKind.SESSION));
            while (!objects().contains("constraint coffer_users.coffer_users_pkey PRIMARY KEY (id)")) {
                Thread.onSpinWait();
            }
            assertThat(objects())
                    .noneMatch(object -> object.contains(" ON coffer_sessions ")
                            || object.startsWith("constraint coffer_sessions."));
        }
    }

    private static List<StoredRecord> namesakes() {
        StoredUser user = (StoredUser) nasty(RecordKind.USER).get(1);
        StoredUser namesake = new StoredUser(
                ((StoredUser) nasty(RecordKind.USER).get(2)).user(), user.canonicalEmail(), user.passwordHash());
        return List.of(user, namesake);
    }

    @Test
    @Timeout(60)
    void aConstraintThatBreaks_isToldWhileOtherTablesAreBeingFilled() {
        try (RecordTarget target = Filling.target(url)) {
            target.begin("a source");
            TypedRecords.load(target, namesakes());
            assertThatExceptionOfType(Duplicate.class).isThrownBy(() -> {
                for (int i = 0; ; i++) {
                    KeyValue item = new KeyValue(
                            "n",
                            "i",
                            "k%09d".formatted(i),
                            new byte[0],
                            1,
                            Optional.empty(),
                            Instant.EPOCH,
                            Instant.EPOCH);
                    TypedRecords.load(target, List.of(new StoredKeyValue(item)));
                }
            });
        }
    }

    @Test
    void constraintsThatBreak_areToldWhenTheyAreMade() {
        try (RecordTarget target = Filling.target(url)) {
            target.begin("a source");
            TypedRecords.load(target, namesakes());
            assertThatExceptionOfType(Duplicate.class)
                    .isThrownBy(target::complete)
                    .satisfies(e -> assertThat(e.field()).isEqualTo("email"));
            target.clear();
            TypedRecords.load(target, nasty(RecordKind.SESSION));
            assertThatExceptionOfType(MissingReference.class).isThrownBy(target::complete);
        }
    }

    @Test
    void afterwards_ofTwoConstraintsThatBreak_theIdIsNamed() {
        Filling.fill(url, NASTY);
        StoredUser user = (StoredUser) nasty(RecordKind.USER).get(0);
        try (Storage storage = Storage.open(url)) {
            assertThatExceptionOfType(Duplicate.class)
                    .isThrownBy(() -> storage.users()
                            .create(NewUser.withEmail(user.user().email())
                                    .id(user.user().id())))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("id"));
        }
    }

    @Test
    void whatCannotBeFilled_isRefused() {
        PostgresStorageProvider provider = new PostgresStorageProvider();
        assertThatExceptionOfType(ReadOnly.class)
                .isThrownBy(() -> provider.openTarget(
                        StorageConfig.forUrl(url).readOnly(true).build()));
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> provider.openTarget(
                        StorageConfig.forUrl(url).transactionPooling(true).build()))
                .satisfies(e -> assertThat(e.field()).isEqualTo("transactionPooling"));
    }

    @Test
    void whatIsNotBeingFilled_isLeftAlone() {
        Filling.fill(url, NASTY);
        try (RecordTarget target = Filling.target(url)) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(target::clear);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> TypedRecords.load(target, nasty(RecordKind.USER)));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(target::complete);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(target::finish);
            assertThatExceptionOfType(Busy.class).isThrownBy(() -> target.begin("a source"));
        }
        try (RecordSource source = Filling.source(url)) {
            assertThat(Chunks.records(source)).isEqualTo(NASTY);
        }
    }
}

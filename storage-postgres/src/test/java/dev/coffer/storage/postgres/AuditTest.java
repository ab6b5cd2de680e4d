package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.AuditVerification.Fault;
import dev.coffer.storage.AuditVerification.Kind;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody does to audited tables, or to their audit log, with plain SQL, and what the role of an application cannot. */
class AuditTest {
    private static final OwnServer SERVER = new OwnServer(18);

    @BeforeAll
    static void start() {
        SERVER.start();
        SERVER.execute("CREATE ROLE app LOGIN");
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static StorageConfig config(String user, String schema) {
        return StorageConfig.forUrl("postgresql://" + user + "@127.0.0.1:" + SERVER.port() + "/postgres")
                .schema(schema)
                .passwordCost(4)
                .poolSize(2)
                .audit(AuditSettings.ofAll().namespace("profiles"))
                .build();
    }

    private static List<AuditRecord> records(Storage storage) {
        return storage.audit().list(AuditQuery.all(), PageRequest.first(100)).items();
    }

    private static void createFive(Storage storage) {
        IntStream.range(0, 5)
                .forEach(i -> storage.as(Actor.of("admin")).users().create(NewUser.withEmail("user" + i + "@x.y")));
        storage.audit().seal();
    }

    @Test
    void rowThatIsChangedWithPlainSql_isRecordedWithTheActorUnknown() {
        try (Storage storage = Storage.open(config("postgres", "plain"))) {
            storage.as(Actor.of("admin")).users().create(NewUser.withEmail("ada@x.y"));

            SERVER.execute("UPDATE plain.coffer_users SET locked_at = now()");
            SERVER.execute("DELETE FROM plain.coffer_users");

            assertThat(records(storage))
                    .extracting(AuditRecord::operation)
                    .contains(AuditOperation.USER_LOCKED, AuditOperation.USER_DELETED);
            assertThat(records(storage))
                    .filteredOn(record -> record.operation() != AuditOperation.USER_CREATED)
                    .hasSize(2)
                    .allSatisfy(record -> assertThat(record.actor()).isEmpty());
        }
    }

    @Test
    void logThatIsChangedWithPlainSql_isFound() {
        try (Storage storage = Storage.open(config("postgres", "tampered"))) {
            createFive(storage);
            assertThat(storage.audit().verify().isIntact()).isTrue();

            SERVER.execute("UPDATE tampered.coffer_audit SET position = 6 WHERE position = 5");
            assertThat(storage.audit().verify().fault()).contains(new Fault(6, Kind.ADDED));
            SERVER.execute("UPDATE tampered.coffer_audit SET position = 5 WHERE position = 6");
            SERVER.execute("UPDATE tampered.coffer_audit SET actor = 'eve' WHERE position = 4");
            assertThat(storage.audit().verify().fault()).contains(new Fault(4, Kind.ALTERED));
            SERVER.execute("DELETE FROM tampered.coffer_audit WHERE position = 3");
            assertThat(storage.audit().verify().fault()).contains(new Fault(3, Kind.REMOVED));
        }
    }

    @Test
    void headThatIsGone_isCorrupt() {
        try (Storage storage = Storage.open(config("postgres", "headless"))) {
            createFive(storage);
            SERVER.execute("DELETE FROM headless.coffer_audit_head");

            List<ThrowingCallable> calls = List.of(
                    () -> storage.audit().seal(),
                    () -> storage.audit().verify(),
                    () -> storage.audit().prune(Instant.now()));
            assertThat(calls)
                    .allSatisfy(call -> assertThatExceptionOfType(Corrupt.class)
                            .isThrownBy(call)
                            .withMessageContaining("the audit log has lost its head"));
        }
    }

    @Test
    void roleOfTheApplication_isRecorded_andCannotChangeTheLog() throws SQLException {
        Storage.open(config("postgres", "guarded")).close();
        SERVER.execute("GRANT USAGE ON SCHEMA guarded TO app");
        SERVER.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA guarded TO app");
        SERVER.execute("GRANT USAGE, SELECT ON guarded.coffer_versions TO app");
        StorageConfig validating = config("app", "guarded").toBuilder()
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        try (Storage storage = Storage.open(validating)) {
            createFive(storage);
            storage.as(Actor.of("admin")).inTransaction(tx -> tx.users().create(NewUser.withEmail("ada@x.y")));

            assertThat(records(storage))
                    .hasSize(6)
                    .allSatisfy(record -> assertThat(record.actor()).contains("admin"));
            assertThat(storage.audit().verify().verified()).isEqualTo(5);
            assertThat(storage.audit().verify().isIntact()).isTrue();
            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.audit().prune(Instant.now()))
                    .withMessageContaining("GRANT EXECUTE ON FUNCTION coffer_audit_prune(timestamptz, integer)");
            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.audit().switchOff(Actor.of("admin")));
        }
        for (String refused : List.of(
                "UPDATE guarded.coffer_audit SET actor = 'eve'",
                "DELETE FROM guarded.coffer_audit",
                "TRUNCATE guarded.coffer_audit",
                "INSERT INTO guarded.coffer_audit SELECT * FROM guarded.coffer_audit",
                "UPDATE guarded.coffer_audit_pending SET actor = 'eve'",
                "DELETE FROM guarded.coffer_audit_pending",
                "INSERT INTO guarded.coffer_audit_pending (at, operation, id, change) VALUES (now(), 'user.locked', 'x', '{}')",
                "UPDATE guarded.coffer_audit_head SET last_position = 0",
                "DELETE FROM guarded.coffer_audit_namespaces",
                "SELECT guarded.coffer_audit_prune(now(), 1000)",
                "SELECT guarded.coffer_audit_write('user.locked', 'x', 'x', NULL, NULL, NULL, '{}')",
                "ALTER TABLE guarded.coffer_users DISABLE TRIGGER ALL",
                "DROP TRIGGER coffer_audit_users ON guarded.coffer_users",
                "TRUNCATE guarded.coffer_users CASCADE",
                "SET session_replication_role = replica")) {
            assertThatExceptionOfType(SQLException.class)
                    .as(refused)
                    .isThrownBy(() -> asApp(refused))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    private static void asApp(String sql) throws SQLException {
        try (Connection connection = TestServer.connect("postgresql://app@127.0.0.1:" + SERVER.port() + "/postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void triggerThatIsMissingOrAnother_isMadeAgain_orRefusedWhereNothingMayBeMade() {
        StorageConfig config = config("postgres", "made");
        StorageConfig validating =
                config.toBuilder().schemaMode(SchemaMode.VALIDATE).build();
        for (String change : List.of(
                "ALTER TABLE made.coffer_users DISABLE TRIGGER coffer_audit_users",
                "DROP TRIGGER coffer_audit_tokens ON made.coffer_tokens",
                "CREATE OR REPLACE FUNCTION made.coffer_audit_session() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RETURN NULL; END'")) {
            Storage.open(config).close();
            Storage.open(validating).close();
            SERVER.execute(change);
            assertThatExceptionOfType(SchemaMismatch.class)
                    .as(change)
                    .isThrownBy(() -> Storage.open(validating))
                    .withMessageContaining("coffer_audit_");
        }
        Storage.open(config).close();
        Storage.open(validating).close();
    }

    @Test
    void logWhoseTriggersWereOff_isSwitchedOnAgain_alsoWhereItWasOneTrigger() {
        StorageConfig config = config("postgres", "gap");
        Storage.open(config).close();
        for (String change : List.of(
                "ALTER TABLE gap.coffer_users DISABLE TRIGGER coffer_audit_users",
                "ALTER TABLE gap.coffer_key_values ENABLE REPLICA TRIGGER coffer_audit_items",
                "DROP TRIGGER coffer_audit_tokens ON gap.coffer_tokens",
                "DROP TRIGGER coffer_audit_sessions_truncate ON gap.coffer_sessions")) {
            SERVER.execute(change);
            assertThat(switches(config)).as(change).containsExactly(AuditOperation.AUDIT_SWITCHED_ON);
        }
        for (String change : List.of(
                "SELECT 1",
                "DROP TRIGGER coffer_audit_guard_log ON gap.coffer_audit",
                "CREATE OR REPLACE TRIGGER coffer_audit_users AFTER INSERT ON gap.coffer_users"
                        + " FOR EACH ROW EXECUTE FUNCTION gap.coffer_audit_user()",
                "CREATE OR REPLACE FUNCTION gap.coffer_audit_session() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RETURN NULL; END'")) {
            SERVER.execute(change);
            assertThat(switches(config)).as(change).isEmpty();
        }
    }

    /** Those that are recorded by opening a storage. */
    private static List<AuditOperation> switches(StorageConfig config) {
        try (Storage storage = Storage.open(config)) {
            List<AuditOperation> recorded =
                    records(storage).stream().map(AuditRecord::operation).toList();
            storage.audit().seal();
            storage.audit().prune(Instant.now().plusSeconds(60));
            return recorded;
        }
    }

    @Test
    void logOfWhichOneTriggerIsLeft_isSwitchedOff_andSaysSoOnce() {
        try (Storage storage = Storage.open(config("postgres", "remains"))) {
            for (String table : List.of("users", "sessions", "tokens")) {
                SERVER.execute("DROP TRIGGER coffer_audit_" + table + " ON remains.coffer_" + table);
                SERVER.execute("DROP TRIGGER coffer_audit_" + table + "_truncate ON remains.coffer_" + table);
            }
            String log = WrittenLog.during(() -> storage.audit().switchOff(Actor.of("admin")));
            String logAgain = WrittenLog.during(() -> storage.audit().switchOff(Actor.of("admin")));

            assertThat(records(storage))
                    .extracting(AuditRecord::operation)
                    .containsExactly(AuditOperation.AUDIT_SWITCHED_OFF);
            assertThat(log).containsOnlyOnce("the audit log is switched off");
            assertThat(logAgain).isEmpty();
        }
    }

    @Test
    void pruning_whereTheRoleIsNotLetIn_saysThat() {
        SERVER.execute("CREATE ROLE pruner LOGIN IN ROLE postgres");
        try (Storage storage = Storage.open(config("pruner", "let_in"))) {
            createFive(storage);
            SERVER.execute("ALTER ROLE pruner NOLOGIN");
            SERVER.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'pruner'");

            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.audit().prune(Instant.now()))
                    .withMessage("the server does not accept the credentials");
        }
    }

    @Test
    void pruning_whereTheSchemaIsNotGiven_saysThat() {
        Storage.open(config("postgres", "hidden")).close();
        SERVER.execute("CREATE ROLE visitor LOGIN");
        SERVER.execute("GRANT USAGE ON SCHEMA hidden TO visitor");
        SERVER.execute("GRANT SELECT ON ALL TABLES IN SCHEMA hidden TO visitor");
        StorageConfig config = config("visitor", "hidden").toBuilder()
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        try (Storage storage = Storage.open(config)) {
            SERVER.execute("REVOKE USAGE ON SCHEMA hidden FROM visitor");

            assertThatExceptionOfType(AccessDenied.class)
                    .isThrownBy(() -> storage.audit().prune(Instant.now()))
                    .withMessageContaining("schema hidden");
        }
    }

    @Test
    void contextOfAChange_isNoOtherBorrowers() {
        StorageConfig one = config("postgres", "pooled").toBuilder().poolSize(1).build();
        try (Storage storage = Storage.open(one)) {
            storage.as(Actor.of("admin").inRequest("r")).users().create(NewUser.withEmail("ada@x.y"));
            storage.users().create(NewUser.withEmail("eve@x.y"));
            storage.as(Actor.of("admin").inRequest("r"))
                    .inTransaction(tx -> tx.users().count());
            storage.inTransaction(tx -> tx.users().create(NewUser.withEmail("bob@x.y")));

            assertThat(records(storage))
                    .filteredOn(record ->
                            record.actor().isEmpty() && record.request().isEmpty())
                    .hasSize(2);
        }
    }

    @Test
    void recordsOfATransactionThatIsOpen_areSealedLater() throws Exception {
        try (Storage storage = Storage.open(config("postgres", "late"))) {
            storage.inTransaction(tx -> {
                tx.users().create(NewUser.withEmail("late@x.y"));
                CompletableFuture.runAsync(() -> {
                            createFive(storage);
                            assertThat(storage.audit().verify().verified()).isEqualTo(5);
                        })
                        .join();
            });

            assertThat(storage.audit().verify().unsealed()).isEqualTo(1);
            assertThat(storage.audit().seal()).isEqualTo(1);
            assertThat(storage.audit().verify().verified()).isEqualTo(6);
            assertThat(storage.audit().verify().isIntact()).isTrue();
        }
    }

    @Test
    void hostsTransaction_isTheActors() throws SQLException {
        StorageConfig config = config("postgres", "joined");
        try (Storage storage = Storage.open(config);
                Connection connection = TestServer.connect(SERVER.url())) {
            connection.setAutoCommit(false);
            PostgresStorage.on(connection, config, Actor.of("admin")).users().create(NewUser.withEmail("ada@x.y"));
            connection.commit();
            PostgresStorage.on(connection, config).users().create(NewUser.withEmail("eve@x.y"));
            connection.commit();

            assertThat(records(storage))
                    .extracting(AuditRecord::actor)
                    .filteredOn(actor -> actor.isPresent())
                    .hasSize(1);
        }
    }

    @Test
    void targetOfAMigration_isRecordedAgainFromItsEndOn() {
        StorageConfig config = config("postgres", "filled");
        Storage.open(config).close();
        try (RecordTarget target = new PostgresStorageProvider().openTarget(config)) {
            target.begin("nothing");
            TypedRecords.load(target, NastyRecords.of(RecordKind.USER));
            target.clear();
            TypedRecords.load(target, NastyRecords.of(RecordKind.USER));
            target.complete();
            target.finish();
        }

        StorageConfig valid = config.toBuilder().schemaMode(SchemaMode.VALIDATE).build();
        try (Storage storage = Storage.open(valid)) {
            assertThat(storage.audit().verify().unsealed()).isZero();
            createFive(storage);
            assertThat(storage.audit().verify().verified()).isEqualTo(5);
        }
    }

    @Test
    void roleThatMayOnlyRead_canMoveTheLog_alsoWithoutItsNumbers() {
        try (Storage storage = Storage.open(config("postgres", "moved"))) {
            createFive(storage);
            storage.users().create(NewUser.withEmail("last@x.y"));
        }
        SERVER.execute("CREATE ROLE reader LOGIN");
        SERVER.execute("GRANT USAGE ON SCHEMA moved TO reader");
        SERVER.execute("GRANT SELECT ON ALL TABLES IN SCHEMA moved TO reader");
        SERVER.execute("GRANT SELECT ON moved.coffer_versions TO reader");
        try (RecordSource source = new PostgresStorageProvider().openSource(config("reader", "moved"))) {
            AuditState log = source.auditLog().orElseThrow();
            assertThat(log.recording()).isTrue();
            assertThat(log.namespaces()).containsOnly(Map.entry("profiles", false));
            assertThat(log.ends().end().position()).isEqualTo(5);
            assertThat(log.lastEntry()).isEqualTo(6);
            assertThat(Chunks.records(source, RecordKind.AUDIT_RECORD)).hasSize(5);
            assertThat(Chunks.records(source, RecordKind.UNSEALED_AUDIT_RECORD)).hasSize(1);
        }
    }
}

package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditHead;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/** What somebody does to an audited file, or to its audit log, with plain SQL. */
class AuditTest {
    /** With the fault that each is found by. */
    private static final Map<String, Fault> TAMPERING = Map.of(
            "UPDATE coffer_audit SET actor = 'somebody' WHERE position = 3", new Fault(3, Kind.ALTERED),
            "UPDATE coffer_audit SET change = '{}' WHERE position = 5", new Fault(5, Kind.ALTERED),
            "DELETE FROM coffer_audit WHERE position = 3", new Fault(3, Kind.REMOVED),
            "DELETE FROM coffer_audit WHERE position = 5", new Fault(5, Kind.REMOVED),
            "DELETE FROM coffer_audit WHERE position = 1", new Fault(1, Kind.REMOVED),
            "DELETE FROM coffer_audit", new Fault(1, Kind.REMOVED),
            """
            UPDATE coffer_audit SET position = -2 WHERE position = 2; UPDATE coffer_audit SET position = 2 WHERE position = 3;
            UPDATE coffer_audit SET position = 3 WHERE position = -2;
            """, new Fault(2, Kind.ALTERED),
            """
            DELETE FROM coffer_audit WHERE position = 3; UPDATE coffer_audit SET position = position - 1 WHERE position > 3;
            """, new Fault(3, Kind.ALTERED),
            """
            INSERT INTO coffer_audit SELECT 6, 6, at, operation, user_id, id, namespace, key, actor, request, change, digest
            FROM coffer_audit WHERE position = 5
            """, new Fault(6, Kind.ADDED),
            "UPDATE coffer_audit_head SET last_position = 4, last_digest = (SELECT digest FROM coffer_audit WHERE position = 4)",
                    new Fault(5, Kind.ADDED));

    @TempDir
    private Path directory;

    private Path file;
    private StorageConfig config;
    private Storage storage;

    @BeforeEach
    void open() {
        file = directory.resolve("app.db");
        config = StorageConfig.forUrl("sqlite:" + file)
                .passwordCost(4)
                .audit(AuditSettings.ofAll().namespace("profiles"))
                .build();
        storage = Storage.open(config);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private List<AuditRecord> records() {
        return storage.audit().list(AuditQuery.all(), PageRequest.first(100)).items();
    }

    private void createFive() {
        IntStream.range(0, 5)
                .forEach(i -> storage.as(Actor.of("admin")).users().create(NewUser.withEmail("user" + i + "@x.y")));
        storage.audit().seal();
    }

    @Test
    void rowThatIsChangedWithPlainSql_isRecordedWithTheActorUnknown() throws SQLException {
        storage.as(Actor.of("admin")).users().create(NewUser.withEmail("ada@x.y"));

        PlainSql.run(file, "UPDATE coffer_users SET locked_at = 5", "DELETE FROM coffer_users");

        assertThat(records())
                .extracting(AuditRecord::operation)
                .containsExactlyInAnyOrder(
                        AuditOperation.USER_CREATED, AuditOperation.USER_LOCKED, AuditOperation.USER_DELETED);
        assertThat(records())
                .filteredOn(record -> record.operation() != AuditOperation.USER_CREATED)
                .allSatisfy(record -> assertThat(record.actor()).isEmpty());
    }

    /** One before 3.42 has no fractions of a second in {@code unixepoch}: it gives NULL for them. */
    @Test
    void rowThatIsChangedByAnOlderSqlite_isRecordedToTheMillisecond() throws SQLException {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection = PlainSql.connect(file)) {
            Function.create(connection, "unixepoch", new Function() {
                @Override
                protected void xFunc() throws SQLException {
                    result();
                }
            });
            PlainSql.run(connection, """
                    INSERT INTO coffer_users (id, email, canonical_email, metadata, created_at, updated_at, version)
                    VALUES ('01890000-0000-7000-8000-000000000001', 'ada@x.y', 'ada@x.y', '{}', 1, 1, 1)
                    """);
        }

        assertThat(records())
                .singleElement()
                .satisfies(record -> assertThat(record.at()).isBetween(before, Instant.now()))
                .satisfies(
                        record -> assertThat(record.at()).isEqualTo(record.at().truncatedTo(ChronoUnit.MILLIS)));
    }

    @TestFactory
    Stream<DynamicTest> logThatIsChangedWithPlainSql_isFound() {
        createFive();
        List<String> before = List.of(
                "CREATE TABLE kept AS SELECT * FROM coffer_audit",
                "CREATE TABLE kept_head AS SELECT * FROM coffer_audit_head");
        List<String> after = List.of(
                "DELETE FROM coffer_audit",
                "INSERT INTO coffer_audit SELECT * FROM kept",
                "DELETE FROM coffer_audit_head",
                "INSERT INTO coffer_audit_head SELECT * FROM kept_head",
                "DROP TABLE kept",
                "DROP TABLE kept_head");
        return TAMPERING.entrySet().stream()
                .map(tampering -> dynamicTest(tampering.getKey(), () -> {
                    PlainSql.run(file, before.toArray(String[]::new));
                    PlainSql.run(file, tampering.getKey());
                    assertThat(storage.audit().verify().fault()).contains(tampering.getValue());
                    PlainSql.run(file, after.toArray(String[]::new));
                    assertThat(storage.audit().verify().isIntact()).isTrue();
                }));
    }

    @Test
    void endThatIsCutOffTogetherWithTheHead_isFoundByWhoKeptTheHead() throws SQLException {
        createFive();
        AuditHead kept = storage.audit().verify().end();

        PlainSql.run(
                file,
                "DELETE FROM coffer_audit WHERE position > 3",
                "UPDATE coffer_audit_head SET last_position = 3, last_digest = (SELECT digest FROM coffer_audit WHERE position = 3)");

        assertThat(storage.audit().verify().isIntact()).isTrue();
        assertThat(storage.audit().verify(kept).fault()).contains(new Fault(4, Kind.REMOVED));
    }

    @Test
    void headThatIsGone_isCorrupt() throws SQLException {
        createFive();
        PlainSql.run(file, "DELETE FROM coffer_audit_head");

        List<ThrowingCallable> calls = List.of(
                () -> storage.audit().seal(),
                () -> storage.audit().verify(),
                () -> storage.audit().prune(Instant.now()));
        assertThat(calls)
                .allSatisfy(call -> assertThatExceptionOfType(Corrupt.class)
                        .isThrownBy(call)
                        .withMessageContaining("the audit log has lost its head"));
    }

    @Test
    void triggerThatIsMissing_isMadeAgain_orRefusedWhereNothingMayBeMade() throws SQLException {
        storage.close();
        PlainSql.run(file, "DROP TRIGGER coffer_audit_user_update");

        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(
                        config.toBuilder().schemaMode(SchemaMode.VALIDATE).build()))
                .withMessageContaining("coffer_audit_user_update");

        storage = Storage.open(config);
        storage.users()
                .lock(storage.users().create(NewUser.withEmail("ada@x.y")).id());
        assertThat(records())
                .extracting(AuditRecord::operation)
                .containsExactlyInAnyOrder(
                        AuditOperation.AUDIT_SWITCHED_ON, AuditOperation.USER_CREATED, AuditOperation.USER_LOCKED);
        storage.close();
        storage =
                Storage.open(config.toBuilder().schemaMode(SchemaMode.VALIDATE).build());
    }

    @Test
    void triggerThatIsAnother_isMadeAgain_andTheLogWasOnMeanwhile() throws SQLException {
        createFive();
        storage.close();
        PlainSql.run(
                file,
                "DROP TRIGGER coffer_audit_user_update",
                "CREATE TRIGGER coffer_audit_user_update AFTER UPDATE ON coffer_users BEGIN SELECT 1; END");

        storage = Storage.open(config);

        assertThat(records()).hasSize(5).extracting(AuditRecord::operation).containsOnly(AuditOperation.USER_CREATED);
        storage.close();
        storage =
                Storage.open(config.toBuilder().schemaMode(SchemaMode.VALIDATE).build());
    }

    @Test
    void logOfWhichOneTriggerIsLeft_isSwitchedOff() throws SQLException {
        for (String trigger : PlainSql.ask(
                file, "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'coffer_audit_*'")) {
            if (!trigger.equals("coffer_audit_token_delete")) {
                PlainSql.run(file, "DROP TRIGGER " + trigger);
            }
        }
        for (int i = 0; i < 2; i++) {
            storage.audit().switchOff(Actor.of("admin"));
        }

        assertThat(records()).extracting(AuditRecord::operation).containsExactly(AuditOperation.AUDIT_SWITCHED_OFF);
    }

    @Test
    void logThatIsSwitchedOff_isSaidToBe_andReadWithoutASchemaMode() {
        createFive();
        storage.audit().switchOff(Actor.of("admin"));
        storage.close();
        StorageConfig readOnly = config.toBuilder().readOnly(true).build();

        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(readOnly))
                .withMessageContaining("the audit log is switched off")
                .withMessageContaining("with the mode none it can be read");

        storage = Storage.open(readOnly.toBuilder().schemaMode(SchemaMode.NONE).build());
        assertThat(records().get(0).operation()).isEqualTo(AuditOperation.AUDIT_SWITCHED_OFF);
        assertThat(storage.audit().verify().isIntact()).isTrue();
    }

    @Test
    void contextOfAChange_isLeftNowhere() throws SQLException {
        createFive();
        storage.as(Actor.of("admin")).inTransaction(tx -> tx.users().create(NewUser.withEmail("ada@x.y")));

        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_audit_context"))
                .containsExactly("0");
    }

    @Test
    void hostsTransaction_isTheActors() throws SQLException {
        storage.close();
        try (Connection connection = PlainSql.connect(file)) {
            PlainSql.run(connection, "PRAGMA foreign_keys = on");
            connection.setAutoCommit(false);
            SqliteStorage.on(connection, config, Actor.of("admin").inRequest("r"))
                    .users()
                    .create(NewUser.withEmail("ada@x.y"));
            connection.commit();
        }
        storage = Storage.open(config);
        assertThat(records())
                .hasSize(1)
                .allSatisfy(record -> assertThat(record.actor()).contains("admin"));
    }
}

package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Actor;
import dev.coffer.storage.Storage;
import dev.coffer.storage.migrate.Difference.What;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever is missing, altered, moved or added in the log of the target is found and named. */
class AuditLogVerificationTest {
    private static final RecordKind LOG = RecordKind.AUDIT_RECORD;
    private static final RecordKind UNSEALED = RecordKind.UNSEALED_AUDIT_RECORD;
    private static final String AFTER_ALL =
            "SELECT 999, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest"
                    + " FROM coffer_audit WHERE position = 60";

    /** What is done to a target, and what is said of it. */
    private record Harm(String name, List<String> statements, List<Difference> found) {}

    private static Difference of(RecordKind kind, long number, What what, String... fields) {
        return new Difference(kind, RecordKey.ofNumber(number), what, List.of(fields));
    }

    private static Harm sealed(String name, String statement, Difference... found) {
        return new Harm(name, List.of(statement), List.of(found));
    }

    private static Harm missing(long position) {
        return sealed(
                "missing at " + position,
                "DELETE FROM coffer_audit WHERE position = " + position,
                of(LOG, position, What.MISSING));
    }

    private static Harm altered(String column, String value) {
        return sealed(
                column,
                "UPDATE coffer_audit SET %s = %s WHERE position = 60".formatted(column, value),
                of(LOG, 60, What.CHANGED, column.equals("user_id") ? "userId" : column));
    }

    private static Stream<Harm> harms() {
        Stream<Harm> missing = LongStream.of(51, 60, 150).mapToObj(AuditLogVerificationTest::missing);
        Stream<Harm> altered = Stream.of("operation", "user_id", "id", "namespace", "key", "actor", "request", "digest")
                .map(column -> altered(column, "'x'"));
        Stream<Harm> others = Stream.of(
                altered("entry", "5"),
                altered("change", "change || ' '"),
                sealed("added", "INSERT INTO coffer_audit " + AFTER_ALL, of(LOG, 999, What.UNEXPECTED)),
                sealed(
                        "moved",
                        "UPDATE coffer_audit SET position = 999 WHERE position = 60",
                        of(LOG, 60, What.MISSING),
                        of(LOG, 999, What.UNEXPECTED)),
                new Harm(
                        "exchanged",
                        List.of(
                                "UPDATE coffer_audit SET position = 999 WHERE position = 51",
                                "UPDATE coffer_audit SET position = 51 WHERE position = 52",
                                "UPDATE coffer_audit SET position = 52 WHERE position = 999"),
                        List.of(
                                of(LOG, 51, What.CHANGED, "entry", "operation", "id", "change", "digest"),
                                of(LOG, 52, What.CHANGED, "entry", "operation", "id", "change", "digest"))),
                sealed(
                        "unsealed, missing",
                        "DELETE FROM coffer_audit_pending WHERE entry = 160",
                        of(UNSEALED, 160, What.MISSING)),
                sealed(
                        "unsealed, actor",
                        "UPDATE coffer_audit_pending SET actor = 'x' WHERE entry = 160",
                        of(UNSEALED, 160, What.CHANGED, "actor")),
                sealed("the end", "UPDATE coffer_audit_head SET last_digest = 'x'"),
                sealed("the beginning", "UPDATE coffer_audit_head SET first_position = 49"),
                sealed("the end is lower", "UPDATE coffer_audit_head SET last_position = 149"),
                sealed("a namespace", "DELETE FROM coffer_audit_namespaces WHERE namespace = 'profiles'"),
                sealed("values of a namespace", "UPDATE coffer_audit_namespaces SET with_values = 0"));
        return Stream.of(missing, altered, others).flatMap(harms -> harms);
    }

    @TestFactory
    Stream<DynamicTest> harm_isFound() {
        String source = Audited.sqlite();
        return Stream.of("sqlite:" + freshFile("target.db"), TestServer.OLDEST.freshUrl())
                .flatMap(target -> {
                    Migrator.between(config(source), config(target)).run();
                    Fixture.run(
                            target,
                            KEPT.entrySet().stream()
                                    .map(table ->
                                            "CREATE TABLE " + table.getValue() + " AS SELECT * FROM " + table.getKey())
                                    .toArray(String[]::new));
                    return harms().map(harm -> DynamicTest.dynamicTest(
                            target.substring(0, 6) + " " + harm.name(), () -> assertFound(source, target, harm)));
                });
    }

    private static final Map<String, String> KEPT = Map.of(
            "coffer_audit", "kept_audit",
            "coffer_audit_head", "kept_head",
            "coffer_audit_namespaces", "kept_namespaces",
            "coffer_audit_pending", "kept_pending");

    private static void assertFound(String source, String target, Harm harm) {
        Fixture.run(target, harm.statements().toArray(String[]::new));
        try {
            VerificationReport report =
                    Verifier.between(config(source), config(target)).run();

            assertThat(report.same()).isFalse();
            assertThat(report.tables().stream().flatMap(t -> t.differences().stream()))
                    .containsExactlyElementsOf(harm.found());
            assertThat(report.auditLogKept()).isEqualTo(!harm.found().isEmpty());
        } finally {
            boolean sqlite = target.startsWith("sqlite:");
            KEPT.forEach((table, kept) -> Fixture.run(
                    target,
                    "DELETE FROM " + table,
                    "INSERT INTO " + table + (sqlite ? "" : " OVERRIDING SYSTEM VALUE") + " SELECT * FROM " + kept));
        }
    }

    @Test
    void logThatIsSwitchedOff_orNeverWasThere_isFound() {
        String source = Audited.sqlite();
        String target = TestServer.NEWEST.freshUrl();
        Migrator.between(config(source), config(target)).run();
        assertThat(Verifier.between(config(source), config(target)).run().same())
                .isTrue();
        try (Storage storage = Storage.open(Audited.valid(target))) {
            storage.audit().switchOff(Actor.of("admin"));
        }
        VerificationReport off =
                Verifier.between(config(source), config(target)).run();
        assertThat(off.auditLogKept()).isFalse();
        assertThat(off.same()).isFalse();

        VerificationReport never =
                Verifier.between(config(source), config(Fixture.sqlite(0))).run();
        assertThat(never.auditLogKept()).isFalse();
        assertThat(never.tables())
                .filteredOn(table -> table.kind().isOfAuditLog())
                .extracting(TableComparison::differing)
                .containsExactly(100L, 60L);
    }

    @Test
    void logOfTheTargetAlone_isNoDifference_beforeItHasRecords() {
        String source = Fixture.sqlite(2);
        String target = TestServer.NEWEST.freshUrl();
        Migrator.between(config(source), config(target)).run();
        Storage.open(Audited.config(target)).close();

        assertThat(Verifier.between(config(source), config(target)).run().same())
                .isTrue();
    }
}

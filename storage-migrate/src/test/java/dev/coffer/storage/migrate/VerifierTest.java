package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.postgres.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever is altered behind the library's back, in any column of any row, is found and named. */
class VerifierTest {
    private static final String TIME = "a time";
    private static final String BYTES = "bytes";
    private static final String OTHER_USER = "(SELECT id FROM coffer_users u WHERE u.id <> user_id LIMIT 1)";

    /** What each column of each table is set to, and what a difference calls it. */
    private static final Map<String, List<Alteration>> ALTERATIONS = Map.of(
            "coffer_users",
            List.of(
                    new Alteration("email", "'Other@Example.org'", "email"),
                    new Alteration("canonical_email", "'other@example.org'", "canonicalEmail"),
                    new Alteration("email_verified_at", TIME, "emailVerifiedAt"),
                    new Alteration("locked_at", TIME, "lockedAt"),
                    new Alteration("password_hash", "'$2b$04$other'", "passwordHash"),
                    new Alteration("metadata", "'{\"a\":1}'", "metadata"),
                    new Alteration("created_at", TIME, "createdAt"),
                    new Alteration("updated_at", TIME, "updatedAt"),
                    new Alteration("version", "version + 1", "version")),
            "coffer_sessions",
            List.of(
                    new Alteration("token_hash", BYTES, "tokenHash"),
                    new Alteration("user_id", OTHER_USER, "userId"),
                    new Alteration("created_at", TIME, "createdAt"),
                    new Alteration("last_seen_at", TIME, "lastSeenAt"),
                    new Alteration("expires_at", TIME, "expiresAt"),
                    new Alteration("absolute_expires_at", TIME, "absoluteExpiresAt"),
                    new Alteration("user_agent", "'other'", "userAgent"),
                    new Alteration("ip_address", "'other'", "ipAddress"),
                    new Alteration("metadata", "'{\"a\":1}'", "metadata")),
            "coffer_tokens",
            List.of(
                    new Alteration("token_hash", BYTES, "tokenHash"),
                    new Alteration("user_id", OTHER_USER, "userId"),
                    new Alteration("purpose", "'other'", "purpose"),
                    new Alteration("payload", "'{\"a\":1}'", "payload"),
                    new Alteration("created_at", TIME, "createdAt"),
                    new Alteration("expires_at", TIME, "expiresAt")),
            "coffer_key_values",
            List.of(
                    new Alteration("value", BYTES, "value"),
                    new Alteration("version", "version + 1", "version"),
                    new Alteration("expires_at", TIME, "expiresAt"),
                    new Alteration("created_at", TIME, "createdAt"),
                    new Alteration("updated_at", TIME, "updatedAt")));

    /** An UPDATE of a column, in the words of either database. */
    private record Alteration(String column, String value, String field) {
        String on(String url) {
            boolean sqlite = url.startsWith("sqlite:");
            return switch (value) {
                case TIME -> sqlite ? "1234567" : "'2001-02-03 04:05:06.000007+00'";
                case BYTES -> sqlite ? "zeroblob(32)" : "decode(repeat('00', 32), 'hex')";
                default -> value;
            };
        }
    }

    @TestFactory
    Stream<DynamicTest> alteredColumn_isFound() {
        String source = Fixture.sqlite(20);
        List<String> targets = List.of("sqlite:" + freshFile("target.db"), TestServer.OLDEST.freshUrl());
        targets.forEach(
                target -> Migrator.between(config(source), config(target)).run());
        return targets.stream()
                .flatMap(target -> ALTERATIONS.entrySet().stream()
                        .flatMap(table -> table.getValue().stream()
                                .map(alteration -> DynamicTest.dynamicTest(
                                        target.substring(0, 6) + " " + table.getKey() + "." + alteration.column(),
                                        () -> assertFound(source, target, table.getKey(), alteration)))));
    }

    private static void assertFound(String source, String target, String table, Alteration alteration) {
        String which = table.equals("coffer_key_values")
                ? "namespace = 'counts'"
                : "id = (SELECT id FROM " + table + " ORDER BY id LIMIT 1 OFFSET 3)";
        String column = alteration.column();
        Fixture.run(
                target,
                "CREATE TABLE kept AS SELECT * FROM " + table + " WHERE " + which,
                "UPDATE " + table + " SET " + column + " = " + alteration.on(target) + " WHERE " + which);
        try {
            VerificationReport report =
                    Verifier.between(config(source), config(target)).run();

            assertThat(report.same()).isFalse();
            assertThat(report.tables().stream().flatMap(t -> t.differences().stream()))
                    .singleElement()
                    .satisfies(difference -> {
                        assertThat(difference.what()).isEqualTo(Difference.What.CHANGED);
                        assertThat(difference.fields()).containsExactly(alteration.field());
                        assertThat(difference.key().id()).isNotBlank();
                    });
        } finally {
            String key = table.equals("coffer_key_values")
                    ? "kept.namespace = t.namespace AND kept.id = t.id AND kept.key = t.key"
                    : "kept.id = t.id";
            Fixture.run(
                    target,
                    "UPDATE " + table + " AS t SET " + column + " = (SELECT " + column + " FROM kept WHERE " + key
                            + ") WHERE EXISTS (SELECT 1 FROM kept WHERE " + key + ")",
                    "DROP TABLE kept");
        }
    }

    @Test
    void missingAndAdditionalRecords_areNamed() {
        String source = Fixture.sqlite(5);
        String target = TestServer.NEWEST.freshUrl();
        Migrator.between(config(source), config(target)).run();
        Fixture.run(
                target,
                "DELETE FROM coffer_tokens WHERE id = (SELECT min(id::text)::uuid FROM coffer_tokens)",
                "UPDATE coffer_key_values SET key = 'another' WHERE namespace = 'counts'");

        VerificationReport report =
                Verifier.between(config(source), config(target)).run();

        assertThat(report.tables().stream()
                        .flatMap(t -> t.differences().stream())
                        .map(Difference::what))
                .containsExactlyInAnyOrder(
                        Difference.What.MISSING, Difference.What.MISSING, Difference.What.UNEXPECTED);
        assertThat(report.tables().get(2).source()).isEqualTo(5);
        assertThat(report.tables().get(2).target()).isEqualTo(4);
        assertThat(report.tables().get(2).sourceDigest())
                .isNotEqualTo(report.tables().get(2).targetDigest());
    }

    @Test
    void highWaterThatFellBack_isFound() {
        String source = Fixture.sqlite(1);
        String target = "sqlite:" + freshFile("target.db");
        Migrator.between(config(source), config(target)).run();
        assertThat(Verifier.between(config(source), config(target)).run().same())
                .isTrue();

        Fixture.run(target, "UPDATE coffer_versions SET last_version = 1");

        VerificationReport report =
                Verifier.between(config(source), config(target)).run();
        assertThat(report.highWaterKept()).isFalse();
        assertThat(report.same()).isFalse();
    }

    @Test
    void whatCannotBeRead_isSaid() {
        String there = Fixture.sqlite(1);
        String notThere = "sqlite:" + freshFile("none.db");

        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(
                        () -> Verifier.between(config(notThere), config(there)).run());
        assertThatExceptionOfType(TargetRefused.class)
                .isThrownBy(
                        () -> Verifier.between(config(there), config(notThere)).run());
    }
}

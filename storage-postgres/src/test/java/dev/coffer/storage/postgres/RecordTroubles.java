package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.fail;
import static dev.coffer.storage.postgres.Trouble.warn;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.Finding;
import java.time.Duration;
import java.util.List;

/** Of what is stored. */
record RecordTroubles(OwnServer server) {
    List<Trouble> all() {
        return List.of(
                warn("expired-rows", "for a week", () -> Patient.on(server).findingsIn(Duration.ofDays(9))),
                warn(
                        "expired-rows",
                        "very many",
                        () -> Patient.on(server)
                                .after("INSERT INTO coffer_applied SELECT 'key' || i, now() - interval '1 hour'"
                                        + " FROM generate_series(1, 10001) AS i")
                                .findings()),
                fail("orphans", "of a deletion without foreign keys", this::orphans),
                fail("duplicate-emails", "by capital letters", () -> stored("Ada@example.org", "ADA@example.org")),
                fail("duplicate-emails", "by forms of a letter", () -> stored("e\u0301@x.org", "e\u0301@x.org")),
                fail("duplicate-emails", "without the index", this::twice),
                warn(
                        "search-index",
                        "which is not complete",
                        () -> searched()
                                .after("UPDATE coffer_search SET finished_at = NULL")
                                .findings()),
                warn(
                        "search-index",
                        "of another version",
                        () -> searched()
                                .after("UPDATE coffer_search SET fingerprint = 'x'")
                                .findings()),
                warn(
                        "search-index",
                        "of users that are gone",
                        () -> searched().after("DELETE FROM coffer_users").findings()),
                fail(
                        "search-index",
                        "without a user that is there",
                        () -> searched()
                                .after("DELETE FROM coffer_user_terms WHERE term = 'ida'")
                                .findings()),
                fail(
                        "audit-log",
                        "with a trigger that is switched off",
                        () -> audited()
                                .after("ALTER TABLE coffer_users DISABLE TRIGGER coffer_audit_users")
                                .findings()),
                warn(
                        "audit-log",
                        "that nobody seals",
                        () -> audited()
                                .after("INSERT INTO coffer_audit_pending (at, operation, id, change)"
                                        + " SELECT now(), 'user.locked', 'x', '{}' FROM generate_series(1, 100001)")
                                .findings()));
    }

    private Patient audited() {
        Patient patient = Patient.on(server);
        Storage.open(StorageConfig.forUrl(patient.url())
                        .audit(AuditSettings.ofAll())
                        .build())
                .close();
        return patient;
    }

    private Patient searched() {
        Patient patient = Patient.on(server);
        try (Storage storage = Storage.open(StorageConfig.forUrl(patient.url())
                .userSearch(UserSearch.ofAll())
                .build())) {
            storage.users().create(NewUser.withEmail("ida@example.org"));
        }
        return patient;
    }

    private List<Finding> orphans() {
        Patient patient = Patient.on(server);
        server.execute("SET session_replication_role = replica; DELETE FROM " + patient.name() + ".coffer_users");
        return patient.findings();
    }

    /** A second user, whose canonical address is not what it should be. */
    private List<Finding> stored(String email, String canonicalEmail) {
        Patient patient = Patient.on(server);
        try (Storage storage = Storage.open(patient.url())) {
            storage.users().create(NewUser.withEmail("grace@example.org"));
            storage.users().create(NewUser.withEmail("\u00e9@x.org"));
        }
        return patient.after("UPDATE coffer_users SET email = '" + email + "', canonical_email = '" + canonicalEmail
                        + "' WHERE email = 'grace@example.org'")
                .findings();
    }

    private List<Finding> twice() {
        return Patient.on(server)
                .after(
                        "ALTER TABLE coffer_users DROP CONSTRAINT coffer_users_canonical_email_key",
                        "INSERT INTO coffer_users SELECT gen_random_uuid(), email, canonical_email, NULL, NULL, NULL,"
                                + " metadata, created_at, updated_at, version FROM coffer_users")
                .findings();
    }
}

package dev.coffer.storage.migrate;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Storages with an audit log that has something of everything. */
final class Audited {
    static final AuditSettings SETTINGS =
            AuditSettings.ofAll().namespace("profiles").namespaceWithValues("Zürich 😀");
    static final Instant BEGIN = Instant.parse("2026-02-03T04:05:06.000007Z");

    private Audited() {}

    static StorageConfig config(String url) {
        return Fixture.config(url).toBuilder()
                .audit(SETTINGS)
                .clock(InstantSource.fixed(BEGIN.plus(Duration.ofDays(9))))
                .build();
    }

    /** As one that must find all of the log there. */
    static StorageConfig valid(String url) {
        return config(url).toBuilder().schemaMode(SchemaMode.VALIDATE).build();
    }

    /** A log with records that were pruned, that are sealed and that are not. */
    static String sqlite() {
        String url = "sqlite:" + Fixture.freshFile("audited.db");
        fill(url);
        return url;
    }

    static void fill(String url) {
        try (Storage storage = Storage.open(at(url, 0))) {
            create(storage, "old", 10);
            storage.audit().seal();
        }
        try (Storage storage = Storage.open(at(url, 5))) {
            create(storage, "new", 20);
            storage.audit().seal();
            storage.audit().prune(BEGIN.plus(Duration.ofDays(1)));
            create(storage, "last", 5);
        }
        Fixture.run(url, "UPDATE coffer_users SET metadata = '{\"changed\":\"by hand\"}'");
    }

    private static StorageConfig at(String url, int day) {
        return config(url).toBuilder()
                .clock(InstantSource.fixed(BEGIN.plus(Duration.ofDays(day))))
                .build();
    }

    private static void create(Storage storage, String name, int users) {
        for (int i = 0; i < users; i++) {
            Actor actor = Actor.of("Zoë 😀 " + i % 3);
            var view = storage.as(i % 2 == 0 ? actor.inRequest("r \"" + i) : actor);
            User user = view.users()
                    .create(NewUser.withEmail(name + i + "@Example.org").metadata(Map.of("a'b", "ü\"" + i)));
            view.sessions().issue(NewSession.forUser(user.id()).lasting(Duration.ofDays(20_000)));
            view.tokens().issue(NewToken.forUser(user.id(), "reset"));
            view.keyValues().namespace("Zürich 😀").record(name).put("k" + i, "secret" + i);
            view.keyValues().namespace("profiles").record(name).put("k" + i, "v");
            view.keyValues().namespace("others").record(name).put("k" + i, "v");
        }
    }

    /** All records, from the latest on. */
    static List<AuditRecord> records(Storage storage) {
        List<AuditRecord> records = new ArrayList<>();
        PageRequest request = PageRequest.first(100);
        while (true) {
            Page<AuditRecord> page = storage.audit().list(AuditQuery.all(), request);
            records.addAll(page.items());
            Optional<String> next = page.nextCursor();
            if (next.isEmpty()) {
                return records;
            }
            request = request.after(next.get());
        }
    }
}

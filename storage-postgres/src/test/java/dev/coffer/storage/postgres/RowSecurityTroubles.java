package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.fail;
import static dev.coffer.storage.postgres.Trouble.warn;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.Finding;
import java.util.List;

/** Of users who are to be confined. */
record RowSecurityTroubles(OwnServer server) {
    private static final String CHECK = "row-level-security";

    List<Trouble> all() {
        return List.of(
                fail(CHECK, "with a policy of somebody else's", () -> {
                    ConfinedPlace place = ConfinedPlace.setUp(server.url());
                    place.execute("CREATE POLICY more ON coffer_sessions USING (true)");
                    return findings(StorageConfig.forUrl(place.applicationUrl()).schema(place.owner()));
                }),
                fail(CHECK, "that is not set up", () -> {
                    ConfinedPlace place = ConfinedPlace.setUp(server.url());
                    PostgresStorage.removeRowLevelSecurity(
                            StorageConfig.forUrl(place.ownerUrl()).build());
                    return findings(place.config());
                }),
                warn(CHECK, "seen by the owner", () -> {
                    ConfinedPlace place = ConfinedPlace.setUp(server.url());
                    return findings(StorageConfig.forUrl(place.ownerUrl()));
                }),
                warn(CHECK, "for nobody", () -> {
                    ConfinedPlace place = ConfinedPlace.setUp(server.url());
                    TestServer.execute(
                            place.server(),
                            "REVOKE " + place.confinement().systemRole() + " FROM " + place.application()
                                    + " GRANTED BY " + place.owner());
                    return findings(StorageConfig.forUrl(place.server()).schema(place.owner()));
                }));
    }

    private static List<Finding> findings(StorageConfig.Builder config) {
        return new Diagnosis(PostgresSchema.migrations(), config.build()).findings();
    }
}

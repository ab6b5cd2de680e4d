package dev.coffer.storage.postgres;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.resilience.HostileTexts;
import dev.coffer.storage.StorageConfig;
import java.util.List;

/** Any text as a URL of PostgreSQL, and as parts of one. Nothing is opened. */
public final class PostgresUrlFuzzer {
    private static final int SHORTEST_SECRET = 6;

    private PostgresUrlFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = HostileTexts.whole(data);
        for (String url : List.of(
                text,
                "postgresql://" + text,
                "postgres://ada:" + text + "@db/app",
                "jdbc:postgresql://db/app?" + text,
                "postgresql://db/app?application_name=" + text)) {
            attempt(() -> StorageConfig.forUrl(url).build().toString());
            attempt(() -> PostgresUrl.parse(url)).ifPresent(parsed -> demandSound(url, parsed));
        }
    }

    private static void demandSound(String url, PostgresUrl parsed) {
        demand(!parsed.hosts().isEmpty(), "no host");
        for (PostgresUrl.Host host : parsed.hosts()) {
            demand(host.port() >= 1 && host.port() <= 65_535, "a port out of range");
            demand(host.name().matches("[\\p{L}\\p{N}._:%-]+"), "a host with what could end it");
        }
        demand(
                ServerConnections.parameters().containsAll(parsed.parameters().keySet()),
                "a parameter that is not known");
        parsed.password()
                .filter(password -> password.length() >= SHORTEST_SECRET)
                .filter(password -> !("jdbc:postgresql://postgres://" + parsed).contains(password))
                .ifPresent(password -> demand(
                        !StorageConfig.forUrl(url).build().toString().contains(password), "the password is shown"));
    }
}

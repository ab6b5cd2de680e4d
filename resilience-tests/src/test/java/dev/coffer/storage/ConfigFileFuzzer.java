package dev.coffer.storage;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.resilience.HostileTexts;
import java.util.Arrays;
import java.util.Map;

/**
 * Any text as a file of settings: it is read, or refused without what may be a secret in it.
 *
 * <p>The first byte says which kind of file; the rest is what is in it.
 */
public final class ConfigFileFuzzer {
    private static final String SECRET = "s3cret";

    private ConfigFileFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String name = data[0] % 2 == 0 ? "coffer.properties" : "coffer.yaml";
        String text = HostileTexts.whole(Arrays.copyOfRange(data, 1, data.length));
        attempt(() -> {
            try {
                return new EnvironmentVariables(Map.of(), ConfigFile.of(name, text)).config();
            } catch (InvalidInput e) {
                demand(!String.valueOf(e.getMessage()).contains(SECRET), "a refusal shows what is in the file");
                throw e;
            }
        });
    }
}

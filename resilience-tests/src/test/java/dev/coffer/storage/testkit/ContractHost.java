package dev.coffer.storage.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.coffer.resilience.KnownSecrets;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.StorageProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.NestedClassSelector;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.LoggerFactory;

/**
 * A process that runs the contract, or some chapters of it, and writes down what secrets there were. It is told a URL: one of PostgreSQL, whose role may
 * make schemas, or {@code sqlite:} and a directory.
 */
public final class ContractHost {
    private static final String SCHEMA_PARAMETER = "application_name=";
    private static final Pattern SCHEMA = Pattern.compile(SCHEMA_PARAMETER + "(\\w+)");
    private static final KnownSecrets SECRETS = new KnownSecrets();
    private static final AtomicInteger FRESH = new AtomicInteger();
    private static String url = "";

    private ContractHost() {}

    /** Arguments: the file to write the secrets to, and the names of the chapters as a regular expression. */
    public static void main(String[] arguments) throws IOException {
        LoggerFactory.getLogger(ContractHost.class).trace("slf4j is heard");
        Logger.getLogger(ContractHost.class.getName()).log(Level.FINEST, "java.util.logging is heard");
        url = Objects.requireNonNull(
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine());
        Rules.PASSWORDS.forEach(SECRETS::addPassword);
        Outcome outcome = new Outcome();

        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(chapters(arguments[1]))
                                .build(),
                        outcome);

        System.out.printf("%nrules: %d, failed: %d%n", outcome.rules, outcome.failed);
        SECRETS.write(Path.of(arguments[0]));
        System.exit(0);
    }

    private static List<NestedClassSelector> chapters(String names) {
        return Arrays.stream(StorageContract.class.getDeclaredClasses())
                .filter(chapter -> chapter.getSimpleName().matches(names))
                .map(chapter -> selectNestedClass(List.of(WatchedContract.class), chapter))
                .toList();
    }

    /** The contract, without a name by which it would be run as a test of this module. */
    static class WatchedContract extends StorageContract {
        @Override
        protected String freshUrl() {
            int fresh = FRESH.incrementAndGet();
            return url.startsWith("sqlite:")
                    ? url + "/" + fresh + ".db"
                    : url + (url.contains("?") ? "&" : "?") + SCHEMA_PARAMETER + "contract_" + fresh;
        }

        /** Few connections: to make one takes longer than a rule. */
        @Override
        protected StorageConfig.Builder configure(StorageConfig.Builder config) {
            return config.poolSize(2);
        }

        @Override
        protected Optional<StorageProvider> provider() {
            StorageProvider provider = StorageConfig.forUrl(url).build().provider();
            return Optional.of(new WatchedProvider(provider, ContractHost::inSchema, SECRETS));
        }
    }

    /** In the one that its URL names as the application. */
    private static StorageConfig inSchema(StorageConfig config) {
        Matcher schema = SCHEMA.matcher(config.url());
        return schema.find() ? config.toBuilder().schema(schema.group(1)).build() : config;
    }

    private static final class Outcome implements TestExecutionListener {
        private int rules;
        private int failed;

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest()) {
                rules++;
            }
            if (result.getThrowable().isPresent()) {
                failed++;
                System.out.println("failed: " + identifier.getUniqueId());
                result.getThrowable().get().printStackTrace(System.out);
            }
        }
    }
}

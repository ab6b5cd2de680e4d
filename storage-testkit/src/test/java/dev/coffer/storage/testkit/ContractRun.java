package dev.coffer.storage.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A run of one test of the contract.
 *
 * @param tests how many ran: one, if there is such a test
 * @param failure what it threw, if it failed
 * @param reached whether it came to the fault
 */
record ContractRun(int tests, Optional<Throwable> failure, boolean reached) {
    private static final Launcher LAUNCHER = LauncherFactory.create();

    static ContractRun of(Class<? extends Rules> chapter, String rule, Breakage breakage) {
        Class<?> nested = Arrays.stream(StorageContract.class.getDeclaredClasses())
                .filter(candidate -> candidate.getSuperclass() == chapter)
                .findFirst()
                .orElseThrow(() -> new AssertionError(chapter + " is not part of the contract"));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectNestedMethod(List.of(FaultyContract.class), nested, rule))
                .build();
        Outcome outcome = new Outcome();
        FaultyContract.plant(breakage);
        LAUNCHER.execute(request, outcome);
        return new ContractRun(outcome.tests, outcome.failure, FaultyContract.reached());
    }

    private static final class Outcome implements TestExecutionListener {
        private int tests;
        private Optional<Throwable> failure = Optional.empty();

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest()) {
                tests++;
            }
            if (failure.isEmpty()) {
                failure = result.getThrowable();
            }
        }
    }
}

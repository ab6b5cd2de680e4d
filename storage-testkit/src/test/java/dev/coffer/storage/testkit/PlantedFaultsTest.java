package dev.coffer.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.StorageException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract catches a provider that breaks a rule: for each fault planted into a sound provider, the one test that says the
 * rule goes red, and without the fault that test is green.
 */
class PlantedFaultsTest {
    private static final List<Fault> FAULTS = Stream.of(
                    UserFaults.all(),
                    UserBatchFaults.all(),
                    UserListFaults.all(),
                    SearchFaults.all(),
                    UserFilterFaults.all(),
                    AuditFaults.all(),
                    AuditMoveFaults.all(),
                    ConfinementFaults.all(),
                    UserChangeFaults.all(),
                    EmailFaults.all(),
                    PasswordFaults.all(),
                    SessionFaults.all(),
                    TouchFaults.all(),
                    RevocationFaults.all(),
                    SessionExpiryFaults.all(),
                    TokenFaults.all(),
                    KeyValueFaults.all(),
                    DeletionFaults.all(),
                    VersionFaults.all(),
                    LifetimeFaults.all(),
                    ItemExpiryFaults.all(),
                    CounterFaults.all(),
                    BatchFaults.all(),
                    ScanFaults.all(),
                    PageFaults.all(),
                    PurgeFaults.all(),
                    TransactionFaults.all(),
                    SnapshotFaults.all(),
                    TextFaults.all(),
                    JsonFaults.all(),
                    TimeFaults.all(),
                    RaceFaults.all(),
                    OpeningFaults.all(),
                    DurabilityFaults.all(),
                    PoolFaults.all(),
                    HealthFaults.all())
            .flatMap(List::stream)
            .toList();

    @TestFactory
    Stream<DynamicTest> fault_isCaughtByItsOwnTest() {
        return FAULTS.stream().map(fault -> dynamicTest(fault.toString(), () -> assertCaught(fault)));
    }

    private static void assertCaught(Fault fault) {
        ContractRun sound = ContractRun.of(fault.chapter(), fault.rule(), Breakage.NONE);
        assertThat(sound.failure()).as("without the fault").isEmpty();
        assertThat(sound.tests()).as("tests with this name").isEqualTo(1);

        ContractRun broken = ContractRun.of(fault.chapter(), fault.rule(), fault.breakage());
        assertThat(broken.reached()).as("the test came to the fault").isTrue();
        assertThat(broken.failure()).as("with the fault").isPresent();
        assertThat(broken.failure().orElseThrow()).isInstanceOfAny(AssertionError.class, StorageException.class);
    }

    @Test
    void eachRuleThatAProviderKeeps_isBrokenByOneFault() {
        List<String> broken = FAULTS.stream()
                .map(fault -> fault.chapter().getSimpleName() + "." + fault.rule())
                .toList();

        assertThat(broken).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(300);
        assertThat(RulesOfTheLibrary.all()).doesNotContainAnyElementsOf(broken);
        assertThat(Stream.concat(broken.stream(), RulesOfTheLibrary.all().stream()))
                .containsExactlyInAnyOrderElementsOf(rulesOfTheContract());
    }

    private static List<String> rulesOfTheContract() {
        return Arrays.stream(StorageContract.class.getDeclaredClasses())
                .map(Class::getSuperclass)
                .flatMap(chapter -> Arrays.stream(chapter.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(rule -> chapter.getSimpleName() + "." + rule.getName()))
                .toList();
    }
}

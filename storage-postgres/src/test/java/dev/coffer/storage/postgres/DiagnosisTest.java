package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.postgres.FaultProxy.Fault;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.Finding.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
    @TempDir
    private static Path directory;

    private static OwnServer server;

    @BeforeAll
    static void start() {
        server = new OwnServer(18)
                .setting("fsync", "on")
                .setting("listen_addresses", "127.0.0.1,127.0.0.2")
                .setting("max_prepared_transactions", "5")
                .access("host all hashed 127.0.0.1/32 md5", "host all all 127.0.0.1/32 trust")
                .start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static List<Trouble> troubles() {
        return Stream.of(
                        new ServerTroubles(server).all(),
                        new TlsTroubles(server, directory).all(),
                        new SchemaTroubles(server).all(),
                        new RowSecurityTroubles(server).all(),
                        new TableTroubles(server).all(),
                        new RecordTroubles(server).all(),
                        new ReplicationTroubles(server).all())
                .flatMap(List::stream)
                .toList();
    }

    private static Stream<String> names() {
        return Stream.concat(
                Stream.of(Diagnosis.REACHABLE.name()), Diagnosis.CHECKS.stream().map(Check::name));
    }

    @Test
    void healthyStorage_isFoundHealthy() {
        List<Finding> findings = Patient.on(server).findings();
        assertThat(findings).extracting(Finding::check).containsExactlyElementsOf(names().toList());
        assertThat(findings).filteredOn(finding -> finding.level() != Level.OK).isEmpty();
        assertThat(findings).noneMatch(finding -> finding.advice().isPresent());
    }

    @TestFactory
    Stream<DynamicTest> trouble_isFound_andNothingOfWhatIsStoredShown() {
        return troubles().stream()
                .map(trouble -> dynamicTest(trouble.check() + ": " + trouble.name(), () -> {
                    List<Finding> findings = trouble.scene().findings();
                    assertThat(findings)
                            .filteredOn(finding -> finding.check().equals(trouble.check()))
                            .singleElement()
                            .satisfies(finding -> {
                                assertThat(finding.level())
                                        .as(finding.toString())
                                        .isEqualTo(trouble.level());
                                assertThat(finding.observed()).as("seen").doesNotStartWith("could not be looked at");
                                assertThat(finding.advice()).isPresent();
                            });
                    assertThat(findings.toString()).doesNotContainIgnoringCase(Patient.EMAIL, Patient.PASSWORD);
                }));
    }

    /** Who adds a check adds a trouble that it finds. */
    @Test
    void check_hasATroubleThatItFinds() {
        Set<String> found = troubles().stream().map(Trouble::check).collect(Collectors.toSet());
        assertThat(names()).containsExactlyInAnyOrderElementsOf(found).doesNotHaveDuplicates();
    }

    @Test
    void whatTheRoleMayNotRead_isSaid_andTheRestLookedAt() {
        Patient patient = Patient.on(server);
        List<Finding> findings = patient.after("REVOKE SELECT ON coffer_users FROM " + patient.name())
                .findings();
        assertThat(findings).hasSize(Diagnosis.CHECKS.size() + 1);
        assertThat(findings)
                .filteredOn(finding -> finding.observed().startsWith("could not be looked at"))
                .extracting(Finding::check)
                .containsExactly("orphans", "duplicate-emails");
        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("duplicate-emails"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.WARN);
                    assertThat(finding.advice())
                            .hasValueSatisfying(advice -> assertThat(advice).contains("role-rights"));
                });
    }

    @Test
    void rightsOnTablesThatAreNotThere_areNotSaidToBeFine() {
        assertThat(Patient.empty(server).findings())
                .filteredOn(finding -> finding.check().equals("role-rights"))
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .contains("could not be looked at: there are no tables");
    }

    @Test
    void connectionLostOnTheWay_leavesTheRestUnseen() {
        Patient patient = Patient.on(server);
        try (FaultProxy proxy = new FaultProxy(patient.url())) {
            proxy.inject(Fault.CUT_REQUEST, "pg_replication_slots");
            List<Finding> findings = Patient.at(proxy.through(patient.url())).findings();
            assertThat(findings).extracting(Finding::check).containsExactlyElementsOf(names().toList());
            assertThat(findings)
                    .filteredOn(finding -> finding.observed().startsWith("could not be looked at"))
                    .hasSize(11)
                    .allMatch(finding -> finding.level() == Level.WARN);
        }
    }

    @Test
    void wrongUrl_isRefused() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Patient.at("postgresql://db/app?colour=red").findings());
    }

    @Test
    void oldestServer_isUnderstood() {
        try (OwnServer oldest = new OwnServer(15).setting("fsync", "on").start()) {
            assertThat(Patient.on(oldest).findings())
                    .filteredOn(finding -> finding.level() != Level.OK)
                    .filteredOn(finding -> !finding.check().equals("server-version")) // since its last release
                    .isEmpty();
        }
    }
}

package dev.coffer.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.vault.RunningVault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every example. */
class ExamplesTest {
    private static final OwnServer SERVER = new OwnServer(18);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static final String TOUR = """
            Imported 4 users with their passwords from an htpasswd file
            Authenticated ada@example.org with the password that Apache hashed: true
            Signed up grace@example.org as …
            Authenticated her with a wrong password: false
            Authenticated her with the right one: true
            Issued a session until …Z
            Wrote her profile: lang=en, theme=dark
            Scanned her visits in 2026: 2026-01-01=seen, 2026-01-02=seen
            Closed it
            Opened it again
            Found 5 users
            Found the session of grace@example.org
            Found her profile: lang=en, theme=dark
            Found 3 visits
            """;

    /** What each prints; … stands for anything within a line. */
    private static final Map<String, String> OUTPUTS = Map.ofEntries(
            Map.entry("FirstStepsMain", """
                    Right password: true
                    Hello ada@example.org
                    """),
            Map.entry("QuickStartMain", "Opened Storage[sqlite:…app.db]\n" + TOUR),
            Map.entry("PostgresQuickStartMain", "Opened Storage[postgresql://…]\n" + TOUR),
            Map.entry("JoinTransactionMain", """
                    Coffee is sold out
                    SQLite has an account for ada@example.org: true
                    SQLite has an account for alan@example.org: false
                    Coffee is sold out
                    PostgreSQL has an account for ada@example.org: true
                    PostgreSQL has an account for alan@example.org: false
                    """),
            Map.entry("SwitchToPostgresMain", """
                    Moved 1 of USER
                    Moved 0 of SESSION
                    Moved 0 of TOKEN
                    Moved 0 of KEY_VALUE
                    Moved 0 of AUDIT_RECORD
                    Moved 0 of UNSEALED_AUDIT_RECORD
                    Her password is right at the first start: true
                    Her password is right at the second start: true
                    """),
            Map.entry("ConfigurationFileMain", """
                    From the file: 4 connections
                    From the environment: 500 ms for a lock
                    From the code: 1000 ms for a read
                    Refused: pool-size in …coffer.yaml, line 2, is not known: did you mean poolSize?
                    """),
            Map.entry("HealthMain", """
                    Ready: 200 …
                    While a snapshot has the one reader: 200 DEGRADED the one connection is in use
                    Closed: 503 DOWN the storage is closed
                    """),
            Map.entry("MaintenanceMain", """
                    sessions.purge deleted 1
                    tokens.purge deleted 0
                    key_values.purge deleted 1
                    applied_keys.purge deleted 0
                    """),
            Map.entry("PasswordFileMain", """
                    Opened with the password in the file
                    Users: 0
                    """),
            Map.entry("VaultMain", """
                    Opened with a role that Vault has made
                    Users: 0
                    Closed: the role is Vault's to drop
                    """),
            Map.entry("UsersMain", """
                    Created: true, then false
                    Changed: Ada, version 2
                    Refused: the version is 2 now
                    The session here lives: true
                    The one elsewhere lives: false
                    The right password of a locked user: false
                    Listed: 2, then 1
                    """),
            Map.entry("SearchMain", """
                    example.com: jane.doe@example.com
                    zurich: jane.doe@example.com
                    doe: jane.doe@example.com, john@example.org
                    jo: john@example.org
                    doe zür: jane.doe@example.com
                    "john doe": john@example.org
                    late:\s
                    %:\s
                    at least 5 seats: john@example.org
                    """),
            Map.entry("AuditMain", """
                    user.deleted by admin:7
                    user.locked by admin:7
                    user.created by nobody we know
                    Intact: true, records: 4
                    """),
            Map.entry("RowLevelSecurityMain", """
                    Of 2 users hers shows 1
                    Of Eve's profile: Optional.empty
                    A session for Eve: refused
                    Signing in: true
                    """),
            Map.entry("PasswordResetMain", """
                    A mail to an unknown address: false
                    A mail to hers, with a token of 43 characters
                    Refused: password must not be empty
                    Her new session lives: true
                    The old one on her phone: false
                    The link works again: false
                    """),
            Map.entry("KeyValuesMain", """
                    The note: Ring twice. Beware of the cat.
                    Refused: since we read the note, somebody else wrote it
                    After 59 minutes: Optional[SUMMER]
                    After an hour: Optional.empty
                    Visits: [visit:2026-02-02, visit:2026-02-01, visit:2026-01-31, visit:2026-01-30]
                    """),
            Map.entry("TransactionsMain", """
                    First call: APPLIED
                    Second call: ALREADY_APPLIED
                    Moved 70
                    Not moved: ada has not enough credits
                    Together they have 100
                    """),
            Map.entry("LoginThrottleMain", """
                    Unknown user or wrong password
                    Unknown user or wrong password
                    Unknown user or wrong password
                    Too many attempts, try again at 2026-01-01T12:15:00Z
                    Welcome
                    """),
            Map.entry("MemoryKeyValueProviderMain", """
                    The sky has [day, night]
                    Users are supported: false
                    Refused: this provider does not support USERS
                    """),
            Map.entry("HtpasswdImportMain", """
                    Imported 4 users
                    The hash of ada@example.org begins with $2y$05$
                    The password that Apache hashed is right: true
                    Now the hash begins with $2b$12$
                    """),
            Map.entry("ErrorsMain", """
                    Welcome ada@example.org
                    This email has an account already
                    Please correct the email: email must have one @ with something on both sides
                    Please correct the password: password must not be empty
                    """),
            Map.entry("JsonLoggingMain", """
                    Call 1: …
                    Call 2: …
                    Call 3: …
                    """),
            Map.entry("MetricsMain", """
                    Span coffer users.delete in coffer transaction
                    coffer_health{provider="sqlite",storage="accounts"} 1.0
                    coffer_operations_seconds_count{operation="open",outcome="success",provider="sqlite",storage="accounts"} 1
                    coffer_operations_seconds_count{operation="sessions.purge",outcome="success",provider="sqlite",storage="accounts"} 1
                    coffer_operations_seconds_count{operation="transaction",outcome="success",provider="sqlite",storage="accounts"} 1
                    coffer_operations_seconds_count{operation="users.create",outcome="success",provider="sqlite",storage="accounts"} 1
                    coffer_operations_seconds_count{operation="users.delete",outcome="success",provider="sqlite",storage="accounts"} 1
                    coffer_operations_seconds_count{operation="users.find",outcome="success",provider="sqlite",storage="accounts"} 2
                    coffer_purged_total{kind="sessions",provider="sqlite",storage="accounts"} 0.0
                    hikaricp_connections_active{pool="coffer-sqlite-readers",storage="accounts"} 0.0
                    hikaricp_connections_max{pool="coffer-sqlite-readers",storage="accounts"} 10.0
                    Failed: [sqlite users.create: duplicate]
                    """),
            Map.entry("ConfigurationMain", """
                    A value has at most 65536 bytes
                    Opened with VALIDATE: true
                    """));

    /** What is logged; of most examples nothing. */
    private static final Map<String, String> LOGS = Map.of("JsonLoggingMain", """
            {…"level":"WARN",…"loggerName":"dev.coffer.storage.Storage",…"kvpList": […{"storage":"sqlite:…app.db"},{"provider":"sqlite"},{"outcome":"unavailable"},{"operation":"key_values.put"}…],"formattedMessage":"operations fail: …
            """);

    @TestFactory
    Stream<DynamicTest> example_printsWhatItDid() {
        return OUTPUTS.entrySet().stream()
                .map(example -> dynamicTest(example.getKey(), () -> {
                    Printed printed = example.getKey().equals("VaultMain")
                            ? runWithVault()
                            : run(example.getKey(), arguments(example.getKey()));
                    assertThat(printed.out()).matches(pattern(example.getValue()));
                    assertThat(printed.err()).as("log").matches(pattern(LOGS.getOrDefault(example.getKey(), "")));
                }));
    }

    private static Printed runWithVault() throws Exception {
        try (RunningVault vault = RunningVault.start()) {
            Path secretId = Files.writeString(Path.of("target", "secret-id"), vault.secretId());
            return run("VaultMain", vault.url(), vault.address().toString(), vault.roleId(), secretId.toString());
        }
    }

    @Test
    void everyExample_isRun() {
        Stream<String> mains = ProjectFiles.examples().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("Main.java"))
                .map(name -> name.substring(0, name.length() - ".java".length()));
        assertThat(mains).containsExactlyInAnyOrderElementsOf(OUTPUTS.keySet());
    }

    @Test
    void quickStart_runsAgainOverWhatItLeft() throws Exception {
        assertThat(run("QuickStartMain").out()).isNotEmpty();
        assertThat(run("QuickStartMain").out()).contains("Found 5 users");
    }

    @Test
    void postgresQuickStart_runsAgainOverWhatItLeft() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        assertThat(run("PostgresQuickStartMain", url).out()).isNotEmpty();
        assertThat(run("PostgresQuickStartMain", url).out()).contains("Found 5 users");
    }

    /** Those of most examples are none. */
    private static String[] arguments(String example) throws IOException {
        return switch (example) {
            case "PasswordFileMain" -> passwordFile(TestServer.NEWEST.freshUrl());
            case "PostgresQuickStartMain", "SwitchToPostgresMain" -> new String[] {TestServer.NEWEST.freshUrl()};
            case "JoinTransactionMain" -> new String[] {TestServer.jdbcUrl(TestServer.NEWEST.freshUrl())};
            case "RowLevelSecurityMain" -> ownerAndApplication(SERVER);
            default -> new String[0];
        };
    }

    private static String[] ownerAndApplication(OwnServer server) {
        server.execute("CREATE ROLE owner LOGIN CREATEROLE; CREATE SCHEMA AUTHORIZATION owner");
        server.execute("CREATE ROLE app LOGIN; ALTER ROLE app SET search_path = owner");
        String url = server.url();
        return new String[] {url.replace("//postgres@", "//owner@"), url.replace("//postgres@", "//app@"), "app"};
    }

    private static String[] passwordFile(String url) throws IOException {
        Matcher login = Pattern.compile("//([^:]*):([^@]*)@").matcher(url);
        assertThat(login.find()).isTrue();
        Path file = Files.writeString(Path.of("target", "password-file"), login.group(2) + "\n");
        return new String[] {url.replace(login.group(), "//"), login.group(1), file.toString()};
    }

    private record Printed(String out, String err) {}

    private static Printed run(String example, String... arguments) throws Exception {
        for (String leftover : List.of("app.db", "app.db-wal", "app.db-shm")) {
            Files.deleteIfExists(
                    Path.of(leftover)); // of an earlier run of FirstStepsMain, in this module's work directory
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream newOut = new ByteArrayOutputStream();
        ByteArrayOutputStream newErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(newOut, true, UTF_8));
        System.setErr(new PrintStream(newErr, true, UTF_8));
        try {
            Class.forName("dev.coffer.examples." + example)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Printed(newOut.toString(UTF_8), newErr.toString(UTF_8));
    }

    private static Pattern pattern(String expected) {
        return Pattern.compile(expected.lines()
                .map(line ->
                        Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .map(line -> line + "\\R")
                .collect(Collectors.joining()));
    }
}

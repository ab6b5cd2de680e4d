package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.jdbi.UserTerm;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the index of a search is made, who keeps it in step, and who must not search without, on each database. */
abstract class SearchIndexRules {
    private static final int THREADS = 8;
    private static final int CHANGES = 150;

    private String url;
    private User ada;

    /** Of an empty database. */
    abstract String freshUrl();

    /** The same database, for JDBC. */
    abstract String jdbcUrl(String url);

    abstract StorageAccess on(Connection connection, StorageConfig config);

    @BeforeEach
    void fill() {
        url = freshUrl();
        try (Storage storage = Storage.open(config().build())) {
            ada = storage.users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        }
    }

    private StorageConfig.Builder config() {
        return StorageConfig.forUrl(url).poolSize(THREADS);
    }

    private StorageConfig.Builder searching() {
        return config().userSearch(UserSearch.ofAll());
    }

    private static List<String> found(StorageAccess storage, String query) {
        return storage.users().search(query, PageRequest.first(100)).items().stream()
                .map(User::email)
                .toList();
    }

    private List<String> found(String query) {
        try (Storage storage = Storage.open(searching().build())) {
            return found(storage, query);
        }
    }

    private void assertRefused(StorageConfig.Builder config, String reason) {
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(config.build()))
                .withMessageContaining(reason);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(url));
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Set<String> terms() throws SQLException {
        Set<String> terms = new HashSet<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT term, part, canonical_email FROM coffer_user_terms")) {
            while (rows.next()) {
                terms.add(rows.getString(1) + " " + rows.getInt(2) + " " + rows.getString(3));
            }
        }
        return terms;
    }

    private Set<String> expectedTerms() {
        try (Storage storage = Storage.open(config().build())) {
            return storage.users().list(PageRequest.first(1_000)).items().stream()
                    .flatMap(user -> UserTerm.of(UserSearch.ofAll(), user, user.email()).stream())
                    .map(term -> term.text() + " " + term.part() + " " + term.canonicalEmail())
                    .collect(Collectors.toSet());
        }
    }

    private boolean isIndexed() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM coffer_search")) {
            return rows.next();
        }
    }

    @Test
    void off_nothingIsWritten() throws Exception {
        assertThat(terms()).isEmpty();
        assertThat(isIndexed()).isFalse();
    }

    @Test
    void validate_refusesWhatIsNotComplete() throws Exception {
        assertRefused(searching().schemaMode(SchemaMode.VALIDATE), "there is no index");
        assertRefused(searching().readOnly(true), "there is no index");
        found("ada");
        Storage.open(searching().schemaMode(SchemaMode.VALIDATE).build()).close();
        assertRefused(
                config().userSearch(UserSearch.ofAll().leavingOut("n")).schemaMode(SchemaMode.VALIDATE),
                "of another search");
        execute("UPDATE coffer_search SET finished_at = NULL");
        assertRefused(searching().schemaMode(SchemaMode.VALIDATE), "not complete");
    }

    @Test
    void readOnly_searchesAnIndexThatIsThere() {
        found("ada");
        try (Storage storage = Storage.open(searching().readOnly(true).build())) {
            assertThat(found(storage, "bern")).containsExactly("ada@x.y");
        }
    }

    @Test
    void none_opensAndDoesNotSearchWithoutAnIndex() {
        try (Storage storage =
                Storage.open(searching().schemaMode(SchemaMode.NONE).build())) {
            assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> found(storage, "ada"));
        }
    }

    @Test
    void indexThatIsGivenUp_isNotSearched_andMadeAnew() throws Exception {
        try (Storage storage = Storage.open(searching().build())) {
            execute("DELETE FROM coffer_search");
            assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> found(storage, "ada"));
        }
        assertThat(found("ada")).containsExactly("ada@x.y");
        assertThat(terms()).isEqualTo(expectedTerms());
    }

    @Test
    void makingThatWasStopped_isGoneOnWith() throws Exception {
        found("ada");
        execute("DELETE FROM coffer_user_terms", "UPDATE coffer_search SET finished_at = NULL, last_id = NULL");
        assertThat(found("bern")).containsExactly("ada@x.y");
        assertThat(terms()).isEqualTo(expectedTerms());
    }

    @Test
    void whatIsStale_isNotShown_andHidesNobody() throws Exception {
        found("ada");
        execute(
                "INSERT INTO coffer_user_terms VALUES ('bern', 0, 'aaa@x.y'), ('bern', 1, 'ada@x.y'), ('basel', 0, 'ada@x.y')");
        assertThat(found("bern")).containsExactly("ada@x.y");
        assertThat(found("bern x.y")).containsExactly("ada@x.y");
        assertThat(found("basel")).isEmpty();
    }

    @Test
    void anotherVersionsIndex_isGivenUpByWhoCannotKeepIt() throws Exception {
        found("ada");
        execute("UPDATE coffer_search SET fingerprint = 'of a version to come'");
        Storage.open(config().build()).close();
        assertThat(isIndexed()).isFalse();
        assertThat(found("ada")).containsExactly("ada@x.y");
    }

    @Test
    void changes_leaveTheRowsOfWhatIsThere() throws Exception {
        try (Storage storage = Storage.open(searching().build())) {
            storage.users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel bern")));
            storage.users().update(ada.id(), UserUpdate.email("eve@x.y"));
            storage.users()
                    .delete(storage.users().create(NewUser.withEmail("bob@x.y")).id());
        }
        assertThat(terms())
                .containsExactlyInAnyOrder(
                        "b 1 eve@x.y",
                        "ba 1 eve@x.y",
                        "bas 1 eve@x.y",
                        "base 1 eve@x.y",
                        "basel 0 eve@x.y",
                        "be 1 eve@x.y",
                        "ber 1 eve@x.y",
                        "bern 0 eve@x.y",
                        "e 1 eve@x.y",
                        "ev 1 eve@x.y",
                        "eve 0 eve@x.y",
                        "x 0 eve@x.y",
                        "y 0 eve@x.y");
    }

    @Test
    void madeByManyAtOnce_isComplete() throws Exception {
        try (Storage storage = Storage.open(config().build())) {
            for (int batch = 0; batch < 3; batch++) {
                int first = batch * 1_000;
                storage.users()
                        .createAll(IntStream.range(first, first + 1_000)
                                .mapToObj(i -> NewUser.withEmail("user" + i + "@x.y"))
                                .toList());
            }
        }
        atOnce(4, thread -> assertThat(found("user" + (2_999 - thread))).hasSize(1));

        assertThat(found("user1500")).containsExactly("user1500@x.y");
    }

    private static final int COUNTED = 12_000;
    private static final List<Integer> DIVISORS = List.of(1, 2, 3, 5, 7, 11, 100, 1_000, COUNTED - 1);

    /** A number with a word for each that divides it. */
    private static NewUser counted(int number) {
        return NewUser.withEmail("n%05d@x.y".formatted(number))
                .metadata(Map.of(
                        "divisors",
                        DIVISORS.stream()
                                .filter(divisor -> number % divisor == 0)
                                .map(divisor -> "d" + divisor)
                                .toList()));
    }

    private static List<String> foundOnAllPages(StorageAccess storage, String query) {
        PageRequest first = PageRequest.first(20);
        Page<User> page = storage.users().search(query, first);
        List<User> found = new ArrayList<>(page.items());
        while (page.nextCursor().isPresent()) {
            page = storage.users().search(query, first.after(page.nextCursor().get()));
            found.addAll(page.items());
        }
        return found.stream().map(User::email).toList();
    }

    private static List<String> counted(IntPredicate wanted) {
        return IntStream.range(0, COUNTED)
                .filter(wanted)
                .mapToObj("n%05d@x.y"::formatted)
                .toList();
    }

    /** Lists that are equally long, many times longer than others, at their ends; and those of words beside those of beginnings. */
    @Test
    void wordsThatManyHave_areFoundTogether() {
        try (Storage storage = Storage.open(searching().build())) {
            for (int first = 0; first < COUNTED; first += 4_000) {
                storage.users()
                        .createAll(IntStream.range(first, first + 4_000)
                                .mapToObj(SearchIndexRules::counted)
                                .toList());
            }
            for (int one : DIVISORS) {
                for (int other : DIVISORS) {
                    assertThat(foundOnAllPages(storage, "\"d" + one + "\" \"d" + other + "\" \"x\""))
                            .as("%d and %d", one, other)
                            .isEqualTo(counted(number -> number % one == 0 && number % other == 0));
                }
                assertThat(foundOnAllPages(storage, "d10 \"d" + one + "\""))
                        .as("%d and the beginning of 100 and 1,000", one)
                        .isEqualTo(counted(number -> number % 100 == 0 && number % one == 0));
                assertThat(foundOnAllPages(storage, "n0 \"d" + one + "\""))
                        .as("%d and a beginning of most addresses", one)
                        .isEqualTo(counted(number -> number < 10_000 && number % one == 0));
            }
        }
    }

    @Test
    void userWithoutAnyWord_isCreated() throws SQLException {
        try (Storage storage = Storage.open(searching().build())) {
            assertThat(storage.users().create(NewUser.withEmail("'@'")).email()).isEqualTo("'@'");
            assertThat(storage.users().count()).isEqualTo(2);
        }
        assertThat(terms()).isEqualTo(expectedTerms());
    }

    @Test
    void addressOfSomebodyDeletedBehindTheLibrarysBack_isTakenAgain() throws SQLException {
        found("ada");
        execute("DELETE FROM coffer_users");
        try (Storage storage = Storage.open(searching().build())) {
            storage.users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));

            assertThat(found(storage, "bern")).containsExactly("ada@x.y");
        }
    }

    /** As while nodes are replaced one by one. */
    @Test
    void storagesOpenedBeforeAnotherSearch_keepTheIndexOfThat() throws SQLException {
        StorageConfig.Builder older = config().userSearch(UserSearch.ofAll().leavingOut("city"));
        Storage.open(older.build()).close();
        try (Storage without = Storage.open(config().build());
                Storage before = Storage.open(older.build());
                Storage after = Storage.open(searching().build())) {
            for (Storage storage : List.of(without, before, after)) {
                NewUser bob = NewUser.withEmail("bob@x.y").metadata(Map.of("city", "Basel"));
                User created = storage.users().create(bob);
                assertThat(found(after, "basel")).containsExactly("bob@x.y");
                storage.users().update(created.id(), UserUpdate.metadata(Map.of("city", "Chur")));
                assertThat(terms()).isEqualTo(expectedTerms());
                storage.users().delete(created.id());
                storage.users()
                        .createAll(List.of(bob, NewUser.withEmail("eve@x.y").metadata(Map.of("city", "Genf"))));
                storage.users().findOrCreate(NewUser.withEmail("zoe@x.y").metadata(Map.of("city", "Zug")));
                assertThat(terms()).isEqualTo(expectedTerms());
                for (String email : List.of("bob@x.y", "eve@x.y", "zoe@x.y")) {
                    storage.users()
                            .delete(storage.users()
                                    .findByEmail(email)
                                    .orElseThrow()
                                    .id());
                }
                assertThat(terms()).isEqualTo(expectedTerms());
            }
        }
    }

    @Test
    void joinedTransaction_keepsTheIndex_whateverItsConfiguration() throws Exception {
        found("ada");
        for (StorageConfig config : List.of(
                StorageConfig.builder().build(),
                StorageConfig.builder().userSearch(UserSearch.ofAll()).build())) {
            try (Connection connection = connect()) {
                connection.setAutoCommit(false);
                StorageAccess joined = on(connection, config);
                User bob = joined.users().create(NewUser.withEmail("bob@x.y"));
                joined.users().update(bob.id(), UserUpdate.metadata(Map.of("city", "Basel")));
                connection.commit();
                assertThat(found("basel")).containsExactly("bob@x.y");
                on(connection, config).users().delete(bob.id());
                connection.commit();
                on(connection, config).users().create(NewUser.withEmail("bob@x.y"));
                connection.rollback();
            }
            assertThat(terms()).isEqualTo(expectedTerms());
        }
    }

    /** Few addresses, which change hands all the time, by single calls, in transactions, and by a storage that does not search. */
    @Test
    void manyChangesAtOnce_leaveTheRowsOfWhatIsThere() throws Exception {
        try (Storage storage = Storage.open(searching().build());
                Storage other = Storage.open(config().build())) {
            atOnce(THREADS, thread -> {
                Random random = new Random(thread);
                List<UUID> ids = new ArrayList<>(List.of(ada.id()));
                for (int i = 0; i < CHANGES; i++) {
                    Storage either = random.nextBoolean() ? storage : other;
                    try {
                        if (random.nextBoolean()) {
                            change(either, random, ids);
                        } else {
                            either.inTransaction(tx -> change(tx, random, ids));
                        }
                    } catch (StorageException e) {
                        assertThat(e).isNotInstanceOf(SchemaMismatch.class);
                    }
                }
            });
        }
        assertThat(terms()).isEqualTo(expectedTerms()).isNotEmpty();
    }

    private static void change(StorageAccess storage, Random random, List<UUID> ids) {
        String email = "user" + random.nextInt(6) + "@x.y";
        Map<String, Object> metadata = Map.of("city", "city" + random.nextInt(3));
        UUID id = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(5)) {
            case 0 -> storage.users().update(id, UserUpdate.email(email));
            case 1 -> storage.users().update(id, UserUpdate.metadata(metadata));
            case 2 -> storage.users().delete(id);
            case 3 ->
                ids.add(storage.users()
                        .findOrCreate(NewUser.withEmail(email).metadata(metadata))
                        .user()
                        .id());
            default ->
                ids.add(storage.users()
                        .create(NewUser.withEmail(email).metadata(metadata))
                        .id());
        }
    }

    @FunctionalInterface
    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void atOnce(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    work.run(thread);
                    return thread;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

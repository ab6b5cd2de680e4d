package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the index of a search is made, who keeps it in step, and who must not search without. */
class SearchIndexTest {
    private static final int THREADS = 8;
    private static final int CHANGES = 150;

    private String url;
    private User ada;

    @BeforeEach
    void fill() {
        url = TestServer.NEWEST.freshUrl();
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

    private Set<UserTerm> terms() throws SQLException {
        Set<UserTerm> terms = new HashSet<>();
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT term, part, canonical_email FROM coffer_user_terms")) {
            while (rows.next()) {
                terms.add(new UserTerm(rows.getString(1), rows.getInt(2), rows.getString(3)));
            }
        }
        return terms;
    }

    private Set<UserTerm> expectedTerms() {
        Set<UserTerm> terms = new HashSet<>();
        try (Storage storage = Storage.open(config().build())) {
            storage.users()
                    .list(PageRequest.first(1_000))
                    .items()
                    .forEach(user -> terms.addAll(UserTerm.of(UserSearch.ofAll(), user, user.email())));
        }
        return terms;
    }

    @Test
    void off_nothingIsWritten() throws Exception {
        assertThat(terms()).isEmpty();
    }

    @Test
    void validate_refusesWhatIsNotComplete() {
        assertRefused(searching().schemaMode(SchemaMode.VALIDATE), "there is no index");
        assertRefused(searching().readOnly(true), "there is no index");
        found("ada");
        try (Storage storage = Storage.open(searching().readOnly(true).build())) {
            assertThat(found(storage, "bern")).containsExactly("ada@x.y");
        }
        assertRefused(
                config().userSearch(UserSearch.ofAll().leavingOut("n")).schemaMode(SchemaMode.VALIDATE),
                "of another search");
        TestServer.execute(url, "UPDATE coffer_search SET finished_at = NULL");
        assertRefused(searching().schemaMode(SchemaMode.VALIDATE), "not complete");
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
            TestServer.execute(url, "DELETE FROM coffer_search");
            assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> found(storage, "ada"));
        }
        assertThat(found("ada")).containsExactly("ada@x.y");
        assertThat(terms()).isEqualTo(expectedTerms());
    }

    @Test
    void makingThatWasStopped_isGoneOnWith() throws Exception {
        found("ada");
        TestServer.execute(url, "DELETE FROM coffer_user_terms; UPDATE coffer_search SET finished_at = NULL");
        assertThat(found("bern")).containsExactly("ada@x.y");
        assertThat(terms()).isEqualTo(expectedTerms());
    }

    @Test
    void whatIsStale_isNotShown_andHidesNobody() {
        found("ada");
        TestServer.execute(
                url,
                "INSERT INTO coffer_user_terms VALUES ('bern', 0, 'aaa@x.y'), ('bern', 1, 'ada@x.y'), ('basel', 0, 'ada@x.y')");
        assertThat(found("bern")).containsExactly("ada@x.y");
        assertThat(found("bern x.y")).containsExactly("ada@x.y");
        assertThat(found("basel")).isEmpty();
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

    @Test
    void joinedTransaction_keepsTheIndex_whateverItsConfiguration() throws Exception {
        found("ada");
        for (StorageConfig config : List.of(
                StorageConfig.builder().build(),
                StorageConfig.builder().userSearch(UserSearch.ofAll()).build())) {
            try (Connection connection = TestServer.connect(url)) {
                connection.setAutoCommit(false);
                StorageAccess joined = PostgresStorage.on(connection, config);
                User bob = joined.users().create(NewUser.withEmail("bob@x.y"));
                joined.users().update(bob.id(), UserUpdate.metadata(Map.of("city", "Basel")));
                connection.commit();
                assertThat(found("basel")).containsExactly("bob@x.y");
                PostgresStorage.on(connection, config).users().delete(bob.id());
                connection.commit();
                PostgresStorage.on(connection, config).users().create(NewUser.withEmail("bob@x.y"));
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

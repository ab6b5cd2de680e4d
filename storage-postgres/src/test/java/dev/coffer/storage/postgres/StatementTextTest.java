package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.KeyValues;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values travel beside the statements, never within them. */
class StatementTextTest {
    private static final String MARK = "m4rk3d";

    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18).setting("log_statement", "all");

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @Test
    void noStatement_holdsAValue() {
        try (Storage storage =
                Storage.open(StorageConfig.forUrl(SERVER.url()).passwordCost(4).build())) {
            useEverything(storage);
        }
        List<String> lines = SERVER.logLines();
        assertThat(lines.stream().filter(line -> line.contains(MARK)))
                .hasSizeGreaterThan(15)
                .allMatch(line -> line.contains("DETAIL:"), "a statement's parameters");
    }

    @Test
    void noStatementOfAMigration_holdsAValue() {
        String url = TestServer.freshUrl(SERVER.url());
        KeyValue item = new KeyValue(MARK, MARK, MARK, new byte[0], 1, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
        List<StoredRecord> records = List.of(new StoredKeyValue(item));
        int before = SERVER.logLines().size();
        try (RecordTarget target = Filling.target(url)) {
            target.begin("a source");
            TypedRecords.load(target, records);
            target.complete();
            target.finish();
            TypedRecords.add(target, records);
        }
        try (RecordSource source = Filling.source(url)) {
            assertThat(Chunks.records(source, RecordKind.KEY_VALUE)).isEqualTo(records);
        }
        List<String> lines = SERVER.logLines();
        assertThat(lines.subList(before, lines.size()).stream().filter(line -> line.contains(MARK)))
                .isNotEmpty()
                .allMatch(line -> line.contains("DETAIL:"), "a statement's parameters");
    }

    private static void useEverything(Storage storage) {
        NewUser newUser = NewUser.withEmail(MARK + "@example.org").metadata(Map.of(MARK, MARK));
        User user = storage.users().create(newUser);
        storage.users().createAll(List.of(email(1), email(2)));
        storage.users().findOrCreate(email(1));
        storage.users().findByEmail(MARK + "@example.org");
        storage.users().update(user.id(), UserUpdate.email(MARK + "3@example.org"));
        storage.users().setPassword(user.id(), MARK);
        storage.users().authenticate(MARK + "3@example.org", MARK);
        storage.users().list(PageRequest.first(1));

        String token = storage.sessions()
                .issue(NewSession.forUser(user.id()).userAgent(MARK).lasting(Duration.ofDays(1)))
                .token();
        storage.sessions().authenticate(token);
        String oneTime = storage.tokens()
                .issue(NewToken.forUser(user.id(), MARK).payload(Map.of(MARK, MARK)))
                .token();
        storage.tokens().consume(MARK, oneTime);

        KeyValues keyValues = storage.keyValues();
        KeyValueRecord record = keyValues.namespace(MARK).record(MARK);
        record.put(MARK, MARK);
        record.putAll(Map.of(MARK + "1", new byte[0], MARK + "2", new byte[0]));
        record.get(MARK);
        record.getAll(List.of(MARK, MARK + "1"));
        record.scan(Scan.prefix(MARK).limit(1));
        record.scan(Scan.range(MARK, MARK + "2").descending());
        keyValues.getAll(List.of(ItemKey.of(MARK, MARK, MARK), ItemKey.of(MARK, MARK, MARK + "1")));
        keyValues.apply(List.of(Mutation.put(ItemKey.of(MARK, MARK, MARK), new byte[0])));
        record.deleteByPrefix(MARK);
    }

    private static NewUser email(int number) {
        return NewUser.withEmail(MARK + "-" + number + "@example.org");
    }
}

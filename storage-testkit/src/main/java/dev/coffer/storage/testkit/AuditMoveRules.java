package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.AUDIT;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.State;
import dev.coffer.storage.spi.StorageProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An audit log is moved with all else, into an empty storage of the same provider, and goes on there where it has stopped. */
@Needs({USERS, AUDIT})
abstract class AuditMoveRules extends Rules {
    private static final AuditSettings SETTINGS =
            AuditSettings.ofAll().namespace("profiles").namespaceWithValues("settings");

    private StorageConfig source;
    private StorageConfig target;

    @BeforeEach
    void switchOn() {
        openFresh(config -> config.audit(SETTINGS));
        source = contract.config(url, clock, UnaryOperator.identity());
        target = contract.config(contract.freshUrl(), clock, UnaryOperator.identity());
    }

    /** A move begins with this: where none is possible, it is all that is demanded. */
    private boolean isRefused() {
        if (contract.movesRecords()) {
            return false;
        }
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> provider().openTarget(target).close());
        return true;
    }

    private StorageProvider provider() {
        return contract.providerOf(target);
    }

    private void create(int users) {
        IntStream.range(0, users)
                .forEach(i -> storage.as(Actor.of("admin").inRequest("r" + i))
                        .users()
                        .create(NewUser.withEmail("user" + clock.instant().getEpochSecond() + "x" + i + "@x.y")));
    }

    private List<AuditRecord> records() {
        return storage.audit().list(AuditQuery.all(), PageRequest.first(1_000)).items();
    }

    /** Of this kind, that are wanted. */
    private static void load(RecordSource from, RecordTarget to, RecordKind kind, Predicate<RecordKey> wanted) {
        try (RecordStream stream = from.read(kind)) {
            for (Optional<RecordChunk> chunk = stream.next(); chunk.isPresent(); chunk = stream.next()) {
                RecordRows all = chunk.get().records();
                RecordRows rows = new RecordRows(kind);
                IntStream.range(0, all.size())
                        .filter(row -> wanted.test(RecordKey.of(all, row)))
                        .forEach(row -> rows.add(all, row));
                if (rows.size() > 0) {
                    to.load(rows);
                }
            }
        }
    }

    private static void begin(RecordSource from, RecordTarget to) {
        to.begin(from.identity());
        to.auditLog(from.auditLog().orElseThrow());
        to.raiseHighWater(from.highWater());
    }

    /** Closes the storage, and leaves the target closed. */
    private void move() {
        storage.close();
        try (RecordSource from = provider().openSource(source);
                RecordTarget to = provider().openTarget(target)) {
            begin(from, to);
            to.order().forEach(kind -> load(from, to, kind, key -> true));
            to.complete();
            to.finish();
        }
    }

    private void openTarget(UnaryOperator<StorageConfig.Builder> test) {
        url = target.url();
        reopen(test);
    }

    private void openTarget() {
        openTarget(config -> config.audit(SETTINGS));
    }

    @Test
    void moved_records_areTheSame() {
        create(3);
        storage.audit().seal();
        clock.advance(Duration.ofDays(1));
        create(2);
        List<AuditRecord> records = records();
        if (isRefused()) {
            return;
        }

        move();
        openTarget();

        assertThat(records()).isEqualTo(records).hasSize(5);
    }

    @Test
    void moved_headThatWasKept_provesTheChain() {
        create(3);
        storage.audit().seal();
        AuditHead kept = storage.audit().verify().end();
        if (isRefused()) {
            return;
        }

        move();
        openTarget();

        assertThat(storage.audit().verify(kept).fault()).isEmpty();
        assertThat(storage.audit().verify().end()).isEqualTo(kept);
    }

    @Test
    void move_itself_isNotRecorded() {
        create(3);
        storage.audit().seal();
        if (isRefused()) {
            return;
        }

        move();
        openTarget();

        assertThat(storage.audit().verify().unsealed()).isZero();
    }

    @Test
    void moved_whatIsOn_isOnWhoeverOpens() {
        if (isRefused()) {
            return;
        }

        move();
        openTarget(config -> config);
        users().create(NewUser.withEmail("ada@x.y"));
        openTarget();

        assertThat(records()).hasSize(1);
    }

    @Test
    @Needs(KEY_VALUES)
    void moved_namespaces_goOnBeingRecorded() {
        if (isRefused()) {
            return;
        }

        move();
        openTarget(config -> config.audit(AuditSettings.ofAll()));
        keyValues().namespace("settings").record("r").put("k", "v");
        keyValues().namespace("profiles").record("r").put("k", "v");
        keyValues().namespace("others").record("r").put("k", "v");

        assertThat(records())
                .extracting(record -> record.namespace().orElseThrow())
                .containsExactly("profiles", "settings");
        assertThat(records())
                .extracting(AuditRecord::change)
                .satisfiesExactly(
                        without -> assertThat(without).doesNotContain("76"),
                        with -> assertThat(with).contains("76"));
    }

    @Test
    void moved_numbers_goOnAboveAllThatWereGiven() {
        create(3);
        long last = records().get(0).entry();
        storage.audit().seal();
        storage.audit().prune(clock.instant().plus(Duration.ofDays(1)));
        if (isRefused()) {
            return;
        }

        move();
        openTarget();
        clock.advance(Duration.ofDays(1));
        create(1);

        assertThat(records())
                .singleElement()
                .satisfies(record -> assertThat(record.entry()).isGreaterThan(last));
    }

    @Test
    void moved_chainThatWasPruned_isSealedAndPrunedFurther() {
        create(3);
        storage.audit().seal();
        storage.audit().prune(clock.instant().plus(Duration.ofDays(1)));
        clock.advance(Duration.ofDays(2));
        create(2);
        storage.audit().seal();
        AuditHead kept = storage.audit().verify().end();
        clock.advance(Duration.ofDays(2));
        create(1);
        if (isRefused()) {
            return;
        }

        move();
        openTarget();
        assertThat(storage.audit().verify().fault()).isEmpty();
        clock.advance(Duration.ofDays(2));
        create(1);

        assertThat(storage.audit().seal()).isEqualTo(2);
        assertThat(storage.audit().verify(kept).fault()).isEmpty();
        assertThat(storage.audit().verify().verified()).isEqualTo(4);
        assertThat(storage.audit().verify().end().position()).isEqualTo(7);
        assertThat(storage.audit().prune(clock.instant().minus(Duration.ofDays(1))))
                .isEqualTo(3);
        assertThat(storage.audit().verify(kept).fault()).isEmpty();
    }

    @Test
    void target_whoseLogHasRecords_isNotEmpty() {
        openTarget();
        User gone = users().create(NewUser.withEmail("ada@x.y"));
        users().delete(gone.id());
        storage.close();
        if (isRefused()) {
            return;
        }

        try (RecordTarget to = provider().openTarget(target)) {
            assertThat(to.state()).isEqualTo(State.OCCUPIED);
        }
    }

    @Test
    void target_thatRecords_stillDoes_whateverIsMovedIn() {
        openTarget();
        url = contract.freshUrl();
        reopen(config -> config);
        source = contract.config(url, clock, UnaryOperator.identity());
        users().create(NewUser.withEmail("ada@x.y"));
        if (isRefused()) {
            return;
        }

        move();
        openTarget(config -> config);
        users().create(NewUser.withEmail("eve@x.y"));
        openTarget();

        assertThat(records()).hasSize(1);
    }

    @Test
    void moveThatStops_isGoneOnWith() {
        create(3);
        storage.audit().seal();
        List<AuditRecord> records = records();
        AuditHead kept = storage.audit().verify().end();
        if (isRefused()) {
            return;
        }
        storage.close();

        try (RecordSource from = provider().openSource(source)) {
            try (RecordTarget to = provider().openTarget(target)) {
                begin(from, to);
                load(from, to, RecordKind.AUDIT_RECORD, RecordKey.ofNumber(1)::equals);
            }
            try (RecordTarget to = provider().openTarget(target)) {
                assertThat(to.state()).isEqualTo(State.UNFINISHED);
                begin(from, to);
                assertThat(to.reached(RecordKind.AUDIT_RECORD)).contains(RecordKey.ofNumber(1));
                to.order()
                        .forEach(kind -> load(
                                from,
                                to,
                                kind,
                                key -> to.reached(kind)
                                        .filter(reached -> key.compareTo(reached) <= 0)
                                        .isEmpty()));
                to.complete();
                to.finish();
            }
        }
        openTarget();

        assertThat(records()).isEqualTo(records).hasSize(3);
        assertThat(storage.audit().verify(kept).fault()).isEmpty();
    }
}

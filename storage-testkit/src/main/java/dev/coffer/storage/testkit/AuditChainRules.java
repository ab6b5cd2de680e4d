package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.AUDIT;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.AuditVerification;
import dev.coffer.storage.AuditVerification.Fault;
import dev.coffer.storage.AuditVerification.Kind;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The records of an audit log are found by what they say, are sealed into a chain that can be verified, and are pruned from its beginning. */
@Needs({USERS, AUDIT})
abstract class AuditChainRules extends Rules {
    private static final Duration DAY = Duration.ofDays(1);

    @BeforeEach
    void switchOn() {
        openFresh(config -> config.audit(AuditSettings.ofAll()));
    }

    private User create(String actor, String email) {
        return storage.as(Actor.of(actor)).users().create(NewUser.withEmail(email));
    }

    private List<String> emails(AuditQuery query) {
        List<String> emails = new ArrayList<>();
        PageRequest request = PageRequest.first(2);
        while (true) {
            Page<AuditRecord> page = storage.audit().list(query, request);
            page.items().forEach(record -> emails.add(email(record)));
            if (page.nextCursor().isEmpty()) {
                return emails;
            }
            assertThat(page.items()).hasSize(2);
            request = request.after(page.nextCursor().get());
        }
    }

    private static String email(AuditRecord record) {
        return record.change().replaceAll("(?s).*?([a-z0-9]+)@x\\.y.*", "$1");
    }

    @Test
    void list_byEach_findsThoseAndNoOthers() {
        Instant begin = clock.instant();
        User ada = create("admin:1", "ada@x.y");
        clock.advance(DAY);
        create("admin:2", "eve@x.y");
        storage.audit().seal();
        clock.advance(DAY);
        create("admin:1", "bob@x.y");
        storage.as(Actor.of("admin:2")).users().delete(ada.id());
        AuditQuery all = AuditQuery.all();

        assertThat(emails(all)).containsExactly("ada", "bob", "eve", "ada");
        assertThat(emails(all.byActor("admin:1"))).containsExactly("bob", "ada");
        assertThat(emails(all.byActor("admin:3"))).isEmpty();
        assertThat(emails(all.ofUser(ada.id()))).containsExactly("ada", "ada");
        assertThat(emails(all.ofId(ada.id()))).containsExactly("ada", "ada");
        assertThat(emails(all.ofId(ada.id()).byActor("admin:2"))).containsExactly("ada");
        assertThat(emails(all.ofUser(ada.id()).ofId("other"))).isEmpty();
        assertThat(emails(all.operation(AuditOperation.USER_CREATED))).containsExactly("bob", "eve", "ada");
        assertThat(emails(all.ofUser(ada.id()).operation(AuditOperation.USER_DELETED)))
                .containsExactly("ada");
        assertThat(emails(all.from(begin.plus(DAY)))).containsExactly("ada", "bob", "eve");
        assertThat(emails(all.before(begin.plus(DAY)))).containsExactly("ada");
        assertThat(emails(all.from(begin.plus(DAY)).before(begin.plus(DAY.multipliedBy(2)))))
                .containsExactly("eve");
    }

    @Test
    void list_whileRecordsAreSealed_keepsItsOrder() {
        IntStream.range(0, 7).forEach(i -> create("admin", "user" + i + "@x.y"));
        List<String> before = emails(AuditQuery.all());
        Page<AuditRecord> first = storage.audit().list(AuditQuery.all(), PageRequest.first(3));

        storage.audit().seal();

        Page<AuditRecord> second = storage.audit()
                .list(
                        AuditQuery.all(),
                        PageRequest.first(4).after(first.nextCursor().orElseThrow()));
        assertThat(emails(AuditQuery.all())).isEqualTo(before).hasSize(7);
        List<String> both = new ArrayList<>();
        first.items().forEach(record -> both.add(email(record)));
        second.items().forEach(record -> both.add(email(record)));
        assertThat(both).isEqualTo(before);
    }

    @Test
    void list_cursorOfAnotherQuery_isRefused() {
        IntStream.range(0, 3).forEach(i -> create("admin", "user" + i + "@x.y"));
        String cursor = storage.audit()
                .list(AuditQuery.all(), PageRequest.first(1))
                .nextCursor()
                .orElseThrow();

        for (String wrong : List.of(cursor, "nonsense", "")) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> storage.audit()
                            .list(
                                    AuditQuery.all().byActor("admin"),
                                    PageRequest.first(1).after(wrong)))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("cursor"));
        }
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> storage.audit().list(AuditQuery.all(), PageRequest.first(0)))
                .satisfies(e -> assertThat(e.field()).isEqualTo("limit"));
    }

    @Test
    void verify_whatIsSealed_isIntact() {
        assertThat(storage.audit().verify().isIntact()).isTrue();
        storage.as(Actor.of("Zoë 😀").inRequest("r"))
                .users()
                .createAll(IntStream.range(0, 2_300)
                        .mapToObj(i -> NewUser.withEmail("user" + i + "@x.y"))
                        .toList());

        assertThat(storage.audit().seal()).isEqualTo(2_300);
        create("admin", "zoe@x.y");

        AuditVerification verification = storage.audit().verify();
        assertThat(verification.fault()).isEmpty();
        assertThat(verification.verified()).isEqualTo(2_300);
        assertThat(verification.unsealed()).isEqualTo(1);
        assertThat(verification.end().position()).isEqualTo(2_300);
        assertThat(storage.audit().seal()).isEqualTo(1);
        assertThat(storage.audit().seal()).isZero();
        assertThat(storage.audit().list(AuditQuery.all(), PageRequest.first(1)).items())
                .allSatisfy(record -> assertThat(record.position()).contains(2_301L));
        assertThat(storage.audit().verify(verification.end()).isIntact()).isTrue();
    }

    @Test
    void verify_headThatIsAnother_isFound() {
        create("admin", "ada@x.y");
        create("admin", "eve@x.y");
        storage.audit().seal();
        AuditHead end = storage.audit().verify().end();

        assertThat(storage.audit().verify(new AuditHead(1, end.digest())).fault())
                .contains(new Fault(1, Kind.REPLACED));
        assertThat(storage.audit().verify(new AuditHead(3, end.digest())).fault())
                .contains(new Fault(3, Kind.REMOVED));
    }

    @Test
    void verify_afterEightWriters_isIntact() {
        AtOnce.results(8, writer -> {
            for (int i = 0; i < 25; i++) {
                create("writer:" + writer, "user" + writer + "x" + i + "@x.y");
                if (i % 10 == writer) {
                    storage.audit().seal();
                }
            }
            return writer;
        });
        storage.audit().seal();

        AuditVerification verification = storage.audit().verify();
        assertThat(verification.fault()).isEmpty();
        assertThat(verification.verified()).isEqualTo(200);
        assertThat(verification.unsealed()).isZero();
        assertThat(emails(AuditQuery.all())).hasSize(200).doesNotHaveDuplicates();
        assertThat(emails(AuditQuery.all().byActor("writer:3"))).hasSize(25);
    }

    @Test
    void prune_removesTheOldest_andTheRestIsIntact() {
        IntStream.range(0, 5).forEach(i -> {
            create("admin", "user" + i + "@x.y");
            clock.advance(DAY);
        });
        storage.audit().seal();
        create("admin", "last@x.y");
        AuditHead end = storage.audit().verify().end();

        assertThat(storage.audit().prune(clock.instant().minus(DAY.multipliedBy(3))))
                .isEqualTo(2);

        assertThat(emails(AuditQuery.all())).containsExactly("last", "user4", "user3", "user2");
        assertThat(storage.audit().verify(end).isIntact()).isTrue();
        assertThat(storage.audit().verify().verified()).isEqualTo(3);
        assertThat(storage.audit().prune(clock.instant().plus(DAY))).isEqualTo(3);
        assertThat(storage.audit().verify(end).isIntact()).isTrue();
        assertThat(emails(AuditQuery.all())).containsExactly("last");
        storage.audit().seal();
        assertThat(storage.audit().verify(end).verified()).isEqualTo(1);
    }

    @Test
    void switchingOffAndOn_isInTheChain() {
        create("admin", "ada@x.y");
        Instant off = clock.instant();
        for (int i = 0; i < 2; i++) {
            storage.audit().switchOff(Actor.of("admin:7").inRequest("req-42"));
        }
        create("admin", "eve@x.y");
        clock.advance(DAY);
        if (contract.survivesReopen()) {
            reopen(config -> config.audit(AuditSettings.ofAll()));
            create("admin", "bob@x.y");
        }
        storage.audit().seal();

        assertThat(storage.audit().verify().isIntact()).isTrue();
        List<AuditRecord> ofTheLog = storage.audit()
                .list(AuditQuery.all().ofId("audit").before(off.plus(DAY)), PageRequest.first(10))
                .items();
        assertThat(ofTheLog).singleElement().satisfies(record -> {
            assertThat(record.operation()).isEqualTo(AuditOperation.AUDIT_SWITCHED_OFF);
            assertThat(record.actor()).contains("admin:7");
            assertThat(record.request()).contains("req-42");
            assertThat(record.at()).isEqualTo(off);
            assertThat(record.change()).isEqualTo("{}");
        });
        if (contract.survivesReopen()) {
            List<AuditRecord> later = storage.audit()
                    .list(AuditQuery.all().from(off.plus(DAY)), PageRequest.first(10))
                    .items();
            assertThat(later)
                    .extracting(AuditRecord::operation)
                    .containsExactly(AuditOperation.USER_CREATED, AuditOperation.AUDIT_SWITCHED_ON);
        }
    }
}

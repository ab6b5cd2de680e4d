package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.AUDIT;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.Capability.USER_SEARCH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where an audit log is switched on, each change of a row leaves one record, in the transaction of the change, and no secret in it. */
@Needs({USERS, SESSIONS, TOKENS, KEY_VALUES, TRANSACTIONS, AUDIT})
abstract class AuditRules extends Rules {
    private static final Actor ADMIN = Actor.of("admin:7").inRequest("req-42");
    private static final Duration HOUR = Duration.ofHours(1);

    @BeforeEach
    void switchOn() {
        openFresh(config ->
                config.audit(AuditSettings.ofAll().namespace("profiles").namespaceWithValues("settings")));
    }

    private StorageAccess admin() {
        return storage.as(ADMIN);
    }

    /** All records, the first one first. */
    private List<AuditRecord> records() {
        List<AuditRecord> records = new ArrayList<>(
                storage.audit().list(AuditQuery.all(), PageRequest.first(1_000)).items());
        records.sort((one, other) -> Long.compare(one.entry(), other.entry()));
        return records;
    }

    private List<AuditOperation> operations() {
        return records().stream().map(AuditRecord::operation).toList();
    }

    /** What this adds. */
    private List<AuditRecord> records(Runnable work) {
        int before = records().size();
        work.run();
        List<AuditRecord> all = records();
        return all.subList(before, all.size());
    }

    private AuditRecord record(Runnable work) {
        List<AuditRecord> records = records(work);
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private void assertOfUser(AuditRecord record, AuditOperation operation, User user) {
        assertThat(record.operation()).isEqualTo(operation);
        assertThat(record.userId()).contains(user.id());
        assertThat(record.id()).isEqualTo(user.id().toString());
        assertByAdmin(record);
    }

    private void assertByAdmin(AuditRecord record) {
        assertThat(record.actor()).contains("admin:7");
        assertThat(record.request()).contains("req-42");
        assertThat(record.at()).isEqualTo(clock.instant());
        assertThat(record.position()).isEmpty();
    }

    @Test
    void audit_thatIsOff_isUnsupported() {
        openFresh(config -> config);

        assertUnsupported(AUDIT);
        assertThat(storage.capabilities()).doesNotContain(AUDIT);
        assertThatExceptionOfType(Unsupported.class).isThrownBy(() -> storage.as(ADMIN));
    }

    @Test
    void audit_changesOfAUser_areRecorded() {
        User ada = admin().users()
                .create(NewUser.withEmail("ada@x.y").password(PASSWORD).metadata(Map.of("city", "Bern")));
        assertOfUser(records().get(0), AuditOperation.USER_CREATED, ada);
        assertThat(records().get(0).change()).contains("ada@x.y", "Bern");

        clock.advance(HOUR);
        AuditRecord changed = record(() ->
                admin().users().update(ada.id(), UserUpdate.email("eve@x.y").withMetadata(Map.of("city", "Basel"))));
        assertOfUser(changed, AuditOperation.USER_CHANGED, ada);
        assertThat(changed.change()).contains("ada@x.y", "eve@x.y", "Bern", "Basel");

        AuditRecord locked = record(() -> admin().users().lock(ada.id()));
        assertOfUser(locked, AuditOperation.USER_LOCKED, ada);
        assertThat(locked.change()).contains("lockedAt").doesNotContain("eve@x.y");
        assertOfUser(record(() -> admin().users().unlock(ada.id())), AuditOperation.USER_UNLOCKED, ada);
        assertOfUser(
                record(() -> admin().users().setPassword(ada.id(), ANOTHER_PASSWORD)),
                AuditOperation.PASSWORD_SET,
                ada);
        assertOfUser(record(() -> admin().users().removePassword(ada.id())), AuditOperation.PASSWORD_REMOVED, ada);
        assertOfUser(record(() -> admin().users().delete(ada.id())), AuditOperation.USER_DELETED, ada);
    }

    @Test
    void audit_changes_haveOneText() {
        User ada = admin().users()
                .create(NewUser.withEmail("ada@x.y")
                        .metadata(Map.of("age", 36.0, "age!", List.of("ü\"\n\u001f", true))));
        AuditRecord changed = record(() ->
                admin().users().update(ada.id(), UserUpdate.email("Eve@x.y").withMetadata(Map.of("age", 37))));
        AuditRecord locked = record(() -> admin().users().lock(ada.id()));

        assertThat(records().get(0).change())
                .isEqualTo("{'email':{'is':'ada@x.y'},'metadata':{'is':{'age':36,'age!':['ü\\\"\\n\\u001F',true]}}}"
                        .replace('\'', '"'));
        assertThat(changed.change())
                .isEqualTo(
                        ("{'canonicalEmail':{'is':'eve@x.y','was':'ada@x.y'},'email':{'is':'Eve@x.y','was':'ada@x.y'},"
                                        + "'metadata':{'is':{'age':37},'was':{'age':36,'age!':['ü\\\"\\n\\u001F',true]}}}")
                                .replace('\'', '"'));
        assertThat(locked.change())
                .isEqualTo("{\"lockedAt\":{\"is\":" + ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())
                        + ",\"was\":null}}");
    }

    @Test
    void audit_passwordThatIsHashedAnew_isToldFromOneThatIsSet() {
        User ada = user("ada@x.y");
        if (contract.survivesReopen()) {
            reopen(config -> config.audit(AuditSettings.ofAll()).passwordCost(5));

            AuditRecord rehashed = record(() -> admin().users().authenticate("ada@x.y", PASSWORD));

            assertOfUser(rehashed, AuditOperation.PASSWORD_REHASHED, ada);
        }
    }

    @Test
    void audit_manyUsersAtOnce_haveARecordEach() {
        List<AuditRecord> records = records(
                () -> admin().users().createAll(List.of(NewUser.withEmail("ada@x.y"), NewUser.withEmail("eve@x.y"))));

        assertThat(records).hasSize(2).allSatisfy(this::assertByAdmin);
        assertThat(records).extracting(AuditRecord::operation).containsOnly(AuditOperation.USER_CREATED);
        assertThat(record(() -> admin().users().findOrCreate(NewUser.withEmail("bob@x.y"))))
                .satisfies(this::assertByAdmin);
        assertThat(records(() -> admin().users().findOrCreate(NewUser.withEmail("bob@x.y"))))
                .isEmpty();
    }

    @Test
    void audit_changesOfASession_areRecorded() {
        User ada = user("ada@x.y");
        List<IssuedSession> issued = new ArrayList<>();

        AuditRecord begun = record(() -> issued.add(admin().sessions()
                .issue(NewSession.forUser(ada.id()).lasting(HOUR).metadata(Map.of("device", "phone")))));
        assertSession(begun, AuditOperation.SESSION_ISSUED, ada, issued.get(0));
        assertThat(begun.change()).contains("phone");

        clock.advance(Duration.ofMinutes(30));
        String token = issued.get(0).token();
        assertSession(
                record(() -> admin().sessions().touch(token)), AuditOperation.SESSION_TOUCHED, ada, issued.get(0));
        AuditRecord rotated =
                record(() -> issued.add(admin().sessions().rotate(token).orElseThrow()));
        assertSession(rotated, AuditOperation.SESSION_ROTATED, ada, issued.get(0));
        AuditRecord changed = record(
                () -> admin().sessions().updateMetadata(issued.get(0).session().id(), Map.of("device", "desk")));
        assertSession(changed, AuditOperation.SESSION_CHANGED, ada, issued.get(0));
        AuditRecord ended = record(() -> admin().sessions().revoke(issued.get(1).token()));
        assertSession(ended, AuditOperation.SESSION_DELETED, ada, issued.get(0));
    }

    private void assertSession(AuditRecord record, AuditOperation operation, User user, IssuedSession issued) {
        assertThat(record.operation()).isEqualTo(operation);
        assertThat(record.userId()).contains(user.id());
        assertThat(record.id()).isEqualTo(issued.session().id().toString());
        assertByAdmin(record);
    }

    @Test
    void audit_whatGoesWithAUser_hasRecordsOfItsOwn() {
        User ada = user("ada@x.y");
        storage.sessions().issue(NewSession.forUser(ada.id()).lasting(HOUR));
        storage.tokens().issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR));

        List<AuditRecord> records = records(() -> admin().users().delete(ada.id()));

        assertThat(records)
                .extracting(AuditRecord::operation)
                .containsExactlyInAnyOrder(
                        AuditOperation.USER_DELETED, AuditOperation.SESSION_DELETED, AuditOperation.TOKEN_DELETED);
        assertThat(records).allSatisfy(record -> {
            assertByAdmin(record);
            assertThat(record.userId()).contains(ada.id());
        });
    }

    @Test
    void audit_changesOfAToken_areRecorded() {
        User ada = user("ada@x.y");
        List<IssuedToken> issued = new ArrayList<>();

        AuditRecord begun = record(() -> issued.add(
                admin().tokens().issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR))));
        AuditRecord ended =
                record(() -> admin().tokens().consume("reset", issued.get(0).token()));

        assertThat(List.of(begun, ended)).allSatisfy(record -> {
            assertByAdmin(record);
            assertThat(record.userId()).contains(ada.id());
            assertThat(record.change()).contains("reset");
        });
        assertThat(begun.operation()).isEqualTo(AuditOperation.TOKEN_ISSUED);
        assertThat(ended.operation()).isEqualTo(AuditOperation.TOKEN_DELETED);
    }

    @Test
    void audit_changesOfKeyValues_areRecordedWhereTheNamespaceIsNamed() {
        AuditRecord put = record(
                () -> admin().keyValues().namespace("profiles").record("ada").put("k", "v".getBytes(UTF_8)));
        assertItem(put, AuditOperation.KEY_VALUE_PUT, "profiles");
        assertItem(
                record(() -> admin().keyValues()
                        .namespace("profiles")
                        .record("ada")
                        .put("k", "w".getBytes(UTF_8), PutOptions.ttl(HOUR))),
                AuditOperation.KEY_VALUE_PUT,
                "profiles");
        assertItem(
                record(() ->
                        admin().keyValues().namespace("profiles").record("ada").delete("k")),
                AuditOperation.KEY_VALUE_DELETED,
                "profiles");
        assertThat(records(() -> {
                    admin().keyValues().namespace("other").record("ada").put("k", "v".getBytes(UTF_8));
                    admin().keyValues().namespace("other").record("ada").delete("k");
                }))
                .isEmpty();
    }

    private void assertItem(AuditRecord record, AuditOperation operation, String namespace) {
        assertThat(record.operation()).isEqualTo(operation);
        assertThat(record.namespace()).contains(namespace);
        assertThat(record.id()).isEqualTo("ada");
        assertThat(record.key()).contains("k");
        assertThat(record.userId()).isEmpty();
        assertByAdmin(record);
    }

    @Test
    void audit_valuesOfKeyValues_areRecordedOnlyWhereTheNamespaceSaysSo() {
        String before = hex("secret before");
        String after = hex("secret after");
        for (String namespace : List.of("profiles", "settings")) {
            storage.keyValues().namespace(namespace).record("ada").put("k", "secret before".getBytes(UTF_8));
            storage.keyValues().namespace(namespace).record("ada").put("k", "secret after".getBytes(UTF_8));
            storage.keyValues().namespace(namespace).record("ada").delete("k");
        }

        assertThat(records().subList(0, 3))
                .allSatisfy(record -> assertThat(record.change()).doesNotContain(before, after, "secret"));
        assertThat(records().get(3).change()).contains(before);
        assertThat(records().get(4).change()).contains(before, after);
        assertThat(records().get(5).change()).contains(after);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    @Test
    void audit_secrets_areInNoRecord() {
        User ada = user("ada@x.y");
        users().setPassword(ada.id(), ANOTHER_PASSWORD);
        String passwordHash = users().exportPasswordHash(ada.id()).orElseThrow();
        IssuedSession session =
                storage.sessions().issue(NewSession.forUser(ada.id()).lasting(HOUR));
        IssuedSession rotated = storage.sessions().rotate(session.token()).orElseThrow();
        IssuedToken token = storage.tokens()
                .issue(NewToken.forUser(ada.id(), "reset").lasting(HOUR).payload(Map.of("to", "the payload")));
        users().delete(ada.id());

        List<String> secrets = new ArrayList<>(PASSWORDS);
        Collections.addAll(
                secrets, passwordHash, session.token(), rotated.token(), token.token(), "the payload", "$2a$");
        for (String bearer : List.of(session.token(), rotated.token(), token.token())) {
            secrets.add(HexFormat.of().formatHex(Sha256.of(bearer)));
            secrets.add(Base64.getEncoder().encodeToString(Sha256.of(bearer)));
        }
        assertThat(records())
                .hasSizeGreaterThan(6)
                .allSatisfy(record -> assertThat(record.toString()).doesNotContain(secrets));
    }

    @Test
    void audit_withoutAnActor_leavesItOut() {
        AuditRecord created = record(() -> users().create(NewUser.withEmail("ada@x.y")));

        assertThat(created.actor()).isEmpty();
        assertThat(created.request()).isEmpty();
        assertThat(record(() -> storage.as(Actor.of("cron")).users().create(NewUser.withEmail("eve@x.y"))))
                .satisfies(record -> {
                    assertThat(record.actor()).contains("cron");
                    assertThat(record.request()).isEmpty();
                });
        assertThat(record(() -> users().create(NewUser.withEmail("bob@x.y"))).actor())
                .isEmpty();
    }

    @Test
    void audit_readsAndWhatChangesNothing_leaveNoRecord() {
        User ada = user("ada@x.y");
        IssuedSession session =
                storage.sessions().issue(NewSession.forUser(ada.id()).lasting(HOUR));

        assertThat(records(() -> {
                    admin().users().find(ada.id());
                    admin().users().authenticate("ada@x.y", PASSWORD);
                    admin().users().list(PageRequest.first(10));
                    admin().sessions().authenticate(session.token());
                    admin().sessions().touch(session.token());
                    admin().keyValues().namespace("profiles").record("ada").getAll();
                    admin().sessions().purge();
                    admin().inTransaction(tx -> tx.users().count());
                }))
                .isEmpty();
    }

    @Test
    void audit_changeThatIsRefused_leavesNoRecord() {
        user("ada@x.y");

        assertThat(records(() -> assertThatExceptionOfType(Duplicate.class)
                        .isThrownBy(() -> admin().users().create(NewUser.withEmail("ada@x.y")))))
                .isEmpty();
        assertThat(record(() -> users().create(NewUser.withEmail("eve@x.y"))).actor())
                .isEmpty();
    }

    @Test
    void audit_transactionThatRollsBack_leavesNoRecord() {
        assertThat(records(() -> {
                    Throwable thrown = catchThrowable(() -> admin().inTransaction(tx -> {
                        tx.users().create(NewUser.withEmail("ada@x.y"));
                        throw new IllegalArgumentException("on purpose");
                    }));
                    assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
                }))
                .isEmpty();
    }

    @Test
    void audit_transactionOfAnActor_isTheActorsAsAWhole() {
        List<AuditRecord> records = records(() -> admin().inTransaction(tx -> {
            User ada = tx.users().create(NewUser.withEmail("ada@x.y"));
            tx.inTransaction(nested -> nested.users().lock(ada.id()));
            tx.keyValues().namespace("profiles").record("ada").put("k", "v".getBytes(UTF_8));
        }));

        assertThat(records).hasSize(3).allSatisfy(this::assertByAdmin);
        assertThat(record(() -> storage.inTransaction(tx -> tx.users().create(NewUser.withEmail("eve@x.y"))))
                        .actor())
                .isEmpty();
    }

    @Test
    void audit_besideASearch_hasTheChangesOfUsersAlone_whichAreFound() {
        openFresh(config -> config.audit(AuditSettings.ofAll()).userSearch(UserSearch.ofAll()));

        User ada = admin().users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        admin().users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel")));
        admin().inTransaction(tx -> {
            tx.users().createAll(List.of(NewUser.withEmail("eve@x.y"), NewUser.withEmail("bob@x.y")));
            tx.users().delete(ada.id());
        });
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> admin().inTransaction(tx -> {
                    tx.users().create(NewUser.withEmail("zoe@x.y"));
                    throw new IllegalArgumentException("on purpose");
                }));

        assertThat(operations())
                .containsExactly(
                        AuditOperation.USER_CREATED,
                        AuditOperation.USER_CHANGED,
                        AuditOperation.USER_CREATED,
                        AuditOperation.USER_CREATED,
                        AuditOperation.USER_DELETED);
        assertThat(records()).allSatisfy(this::assertByAdmin);
        if (can(USER_SEARCH)) {
            assertThat(users().search("x.y", PageRequest.first(10)).items())
                    .extracting(User::email)
                    .containsExactly("bob@x.y", "eve@x.y");
        }
    }

    @Test
    void audit_ofAStorageThatDoesNotAudit_goesOn() {
        user("ada@x.y");
        if (contract.survivesReopen()) {
            reopen(config -> config);
            user("eve@x.y");
            reopen(config -> config.audit(AuditSettings.ofAll()));

            assertThat(operations()).containsExactly(AuditOperation.USER_CREATED, AuditOperation.USER_CREATED);
        }
    }

    @Test
    void audit_namespaceThatIsNamedNoMore_isRecordedAsBefore() {
        if (contract.survivesReopen()) {
            reopen(config -> config.audit(AuditSettings.ofAll()));

            storage.keyValues().namespace("profiles").record("ada").put("k", "v".getBytes(UTF_8));

            assertThat(operations()).containsExactly(AuditOperation.KEY_VALUE_PUT);
        }
    }

    @Test
    void audit_thatIsSwitchedOff_recordsNothingMore() {
        user("ada@x.y");

        storage.audit().switchOff(ADMIN);
        user("eve@x.y");

        assertThat(operations()).containsOnlyOnce(AuditOperation.USER_CREATED);
    }

    @Test
    void actor_thatIsNoName_isRefused() {
        for (String name : List.of("", " ", "a\nb", "a\u0000b", "a\u007f", "a\ud800", "x".repeat(256))) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> Actor.of(name))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("name"));
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> Actor.of("admin").inRequest(name))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("request"));
        }
        assertThat(Actor.of("\ud83d\ude00".repeat(255)).request()).isEqualTo(Optional.empty());
    }

    @Test
    void actor_ofNastyTexts_isRecordedAsItIs() {
        for (String name : List.of("'; DROP TABLE coffer_users; --", "Zoë 😀", "a\\b\"c", "%", "null")) {
            AuditRecord record = record(
                    () -> storage.as(Actor.of(name).inRequest(name)).users().create(NewUser.withEmail(email())));

            assertThat(record.actor()).contains(name);
            assertThat(record.request()).contains(name);
        }
    }

    private String email() {
        return "user" + users().count() + "@x.y";
    }
}

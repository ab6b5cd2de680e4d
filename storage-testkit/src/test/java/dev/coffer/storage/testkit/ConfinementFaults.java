package dev.coffer.storage.testkit;

import dev.coffer.storage.Capability;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Faults in what a view shows of rows that are not its user's, and lets change. */
final class ConfinementFaults {
    private ConfinementFaults() {}

    private static Fault users(String rule, String fault, Breakage breakage) {
        return new Fault(ConfinedUserRules.class, rule, fault, breakage);
    }

    /** A fault of a method, such as {@code users.find}, which works on all rows. */
    private static Fault users(String rule, String method) {
        return users(rule, method + " is not confined", Confined.leaking(method));
    }

    private static Fault sessions(String rule, String method) {
        return new Fault(
                ConfinedSessionRules.class, rule, method + " is not confined", Confined.leaking("sessions." + method));
    }

    private static Fault tokens(String rule, String method) {
        return new Fault(
                ConfinedTokenRules.class, rule, method + " is not confined", Confined.leaking("tokens." + method));
    }

    private static Fault items(String rule, String method) {
        return new Fault(
                ConfinedKeyValueRules.class,
                rule,
                method + " is not confined",
                Confined.leaking("keyValues." + method));
    }

    private static Fault transactions(String rule, String fault, Breakage breakage) {
        return new Fault(ConfinedTransactionRules.class, rule, fault, breakage);
    }

    static List<Fault> all() {
        return Stream.of(users(), sessionsAndTokens(), items(), transactions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> users() {
        return List.of(
                users(
                        "actingAs_isThereWhereItIsSwitchedOn",
                        "it is a capability everywhere",
                        Breakage.backend(sound -> new ForwardingBackend(sound) {
                            @Override
                            public Set<Capability> capabilities() {
                                return EnumSet.allOf(Capability.class);
                            }
                        })),
                users("find_userOfAnother_isEmpty", "users.find"),
                users("findByEmail_addressOfAnother_isEmpty", "users.findByEmail"),
                users("findAll_ids_showTheOwnUserAlone", "users.findAll"),
                users("list_pages_showTheOwnUserAlone", "users.list"),
                users("list_withAFilter_showsTheOwnUserAlone", "users.list"),
                users("count_isOfTheOwnUserAlone", "users.count"),
                users("search_findsTheOwnUserAlone", "users.search"),
                users(
                        "search_afterAChangeThroughTheView_findsWhatTheUserIsNow",
                        "its search finds nothing",
                        Confined.denying("users.search")),
                users("exportPasswordHash_ofAnother_isEmpty", "users.findPasswordHash"),
                users("authenticate_another_isAsIfUnknown", "users.findCredentials"),
                users("update_another_isNotFound", "users.update"),
                users("lock_another_isNotFound", "users.setLocked"),
                users("setPassword_ofAnother_isNotFoundAndEndsNoSession", "users.setPasswordHash"),
                users("delete_another_isFalse", "users.delete"),
                users("update_theOwnUser_works", "it is denied", Confined.denying("users.update")),
                users("setPassword_ofTheOwnUser_works", "it is denied", Confined.denying("users.setPasswordHash")),
                users(
                        "delete_theOwnUser_takesSessionsAndTokensAlong",
                        "it is denied",
                        Confined.denying("users.delete")),
                users("create_isDeniedWhetherTheUserExistsOrNot", "users.insert"),
                users(
                        "whatIsDenied_isDeniedToTheUser_notToTheStorage",
                        "the storage is denied, and not the user",
                        Confined.denying("users.insert")),
                users("createAll_isDeniedWhetherTheUsersExistOrNot", "users.insert"),
                users("findOrCreate_anotherAddress_isDeniedWhetherItExistsOrNot", "users.findOrInsert"),
                users("update_ownAddress_isDeniedWhetherTheOtherIsTakenOrNot", "users.update"),
                users("update_addressThatStays_works", "it is denied", Confined.denying("users.update")));
    }

    private static List<Fault> sessionsAndTokens() {
        return List.of(
                sessions("find_sessionOfAnother_isEmpty", "find"),
                sessions("authenticate_sessionOfAnother_isEmpty", "authenticate"),
                sessions("list_sessionsOfAnother_isEmpty", "list"),
                sessions("touch_sessionOfAnother_isEmptyAndProlongsNothing", "touch"),
                sessions("rotate_sessionOfAnother_isEmptyAndKeepsItsToken", "rotate"),
                sessions("updateMetadata_sessionOfAnother_isNotFound", "updateMetadata"),
                sessions("revoke_sessionOfAnother_isFalse", "revoke"),
                sessions("revokeAll_sessionsOfAnother_areNone", "revokeAll"),
                new Fault(
                        ConfinedSessionRules.class,
                        "issue_forTheOwnUser_works",
                        "it is denied",
                        Confined.denying("sessions.insert")),
                sessions("issue_forAnother_isDeniedWhetherThereIsOneOrNot", "insert"),
                sessions("purge_deletesOwnSessionsAlone", "purge"),
                new Fault(
                        ConfinedSessionRules.class,
                        "sessionsOfManyUsersAtOnce_areEachTheirOwn",
                        "one in seven is the last one's",
                        Confined.nowAndThenAnothers(7)),
                tokens("consume_tokenOfAnother_isEmptyAndLeavesIt", "consume"),
                tokens("revokeAll_tokensOfAnother_areNone", "revokeAll"),
                new Fault(
                        ConfinedTokenRules.class,
                        "issue_forTheOwnUser_works",
                        "it is denied",
                        Confined.denying("tokens.insert")),
                tokens("issue_forAnother_isDeniedWhetherThereIsOneOrNot", "insert"),
                tokens("purge_deletesOwnTokensAlone", "purge"));
    }

    private static List<Fault> items() {
        return List.of(
                new Fault(
                        ConfinedKeyValueRules.class,
                        "ownRecord_isReadAndWritten",
                        "an expiry is denied",
                        Confined.denying("keyValues.setExpiry")),
                new Fault(
                        ConfinedKeyValueRules.class,
                        "increment_ofTheOwnRecord_counts",
                        "it is denied",
                        Confined.denying("keyValues.increment")),
                new Fault(
                        ConfinedKeyValueRules.class,
                        "apply_toTheOwnRecord_works",
                        "it is denied",
                        Confined.denying("keyValues.apply")),
                items("get_itemOfAnother_isEmpty", "find"),
                items("exists_itemOfAnother_isFalse", "exists"),
                items("getAll_itemsOfAnother_areNone", "findAll"),
                items("getAll_acrossRecords_showsTheOwnAlone", "findAll"),
                items("scan_ofAnother_isEmpty", "scan"),
                items("scan_ofANamespace_showsTheOwnRecordAlone", "scan"),
                items("count_ofAnother_isZero", "count"),
                items("put_whatIsNotOwn_isDeniedWhetherItIsThereOrNot", "apply"),
                items("put_recordWhoseIdIsOnlyLikeTheOwn_isDenied", "apply"),
                items("put_ifItHasAVersion_findsNone", "delete"),
                items("increment_whatIsNotOwn_isDeniedWhetherItIsThereOrNot", "increment"),
                items("apply_withAnythingThatIsNotOwn_isDeniedAsAWhole", "apply"),
                items("delete_itemOfAnother_isFalse", "delete"),
                items("clear_recordOfAnother_deletesNothing", "deleteRange"),
                items("deleteByPrefix_ofANamespace_deletesTheOwnRecordAlone", "deleteRange"),
                items("expire_itemOfAnother_isFalse", "setExpiry"),
                items("purge_deletesOwnItemsAlone", "purge"));
    }

    private static List<Fault> transactions() {
        return List.of(
                transactions("transaction_ofAView_seesTheOwnUserAlone", "it sees all", unconfined()),
                transactions(
                        "transaction_ofAView_makesWhatIsOwn",
                        "it is read only",
                        Breakage.beginning((sound, options) -> sound.begin(TransactionOptions.readOnlySnapshot()))),
                transactions("transaction_thatWasDenied_isRolledBack", "it may do all", unconfined()),
                transactions("transaction_thatFails_confinesNothingAfterIt", "what follows is confined too", lasting()),
                transactions("readOnlySnapshot_ofAView_seesTheOwnUserAlone", "it sees all", unconfined()),
                transactions(
                        "viewsByTurns_eachSeeTheirOwn",
                        "now and then one sees what the last one saw",
                        Confined.nowAndThenAnothers(9)),
                transactions(
                        "viewsOfManyThreads_eachSeeTheirOwn",
                        "one in seven sees what the last one saw",
                        Confined.nowAndThenAnothers(7)),
                transactions(
                        "nobody_seesNothingAndMakesNothing", "who is nobody sees all", Confined.leaking("users.list")),
                transactions("view_ofAUserWhoIsDeleted_isEmpty", "it sees all", Confined.leaking("users.list")),
                transactions("applyOnce_keyOfAnother_isAppliedToo", "keys are everybody's", keysOfAll()),
                transactions("applyOnce_workThatIsDenied_isNotApplied", "it is applied", unconfined()),
                transactions("changeThroughAView_isRecordedAsTheActors", "it is nobody's", new Breakage() {
                    @Override
                    public StorageOperations actingAs(
                            StorageBackend sound, UUID userId, Optional<AuditContext> context) {
                        return sound.actingAs(userId, Optional.empty());
                    }
                }));
    }

    private static Breakage unconfined() {
        return Breakage.beginning((sound, options) -> new ForwardingTransaction(sound.begin(options)) {
            @Override
            public void confineTo(UUID userId) {}
        });
    }

    /** The user of a transaction stays with its connection: that is, with all that follows. */
    private static Breakage lasting() {
        AtomicReference<@Nullable UUID> last = new AtomicReference<>();
        return Breakage.beginning((sound, options) -> {
            ForwardingTransaction begun = new ForwardingTransaction(sound.begin(options)) {
                @Override
                public void confineTo(UUID userId) {
                    last.set(userId);
                    super.confineTo(userId);
                }
            };
            Optional.ofNullable(last.get()).ifPresent(begun.sound::confineTo);
            return begun;
        });
    }

    private static Breakage keysOfAll() {
        Set<String> known = new HashSet<>();
        return Breakage.appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
            @Override
            public boolean record(String key, Instant expiresAt) {
                return super.record(key, expiresAt) && known.add(key.substring(key.indexOf(':') + 1));
            }
        });
    }
}

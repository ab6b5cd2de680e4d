package dev.coffer.storage.testkit;

import dev.coffer.storage.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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

    static List<Fault> all() {
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
                users("createAll_isDeniedWhetherTheUsersExistOrNot", "users.insert"),
                users("findOrCreate_anotherAddress_isDeniedWhetherItExistsOrNot", "users.findOrInsert"),
                users("update_ownAddress_isDeniedWhetherTheOtherIsTakenOrNot", "users.update"),
                users("update_addressThatStays_works", "it is denied", Confined.denying("users.update")));
    }
}

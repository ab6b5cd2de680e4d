package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.User;
import dev.coffer.storage.spi.MetadataCondition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Faults in leaving out users who do not pass a filter: all leave out one who does. */
final class UserFilterFaults {
    private UserFilterFaults() {}

    private static Fault leavingOut(String rule, String fault, Predicate<Map<String, @Nullable Object>> left) {
        return new Fault(UserFilterRules.class, rule, fault, users(sound -> new ForwardingUsers(sound.users()) {
            @Override
            public List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
                return this.sound.list(after, Integer.MAX_VALUE).stream()
                        .filter(user -> !left.test(user.metadata()))
                        .limit(limit)
                        .toList();
            }
        }));
    }

    private static Predicate<Map<String, @Nullable Object>> plan(Predicate<@Nullable Object> plan) {
        return metadata -> metadata.containsKey("plan") && plan.test(metadata.get("plan"));
    }

    static List<Fault> all() {
        return List.of(
                leavingOut(
                        "is_findsTheValueOfItsKind_andNoOther",
                        "true is not seen",
                        plan(value -> value instanceof Boolean)),
                leavingOut("isNull_findsNullAndNotWhatIsAbsent", "null is nothing", plan(value -> value == null)),
                leavingOut(
                        "is_number_isEqualByItsWorth_exactly",
                        "fractions are not seen",
                        plan(value -> String.valueOf(value).equals("0.1"))),
                leavingOut(
                        "is_text_isTheSameSigns",
                        "quotes end the text",
                        plan(value -> String.valueOf(value).contains("\""))),
                leavingOut(
                        "is_objectOrArray_isEqualWhateverTheOrderOfNames",
                        "objects equal nothing",
                        plan(value -> value instanceof Map<?, ?>)),
                leavingOut("isOneOf_findsEach", "only the first counts", plan(value -> "a".equals(value))),
                leavingOut("exists_findsAnyValue_alsoNull", "null is nothing", plan(value -> value == null)),
                leavingOut(
                        "path_goesThroughObjects_andNothingElse",
                        "a point parts names",
                        metadata -> metadata.containsKey("address.city")),
                leavingOut("names_areLiteral", "a dollar is the root", metadata -> metadata.containsKey("$")),
                leavingOut(
                        "numberRange_includesItsEnds_exactly",
                        "an end does not count",
                        plan(value -> Long.valueOf(5).equals(value))),
                leavingOut(
                        "numberRange_ofLargeFractions_leavesNobodyOut",
                        "bounds are rounded to doubles",
                        plan(value -> value instanceof Long)),
                leavingOut(
                        "instantRange_includesItsBeginningAndNotItsEnd_whateverTheOffset",
                        "texts are compared as texts",
                        plan(value -> String.valueOf(value).endsWith("+01:00"))),
                leavingOut(
                        "and_demandsAll",
                        "numbers are not seen",
                        metadata -> Long.valueOf(10).equals(metadata.get("seats"))),
                new Fault(
                        UserFilterRules.class,
                        "pages_showEachOnce_inTheOrderOfIds",
                        "the first few behind a page are taken to be in it",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public List<User> list(
                                    List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
                                return super.list(conditions, after, limit).stream()
                                        .skip(after == null ? 0 : 3)
                                        .toList();
                            }
                        })));
    }
}

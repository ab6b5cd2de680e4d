package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.READ_ONLY_SNAPSHOT;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.Capability.USER_SEARCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.Unsupported;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A provider tells beforehand what it is capable of. It refuses what it is not, and nothing else, as Unsupported. */
abstract class CapabilityRules extends Rules {
    private static final Map<Capability, Function<StorageAccess, Object>> PARTS = Map.of(
            USERS, StorageAccess::users,
            SESSIONS, StorageAccess::sessions,
            TOKENS, StorageAccess::tokens,
            KEY_VALUES, StorageAccess::keyValues);

    @Test
    void capabilities_areSome() {
        assertThat(storage.capabilities()).isNotEmpty();
    }

    @Test
    void capabilities_includeThoseTheyNeed() {
        Map<Capability, Capability> needs = Map.of(
                SESSIONS,
                USERS,
                TOKENS,
                USERS,
                USER_SEARCH,
                USERS,
                READ_ONLY_SNAPSHOT,
                TRANSACTIONS,
                APPLY_ONCE,
                TRANSACTIONS);

        needs.forEach((capability, needed) -> {
            if (can(capability)) {
                assertThat(storage.capabilities()).contains(needed);
            }
        });
    }

    @Test
    void capabilities_doNotChange() {
        Set<Capability> before = Set.copyOf(storage.capabilities());

        assertThatCode(() -> reopen(config -> config)).doesNotThrowAnyException();

        assertThat(storage.capabilities()).isEqualTo(before);
    }

    @Test
    void capability_thatIsAbsent_isRefusedAsUnsupported() {
        Set<Capability> absent = EnumSet.allOf(Capability.class);
        absent.removeAll(storage.capabilities());

        absent.forEach(this::assertUnsupported);

        assertThat(absent).doesNotContainAnyElementsOf(storage.capabilities());
    }

    @Test
    void capability_thatIsPresent_isNotRefused() {
        PARTS.forEach((capability, part) -> {
            if (can(capability)) {
                assertThat(part.apply(storage)).isNotNull();
            }
        });
    }

    @Test
    @Needs(TRANSACTIONS)
    void unsupportedPartInATransaction_isRefusedAndTheTransactionGoesOn() {
        List<Capability> lacking =
                PARTS.keySet().stream().filter(part -> !can(part)).toList();

        String result = storage.callInTransaction(tx -> {
            lacking.forEach(part -> assertRefused(part, tx));
            return "committed";
        });

        assertThat(result).isEqualTo("committed");
    }

    private static void assertRefused(Capability part, Transaction tx) {
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(() -> PARTS.getOrDefault(part, access -> access).apply(tx))
                .satisfies(e -> {
                    assertThat(e.capability()).isEqualTo(part);
                    assertThat(e.retry()).isEqualTo(Retry.NEVER);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                });
    }
}

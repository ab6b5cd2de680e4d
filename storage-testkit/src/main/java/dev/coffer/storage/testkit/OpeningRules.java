package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertReadOnly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Limits;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.spi.StorageProvider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A storage is opened by its URL, empty at first, with the limits of its configuration, for writing or for reading only. */
abstract class OpeningRules extends Rules {
    private StorageProvider provider() {
        return contract.providerOf(contract.config(url, clock, UnaryOperator.identity()));
    }

    @Test
    void provider_opensTheSchemeOfItsUrls() {
        assertThat(provider().schemes())
                .contains(StorageConfig.forUrl(url).build().scheme())
                .allSatisfy(scheme -> assertThat(scheme).isEqualTo(scheme.toLowerCase(Locale.ROOT)));
        assertThat(provider().name()).isNotBlank();
    }

    @Test
    void provider_tellsTheStatementsItWouldRun() {
        assertThat(provider().schemaScripts())
                .allSatisfy(script -> assertThat(script).isNotBlank());
    }

    @Test
    void open_behindJdbc_isTheSame() {
        String behindJdbc = contract.freshUrl();
        String bare = behindJdbc.startsWith("jdbc:") ? behindJdbc.substring("jdbc:".length()) : behindJdbc;
        for (String form : List.of(bare, "jdbc:" + bare)) {
            try (Storage other = contract.open(contract.config(form, clock, UnaryOperator.identity()))) {
                other.ping();
                assertThat(other.capabilities()).isEqualTo(storage.capabilities());
            }
        }
    }

    @Test
    void open_unknownUrlParameter_isInvalidInputUrl() {
        String parameter = (url.contains("?") ? "&" : "?") + "no_such_parameter=hunter2";
        StorageConfig config = contract.config(contract.freshUrl() + parameter, clock, UnaryOperator.identity());

        assertInvalidInput("url", () -> contract.open(config).close());
        assertThat(catchThrowable(() -> contract.open(config).close())).hasMessageNotContaining("hunter2");
    }

    @Test
    @Needs(USERS)
    void freshStorage_hasNoUsers() {
        assertThat(users().count()).isZero();
    }

    @Test
    @Needs(KEY_VALUES)
    void freshStorage_hasNoItems() {
        assertThat(keyValues().namespace("profiles").count()).isZero();
    }

    @Test
    @Needs(KEY_VALUES)
    void freshUrls_areStoragesOfTheirOwn() {
        profile().put("a", "1");

        openFresh(config -> config);

        assertThat(profile().exists("a")).isFalse();
    }

    @Test
    void limits_areThoseOfTheConfiguration() {
        assertThat(storage.limits()).isEqualTo(Limits.defaults());

        openFresh(config -> config.limits(Limits.defaults().withPage(7, 1_000)));

        assertThat(storage.limits()).isEqualTo(new Limits(16 << 20, 1 << 20, 10_000, 64L << 20, 7, 1_000));
        assertInvalidInput("pageItems", () -> Limits.defaults().withPage(1_001, 1));
        assertInvalidInput("valueBytes", () -> Limits.defaults().withValueBytes(0));
    }

    /** Opens for reading what {@code write} has written; a storage that does not survive is empty then, or refuses to open. */
    private boolean reopenedReadOnly(Runnable write) {
        write.run();
        try {
            reopen(config -> config.readOnly(true));
            return true;
        } catch (StorageException nothingToRead) {
            assertThat(contract.survivesReopen()).isFalse();
            return false;
        }
    }

    @Test
    @Needs(KEY_VALUES)
    void readOnlyStorage_readsItemsAndRefusesEveryWrite() {
        if (!reopenedReadOnly(() -> profile().put("a", "1"))) {
            return;
        }
        KeyValueRecord record = profile();
        boolean survived = contract.survivesReopen();

        assertThat(record.exists("a")).isEqualTo(survived);
        assertThat(record.scan(Scan.all()).items()).hasSize(survived ? 1 : 0);
        assertReadOnly("put", () -> record.put("b", "1"));
        assertReadOnly("putAll", () -> record.putAll(Map.of("b", new byte[0])));
        assertReadOnly("apply", () -> keyValues().apply(List.of(Mutation.put(record.item("b"), "1"))));
        assertReadOnly("increment", () -> record.increment("n"));
        assertReadOnly("delete", () -> record.delete("a"));
        assertReadOnly("deleteByPrefix", () -> record.deleteByPrefix("a"));
        assertReadOnly("clear", record::clear);
        assertReadOnly("expire", () -> record.expire("a", Duration.ofHours(1)));
        assertReadOnly("persist", () -> record.persist("a"));
        assertReadOnly("purge", () -> keyValues().purge());
        assertThat(record.count()).isEqualTo(survived ? 1 : 0);
    }

    @Test
    @Needs({USERS, SESSIONS, TOKENS})
    void readOnlyStorage_readsUsersAndRefusesEveryWrite() {
        if (!reopenedReadOnly(() -> user("ada@example.org"))) {
            return;
        }
        UUID id = users().findByEmail("ada@example.org").map(User::id).orElse(new UUID(0x7000, 1));
        long survivors = contract.survivesReopen() ? 1 : 0;

        assertThat(users().count()).isEqualTo(survivors);
        assertThat(users().authenticate("ada@example.org", PASSWORD).stream()).hasSize((int) survivors);
        assertReadOnly("create", () -> users().create(NewUser.withEmail("bob@example.org")));
        assertReadOnly("findOrCreate", () -> users().findOrCreate(NewUser.withEmail("bob@example.org")));
        assertReadOnly("update", () -> users().update(id, UserUpdate.email("bob@example.org")));
        assertReadOnly("lock", () -> users().lock(id));
        assertReadOnly("setPassword", () -> users().setPassword(id, PASSWORD));
        assertReadOnly("delete", () -> users().delete(id));
        assertReadOnly("issue", () -> sessions().issue(NewSession.forUser(id)));
        assertReadOnly("revokeAll", () -> sessions().revokeAll(id));
        assertReadOnly("issue", () -> tokens().issue(NewToken.forUser(id, "reset")));
        assertReadOnly("revokeAll", () -> tokens().revokeAll(id, "reset"));
        assertThat(users().count()).isEqualTo(survivors);
    }
}

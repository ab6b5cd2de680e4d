package dev.coffer.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Capability;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.KeyValues;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Sessions;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Tokens;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.User;
import dev.coffer.storage.Users;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A chapter of the contract. Each of its tests has an empty storage of its own and a clock that stands still. */
@ExtendWith(ContractExtension.class)
abstract class Rules {
    static final String PASSWORD = "correct horse battery";
    static final String ANOTHER_PASSWORD = "staple of another battery";
    static final String BYTES_72 = "0123456789ab".repeat(6);

    /** What is in all passwords of the rules that are nothing else too, so that a log can be searched for them. */
    static final List<String> PASSWORDS = List.of(PASSWORD, ANOTHER_PASSWORD, BYTES_72.substring(1));

    final TestClock clock = new TestClock();
    StorageContract contract;
    String url;
    Storage storage;

    @BeforeEach
    void openStorage(StorageContract contract) {
        this.contract = contract;
        url = contract.freshUrl();
        storage = contract.open(contract.config(url, clock, UnaryOperator.identity()));
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    /** Closes the storage and opens it again, configured otherwise. */
    final void reopen(UnaryOperator<StorageConfig.Builder> test) {
        storage.close();
        storage = contract.open(contract.config(url, clock, test));
    }

    /** Opens another, empty storage in place of this one, configured otherwise. */
    final void openFresh(UnaryOperator<StorageConfig.Builder> test) {
        url = contract.freshUrl();
        reopen(test);
    }

    /** Opens another, empty storage in place of this one, in the middle of which the test can act. */
    final TappedProvider openTapped(UnaryOperator<StorageConfig.Builder> test) {
        storage.close();
        url = contract.freshUrl();
        StorageConfig config = contract.config(url, clock, test);
        TappedProvider tap = new TappedProvider(contract.providerOf(config));
        storage = Storage.open(config, tap);
        return tap;
    }

    final Users users() {
        return storage.users();
    }

    final Sessions sessions() {
        return storage.sessions();
    }

    final Tokens tokens() {
        return storage.tokens();
    }

    final KeyValues keyValues() {
        return storage.keyValues();
    }

    /** A user with {@link #PASSWORD}. */
    final User user(String email) {
        return users().create(NewUser.withEmail(email).password(PASSWORD));
    }

    /** The record of the key-value rules, where nothing else is said. */
    final KeyValueRecord profile() {
        return keyValues().namespace("profiles").record("ada");
    }

    /** Whether the provider is capable of it, for what a test does beside its rule. */
    final boolean can(Capability capability) {
        return storage.capabilities().contains(capability);
    }

    final void assertUnsupported(Capability capability) {
        Capability needed = switch (capability) {
            case READ_ONLY_SNAPSHOT -> Capability.TRANSACTIONS;
            case USER_SEARCH -> Capability.USERS;
            default -> capability;
        };
        Capability refused = can(needed) ? capability : needed;
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(() -> use(capability))
                .satisfies(e -> assertThat(e.capability()).isEqualTo(refused));
    }

    private void use(Capability capability) {
        switch (capability) {
            case USERS -> storage.users();
            case SESSIONS -> storage.sessions();
            case TOKENS -> storage.tokens();
            case KEY_VALUES -> storage.keyValues();
            case TRANSACTIONS -> storage.inTransaction(tx -> {});
            case READ_ONLY_SNAPSHOT -> storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {});
            case USER_SEARCH -> storage.users().search("ada", PageRequest.first(1));
            case AUDIT -> storage.audit();
            case ROW_LEVEL_SECURITY -> storage.actingAs(new UUID(0, 0));
            case APPLY_ONCE -> storage.applyOnce(new IdempotencyKey("key", clock.instant()), tx -> {});
        }
    }
}

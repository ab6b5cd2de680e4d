package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.backend;
import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.opening;
import static dev.coffer.storage.testkit.Breakage.provider;
import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.Session;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Faults in opening a storage, in what it says of itself, and in what it tells. */
final class OpeningFaults {
    private OpeningFaults() {}

    private static Fault opened(
            Class<? extends Rules> chapter,
            String rule,
            String fault,
            BiFunction<StorageProvider, StorageConfig, StorageBackend> broken) {
        return new Fault(chapter, rule, fault, opening(broken));
    }

    private static Fault capable(String rule, String fault, EnumSet<Capability> capabilities) {
        return new Fault(CapabilityRules.class, rule, fault, backend(sound -> new ForwardingBackend(sound) {
            @Override
            public Set<Capability> capabilities() {
                return capabilities;
            }
        }));
    }

    static List<Fault> all() {
        return List.of(
                opened(OpeningRules.class, "open_behindJdbc_isTheSame", "jdbc: is not known", (provider, config) -> {
                    if (config.url().startsWith("jdbc:")) {
                        throw new InvalidInput("url", "is not known");
                    }
                    return provider.open(config);
                }),
                opened(
                        OpeningRules.class,
                        "open_unknownUrlParameter_isInvalidInputUrl",
                        "what is not known is passed over",
                        (provider, config) ->
                                provider.open(StorageConfig.forUrl(config.url().replaceFirst("\\?.*", ""))
                                        .build())),
                opened(
                        OpeningRules.class,
                        "readOnlyStorage_readsItemsAndRefusesEveryWrite",
                        "it may write",
                        (provider, config) ->
                                provider.open(config.toBuilder().readOnly(false).build())),
                opened(
                        OpeningRules.class,
                        "freshUrls_areStoragesOfTheirOwn",
                        "all URLs are one storage",
                        new OneForAll()::open),
                opened(
                        OpeningRules.class,
                        "readOnlyStorage_readsUsersAndRefusesEveryWrite",
                        "users may be written",
                        (provider, config) -> new ForwardingBackend(provider.open(config)) {
                            private final UserStorage writable = provider.open(
                                            config.toBuilder().readOnly(false).build())
                                    .users();

                            @Override
                            public UserStorage users() {
                                return writable;
                            }
                        }),
                opened(
                        OpeningRules.class,
                        "freshStorage_hasNoUsers",
                        "there is an administrator from the beginning",
                        (provider, config) -> {
                            StorageBackend opened = provider.open(config);
                            User admin = new User(
                                    new UUID(0x7000, 1),
                                    "admin@localhost",
                                    Optional.empty(),
                                    Optional.empty(),
                                    Map.of(),
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    1);
                            opened.users().insert(List.of(new StoredUser(admin, admin.email(), Optional.empty())));
                            return opened;
                        }),
                opened(
                        OpeningRules.class,
                        "freshStorage_hasNoItems",
                        "a profile is there from the beginning",
                        (provider, config) -> {
                            StorageBackend opened = provider.open(config);
                            opened.keyValues().increment(new ItemKey("profiles", "ada", "n"), 0, null, Instant.EPOCH);
                            return opened;
                        }),
                opened(
                        CapabilityRules.class,
                        "capabilities_doNotChange",
                        "a storage that is opened again has users only",
                        new UsersOnlyWhenReopened()::open),
                new Fault(
                        OpeningRules.class,
                        "provider_opensTheSchemeOfItsUrls",
                        "schemes are in upper case",
                        provider(sound -> new ForwardingProvider(sound) {
                            @Override
                            public Set<String> schemes() {
                                return Set.of("MEMORY");
                            }
                        })),
                new Fault(
                        OpeningRules.class,
                        "provider_tellsTheStatementsItWouldRun",
                        "a script is empty",
                        provider(sound -> new ForwardingProvider(sound) {
                            @Override
                            public List<String> schemaScripts() {
                                return List.of("");
                            }
                        })),
                capable("capabilities_areSome", "there are none", EnumSet.noneOf(Capability.class)),
                capable(
                        "capabilities_includeThoseTheyNeed",
                        "sessions without users",
                        EnumSet.of(Capability.SESSIONS, Capability.KEY_VALUES)),
                new Fault(
                        ClosingRules.class,
                        "ping_openStorage_returns",
                        "an open storage does not answer",
                        backend(sound -> new ForwardingBackend(sound) {
                            @Override
                            public void ping() {
                                throw new Unavailable("no answer", null);
                            }
                        })),
                new Fault(
                        SecretRules.class,
                        "errorsOfUsers_showNoSecretAndNoValue",
                        "the driver's message is passed on",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                try {
                                    super.insert(users);
                                } catch (Duplicate e) {
                                    String message =
                                            "Key (email)=(" + users.get(0).canonicalEmail() + ") exists";
                                    throw new Duplicate(e.field(), new IllegalArgumentException(message));
                                }
                            }
                        })),
                new Fault(
                        SecretRules.class,
                        "errorsOfSessionsAndTokens_showNoSecret",
                        "the driver's message is passed on",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                try {
                                    super.insert(session, tokenHash);
                                } catch (Duplicate e) {
                                    String message =
                                            "Key (token)=(\\x" + HexFormat.of().formatHex(tokenHash) + ") exists";
                                    throw new Duplicate(e.field(), new IllegalArgumentException(message));
                                }
                            }
                        })),
                new Fault(
                        SecretRules.class,
                        "errorsOfItems_showNoValueAndNoName",
                        "Java's own message is passed on",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                try {
                                    return delta
                                            + Long.parseLong(find(item, now)
                                                    .orElseThrow()
                                                    .text());
                                } catch (NumberFormatException e) {
                                    throw new InvalidInput("value", "is no number", e);
                                }
                            }
                        })));
    }

    private static final class UsersOnlyWhenReopened {
        private boolean opened;

        StorageBackend open(StorageProvider provider, StorageConfig config) {
            Set<Capability> capabilities = opened ? EnumSet.of(Capability.USERS) : EnumSet.allOf(Capability.class);
            opened = true;
            return new ForwardingBackend(provider.open(config)) {
                @Override
                public Set<Capability> capabilities() {
                    return capabilities;
                }
            };
        }
    }

    private static final class OneForAll {
        private Optional<StorageBackend> only = Optional.empty();

        StorageBackend open(StorageProvider provider, StorageConfig config) {
            StorageBackend opened = only.orElseGet(() -> provider.open(config));
            only = Optional.of(opened);
            return new ForwardingBackend(opened) {
                @Override
                public void close() {}
            };
        }
    }
}

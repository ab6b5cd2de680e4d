package dev.coffer.storage;

import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** A value of each type that the API takes or has methods on. */
final class Samples {
    private static final UUID ID = new UUID(0, 1);
    private static final Instant NOW = MovableClock.START;

    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open();
    private final Map<Class<?>, Object> values = new HashMap<>();

    static User user(String email) {
        return new User(ID, email, Optional.empty(), Optional.empty(), Map.of(), NOW, NOW, 1);
    }

    Samples() {
        byte[] value = {};
        ItemKey item = ItemKey.of("n", "i", "k");
        User user = user("ada@example.org");
        Session session =
                new Session(ID, ID, NOW, NOW, NOW, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        add(long.class, 1L);
        add(int.class, 1);
        add(boolean.class, true);
        add(byte[].class, value);
        add(String.class, "text");
        add(UUID.class, ID);
        add(Instant.class, NOW);
        add(Duration.class, Duration.ofDays(1));
        add(InstantSource.class, InstantSource.system());
        add(CredentialSource.class, (CredentialSource) () -> new DatabaseCredentials("ada", "secret"));
        add(Optional.class, Optional.empty());
        add(OptionalLong.class, OptionalLong.empty());
        add(Map.class, Map.of());
        add(List.class, List.of());
        add(Set.class, Set.of());
        add(Collection.class, List.of());
        add(StorageProvider.class, provider);
        add(StorageOperations.class, new StorageOperations() {});
        add(UserSearch.class, UserSearch.ofAll());
        add(String[].class, new String[] {"text"});
        add(StorageConfig.class, StorageConfig.forUrl("memory:").build());
        add(StorageConfig.Builder.class, StorageConfig.forUrl("memory:"));
        add(StorageListener.class, (StorageListener) operation -> completion -> {});
        add(Operation.Name.class, Operation.Name.PING);
        add(Operation.class, new Operation("memory", Operation.Name.PING));
        add(Completion.class, new Completion(Duration.ZERO, 0, Optional.empty()));
        add(SchemaMode.class, SchemaMode.NONE);
        add(Limits.class, Limits.defaults());
        add(Storage.class, storage);
        add(Actor.class, Actor.of("admin"));
        add(Audit.class, storage.audit());
        add(AuditHead.class, new AuditHead(0, ""));
        add(AuditOperation.class, AuditOperation.USER_CREATED);
        add(AuditQuery.class, AuditQuery.all());
        add(AuditSettings.class, AuditSettings.ofAll());
        add(RowLevelSecurity.class, RowLevelSecurity.ofAll());
        add(AuditVerification.Kind.class, AuditVerification.Kind.ALTERED);
        add(StorageView.class, storage.as(Actor.of("admin")));
        add(Users.class, storage.users());
        add(Sessions.class, storage.sessions());
        add(Tokens.class, storage.tokens());
        add(KeyValues.class, storage.keyValues());
        add(KeyValueNamespace.class, storage.keyValues().namespace("n"));
        add(KeyValueRecord.class, storage.keyValues().namespace("n").record("i"));
        add(TransactionOptions.class, TransactionOptions.defaults());
        add(TransactionOptions.Isolation.class, TransactionOptions.Isolation.SERIALIZABLE);
        add(TransactionWork.class, (TransactionWork<RuntimeException>) tx -> {});
        add(TransactionFunction.class, (TransactionFunction<String, RuntimeException>) tx -> "result");
        add(IdempotencyKey.class, new IdempotencyKey("key", NOW));
        add(User.class, user);
        add(NewUser.class, NewUser.withEmail("ada@example.org"));
        add(UserUpdate.class, UserUpdate.emailUnverified());
        add(UserFilter.class, UserFilter.where("name").exists());
        add(UserFilter.Field.class, UserFilter.where("name"));
        add(Number.class, 1);
        add(Object.class, "text");
        add(EndSessions.class, EndSessions.all());
        add(Session.class, session);
        add(NewSession.class, NewSession.forUser(ID));
        add(OneTimeToken.class, new OneTimeToken(ID, ID, "purpose", Map.of(), NOW, NOW));
        add(NewToken.class, NewToken.forUser(ID, "purpose"));
        add(ItemKey.class, item);
        add(KeyValue.class, new KeyValue("n", "i", "k", value, 1, Optional.empty(), NOW, NOW));
        add(Mutation.class, Mutation.delete(item));
        add(PutOptions.class, PutOptions.defaults());
        add(Condition.class, Condition.any());
        add(Lifetime.class, Lifetime.none());
        add(PageRequest.class, PageRequest.first(1));
        add(Scan.class, Scan.all());
        add(Function.class, Function.identity());
        add(Path.class, Path.of("coffer.properties"));
        add(Maintenance.Builder.class, Maintenance.of(storage));
        add(Health.Builder.class, new Health.Builder(NOW));
        add(Health.Status.class, Health.Status.UP);
        add(Health.Pool.class, new Health.Pool(1, 0, 0, 1));
        add(Health.Role.class, Health.Role.PRIMARY);
        add(Health.Schema.class, Health.Schema.CURRENT);
    }

    private void add(Class<?> type, Object value) {
        values.put(type, value);
    }

    Object of(Class<?> type) {
        return Objects.requireNonNull(values.get(type), type::getName);
    }

    /** Does something to one of this type; a transaction is one only as long as it runs. */
    void during(Class<?> type, Use use) throws Exception {
        if (type == Transaction.class) {
            storage.inTransaction(use::of);
        } else {
            use.of(of(type));
        }
    }

    /** What is done to it. */
    @FunctionalInterface
    interface Use {
        void of(Object target) throws Exception;
    }
}

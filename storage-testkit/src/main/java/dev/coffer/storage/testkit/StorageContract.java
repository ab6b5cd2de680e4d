package dev.coffer.storage.testkit;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;

/**
 * What every provider must do. A provider passes by extending this class, once for each configuration that it is to be used
 * in:
 *
 * <pre>{@code
 * class SqliteFileContractTest extends StorageContract {
 *   @TempDir Path directory;
 *
 *   @Override
 *   protected String freshUrl() {
 *     return "sqlite:" + directory.resolve(UUID.randomUUID() + ".db");
 *   }
 * }
 * }</pre>
 *
 * <p>Each nested class is one chapter of rules, each of its tests one rule. Nothing is ever skipped: where the provider lacks a
 * {@link dev.coffer.storage.Capability}, the rules that need it assert that it refuses as {@link
 * dev.coffer.storage.Unsupported} instead.
 *
 * <p>The kit opens its storages with a clock of its own, which it moves, so a provider that asks any other clock fails; and with
 * the lowest cost of a password hash.
 */
public abstract class StorageContract {
    /** For subclasses. */
    protected StorageContract() {}

    /**
     * The URL of a storage that is empty. Where a storage survives its closing ({@link #survivesReopen()}) it is another one
     * at each call; where it does not, it may always be the same.
     *
     * @return the URL
     */
    protected abstract String freshUrl();

    /**
     * The provider to open with.
     *
     * @return the provider; empty, unless overridden, to have it found by the URL's scheme with ServiceLoader
     */
    protected Optional<StorageProvider> provider() {
        return Optional.empty();
    }

    /**
     * Sets what this configuration of the provider is about, such as the size of its pool; nothing unless overridden. Called
     * for each storage that the kit opens, before a rule adds what it is about itself. The clock and the cost of a password are
     * the kit's own: leave them.
     *
     * @param config to be changed
     * @return the same
     */
    protected StorageConfig.Builder configure(StorageConfig.Builder config) {
        return config;
    }

    /**
     * Makes a storage ready to be opened with {@link StorageConfig.Builder#rowLevelSecurity}, where something has to be done beforehand, such
     * as roles and policies to be made by the owner of the tables: nothing unless overridden. Called for each storage that the kit opens
     * with it, a second time also, when the configuration is complete. What it changes, such as credentials of a role that neither owns nor
     * bypasses or the roles' names, counts; the marked namespaces are to stay. Providers without the {@linkplain
     * dev.coffer.storage.Capability#ROW_LEVEL_SECURITY capability} have nothing to do.
     *
     * @param config what the storage is about to be opened with
     * @return the same, or what it is to be opened with instead
     */
    protected StorageConfig.Builder setUpRowLevelSecurity(StorageConfig.Builder config) {
        return config;
    }

    /**
     * Whether a storage that was closed and is opened again by its URL is what it was: true unless overridden. If not, as in
     * memory, it must begin empty.
     *
     * @return whether it survives
     */
    protected boolean survivesReopen() {
        return true;
    }

    /**
     * Whether writers wait for the end of a read-only snapshot, as they must where there is one connection for everything:
     * false unless overridden.
     *
     * @return whether they wait
     */
    protected boolean snapshotsHoldWriters() {
        return false;
    }

    /**
     * Whether the provider opens a {@link dev.coffer.storage.spi.RecordSource} and a {@link dev.coffer.storage.spi.RecordTarget}: true
     * unless overridden. If not, it must refuse the target by {@link dev.coffer.storage.InvalidInput}. Asked where a rule is about records that
     * are moved, such as those of an audit log.
     *
     * @return whether its records can be moved
     */
    protected boolean movesRecords() {
        return true;
    }

    /** The configuration of the contract, changed as the test wants it. */
    final StorageConfig config(String url, TestClock clock, UnaryOperator<StorageConfig.Builder> test) {
        StorageConfig.Builder config =
                test.apply(configure(StorageConfig.forUrl(url).clock(clock).passwordCost(4)));
        boolean confines = config.build().rowLevelSecurity().isPresent();
        return (confines ? setUpRowLevelSecurity(config) : config).build();
    }

    final Storage open(StorageConfig config) {
        return provider().map(provider -> Storage.open(config, provider)).orElseGet(() -> Storage.open(config));
    }

    /** The provider that {@link #open} uses. */
    final StorageProvider providerOf(StorageConfig config) {
        return provider()
                .orElseGet(() -> ServiceLoader.load(StorageProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.schemes().contains(config.scheme()))
                        .findFirst()
                        .orElseThrow());
    }

    @Nested
    class Users extends UserRules {}

    @Nested
    class UserChanges extends UserChangeRules {}

    @Nested
    class UserBatches extends UserBatchRules {}

    @Nested
    class UserLists extends UserListRules {}

    @Nested
    class Searches extends SearchRules {}

    @Nested
    class SearchIndexes extends SearchIndexRules {}

    @Nested
    class AuditRecords extends AuditRules {}

    @Nested
    class AuditChains extends AuditChainRules {}

    @Nested
    class AuditMoves extends AuditMoveRules {}

    @Nested
    class ConfinedUsers extends ConfinedUserRules {}

    @Nested
    class ConfinedSessions extends ConfinedSessionRules {}

    @Nested
    class ConfinedTokens extends ConfinedTokenRules {}

    @Nested
    class ConfinedKeyValues extends ConfinedKeyValueRules {}

    @Nested
    class ConfinedTransactions extends ConfinedTransactionRules {}

    @Nested
    class Emails extends EmailRules {}

    @Nested
    class Passwords extends PasswordRules {}

    @Nested
    class PasswordRehashes extends RehashRules {}

    @Nested
    class PasswordChanges extends PasswordChangeRules {}

    @Nested
    class Sessions extends SessionRules {}

    @Nested
    class SessionTouches extends SessionTouchRules {}

    @Nested
    class SessionRevocations extends SessionRevocationRules {}

    @Nested
    class SessionExpiry extends SessionExpiryRules {}

    @Nested
    class Tokens extends TokenRules {}

    @Nested
    class KeyValues extends KeyValueRules {}

    @Nested
    class Deletions extends DeletionRules {}

    @Nested
    class Versions extends VersionRules {}

    @Nested
    class Lifetimes extends LifetimeRules {}

    @Nested
    class ItemExpiry extends ItemExpiryRules {}

    @Nested
    class Counters extends CounterRules {}

    @Nested
    class Batches extends BatchRules {}

    @Nested
    class Scans extends ScanRules {}

    @Nested
    class Pages extends PageRules {}

    @Nested
    class Purges extends PurgeRules {}

    @Nested
    class Transactions extends TransactionRules {}

    @Nested
    class TransactionErrors extends TransactionErrorRules {}

    @Nested
    class TransactionHandles extends TransactionHandleRules {}

    @Nested
    class Snapshots extends SnapshotRules {}

    @Nested
    class SerializableTransactions extends SerializableRules {}

    @Nested
    class AppliedOnce extends ApplyOnceRules {}

    @Nested
    class Texts extends TextRules {}

    @Nested
    class RefusedTexts extends RefusedTextRules {}

    @Nested
    class Json extends JsonRules {}

    @Nested
    class Times extends TimeRules {}

    @Nested
    class Nulls extends NullRules {}

    @Nested
    class Secrets extends SecretRules {}

    @Nested
    class Concurrency extends ConcurrencyRules {}

    @Nested
    class PoolOfOne extends PoolOfOneRules {}

    @Nested
    class Opening extends OpeningRules {}

    @Nested
    class UserFilters extends UserFilterRules {}

    @Nested
    class Healths extends HealthRules {}

    @Nested
    class Closing extends ClosingRules {}

    @Nested
    class Durability extends DurabilityRules {}

    @Nested
    class Capabilities extends CapabilityRules {}
}

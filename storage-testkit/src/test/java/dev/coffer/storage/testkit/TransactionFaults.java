package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.appliedKeys;
import static dev.coffer.storage.testkit.Breakage.beginning;
import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionOptions.Isolation;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.User;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Faults in transactions and in applying work once. */
final class TransactionFaults {
    private TransactionFaults() {}

    private static Fault fault(
            Class<? extends Rules> chapter,
            String rule,
            String fault,
            BiFunction<StorageBackend, TransactionOptions, StorageTransaction> broken) {
        return new Fault(chapter, rule, fault, beginning(broken));
    }

    private static StorageTransaction autocommit(StorageBackend storage, TransactionOptions options) {
        return new AutocommitTransaction(storage);
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        TransactionRules.class,
                        "inTransaction_workThatReturns_isCommitted",
                        "a commit does nothing",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public void commit() {}
                        }),
                fault(
                        TransactionRules.class,
                        "inTransaction_checkedException_passesThroughAndRollsBack",
                        "a transaction that is closed commits",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public void close() {
                                sound.commit();
                                super.close();
                            }
                        }),
                fault(
                        TransactionRules.class,
                        "inTransaction_anyThrowable_rollsBack",
                        "each operation commits by itself",
                        TransactionFaults::autocommit),
                fault(
                        TransactionRules.class,
                        "transaction_readsItsOwnWrites",
                        "a transaction reads what others have committed",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public KeyValueStorage keyValues() {
                                return new ForwardingKeyValues(super.keyValues()) {
                                    @Override
                                    public Optional<KeyValue> find(ItemKey item, Instant now) {
                                        return storage.keyValues().find(item, now);
                                    }
                                };
                            }
                        }),
                fault(
                        TransactionRules.class,
                        "transaction_thatHasNotCommitted_isSeenByNoOther",
                        "others see what is not committed",
                        TransactionFaults::autocommit),
                fault(
                        TransactionRules.class,
                        "transaction_overAllParts_isOneWhole",
                        "users are deleted at once",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public UserStorage users() {
                                return new ForwardingUsers(super.users()) {
                                    @Override
                                    public boolean delete(UUID id) {
                                        storage.users().delete(id);
                                        return super.delete(id);
                                    }
                                };
                            }
                        }),
                fault(
                        TransactionRules.class,
                        "transaction_overAllParts_isCommittedAsOne",
                        "with users in it nothing is committed",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            private boolean withUsers;

                            @Override
                            public UserStorage users() {
                                return new ForwardingUsers(super.users()) {
                                    @Override
                                    public void insert(List<StoredUser> users) {
                                        withUsers = true;
                                        super.insert(users);
                                    }
                                };
                            }

                            @Override
                            public void commit() {
                                if (!withUsers) {
                                    super.commit();
                                }
                            }
                        }),
                fault(
                        TransactionRules.class,
                        "everyIsolation_commitsAndRollsBack",
                        "a serializable transaction commits each operation",
                        (storage, options) -> options.isolation() == Isolation.SERIALIZABLE
                                ? autocommit(storage, options)
                                : storage.begin(options)),
                fault(
                        SerializableRules.class,
                        "writeSkew_isPrevented",
                        "transactions do not wait for each other",
                        new MeetingBeforeTheyWrite()::begin),
                new Fault(
                        TransactionErrorRules.class,
                        "versionConflictOfABatch_changesNothingAndTheTransactionGoesOn",
                        "those before the conflict stay",
                        keyValues(sound -> BatchFaults.oneByOne(sound.keyValues()))),
                new Fault(
                        TransactionErrorRules.class,
                        "invalidInput_changesNothingAndTheTransactionGoesOn",
                        "a counter that cannot count is deleted",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                try {
                                    return super.increment(item, delta, expiresAt, now);
                                } catch (InvalidInput e) {
                                    delete(item, OptionalLong.empty(), now);
                                    throw e;
                                }
                            }
                        })),
                new Fault(
                        TransactionErrorRules.class,
                        "staleUpdateOfAUser_changesNothingAndTheTransactionGoesOn",
                        "the address is changed before the version is compared",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                false,
                                                Optional.empty(),
                                                Optional.empty(),
                                                OptionalLong.empty()),
                                        now);
                                return super.update(id, change, now);
                            }
                        })),
                new Fault(
                        TransactionErrorRules.class,
                        "notFound_changesNothingAndTheTransactionGoesOn",
                        "sessions end though the user is missing",
                        users(all -> new ForwardingUsers(all.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                list(null, 10).forEach(user -> all.sessions().revokeAll(user.id(), end, now));
                                super.setPasswordHash(id, passwordHash, end, now);
                            }
                        })),
                new Fault(
                        ApplyOnceRules.class,
                        "applyOnce_again_isAlreadyApplied",
                        "every key is new",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public boolean record(String key, Instant expiresAt) {
                                super.record(key, expiresAt);
                                return true;
                            }
                        })),
                new Fault(
                        ApplyOnceRules.class,
                        "applyOnce_anotherKey_isAppliedToo",
                        "keys are compared in lower case",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public boolean record(String key, Instant expiresAt) {
                                return super.record(key.toLowerCase(Locale.ROOT), expiresAt);
                            }
                        })),
                fault(
                        ApplyOnceRules.class,
                        "applyOnce_workThatThrows_isRolledBackAndMayBeTriedAgain",
                        "the key is recorded outside the transaction",
                        (storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public AppliedKeyStorage appliedKeys() {
                                return storage.appliedKeys();
                            }
                        }),
                fault(
                        ApplyOnceRules.class,
                        "applyOnce_whileTheFirstAttemptRuns_waitsForIt",
                        "a key is known before its transaction has committed",
                        TransactionFaults::autocommit),
                fault(
                        ApplyOnceRules.class,
                        "applyOnce_whileTheFirstAttemptFails_appliesInItsPlace",
                        "a key whose transaction rolls back stays known",
                        TransactionFaults::autocommit),
                new Fault(
                        ApplyOnceRules.class,
                        "applyOnce_manyAtOnce_oneApplies",
                        "the first two to record a key are told that it is new",
                        appliedKeys(new TwoFirst()::of)),
                new Fault(
                        ApplyOnceRules.class,
                        "record_expiredKeyThatIsNotPurged_isStillKnown",
                        "an expired key is new again",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public boolean record(String key, Instant expiresAt) {
                                return super.record(key, expiresAt) || expiresAt.isAfter(Instant.EPOCH);
                            }
                        })),
                fault(
                        TransactionRules.class,
                        "inTransaction_afterARollback_theStorageWorks",
                        "a rollback does not give the connection back",
                        new OnlyOneRollback()::begin),
                new Fault(
                        TransactionRules.class,
                        "transaction_thatHasCommitted_isSeenByEveryReaderThatBeginsThen",
                        "readers are one write behind",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private Optional<KeyValue> last = Optional.empty();

                            @Override
                            public Optional<KeyValue> find(ItemKey item, Instant now) {
                                Optional<KeyValue> before = last;
                                last = super.find(item, now);
                                return before.or(() -> last);
                            }
                        })),
                new Fault(
                        TransactionErrorRules.class,
                        "versionConflict_changesNothingAndTheTransactionGoesOn",
                        "the item is deleted before its version is compared",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                try {
                                    return super.delete(item, expectedVersion, now);
                                } catch (VersionConflict e) {
                                    super.delete(item, OptionalLong.empty(), now);
                                    throw e;
                                }
                            }
                        })),
                fault(
                        SerializableRules.class,
                        "readModifyWrite_losesNoUpdate",
                        "transactions do not wait for each other",
                        new MeetingBeforeTheyWrite()::begin));
    }

    private static final class TwoFirst {
        private final AtomicInteger recorded = new AtomicInteger();

        AppliedKeyStorage of(StorageOperations sound) {
            return new ForwardingAppliedKeys(sound.appliedKeys()) {
                @Override
                public boolean record(String key, Instant expiresAt) {
                    boolean isNew = super.record(key, expiresAt);
                    return recorded.incrementAndGet() <= 2 || isNew;
                }
            };
        }
    }

    private static final class OnlyOneRollback {
        private boolean lost;

        StorageTransaction begin(StorageBackend storage, TransactionOptions options) {
            if (lost) {
                throw new Unavailable("no connection", null);
            }
            return new ForwardingTransaction(storage.begin(options)) {
                private boolean committed;

                @Override
                public void commit() {
                    super.commit();
                    committed = true;
                }

                @Override
                public void close() {
                    lost = !committed;
                    super.close();
                }
            };
        }
    }

    /** Lets two transactions read before either of them writes. */
    private static final class MeetingBeforeTheyWrite {
        private final CountDownLatch reading = new CountDownLatch(2);

        StorageTransaction begin(StorageBackend storage, TransactionOptions options) {
            return new ForwardingTransaction(new AutocommitTransaction(storage)) {
                @Override
                public KeyValueStorage keyValues() {
                    return new ForwardingKeyValues(super.keyValues()) {
                        @Override
                        public long apply(List<ItemWrite> writes, Instant now) {
                            reading.countDown();
                            try {
                                reading.await(10, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return super.apply(writes, now);
                        }
                    };
                }
            };
        }
    }
}

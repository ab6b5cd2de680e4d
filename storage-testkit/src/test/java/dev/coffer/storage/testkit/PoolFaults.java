package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.beginning;
import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Operations that want a second connection while they have one. */
final class PoolFaults {
    private PoolFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(PoolOfOneRules.class, rule, fault, breakage);
    }

    /** A pool of one. */
    private static final class Pool {
        private final Semaphore connections = new Semaphore(1);

        <T> T connected(Supplier<T> operation) {
            try {
                if (!connections.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    throw new Unavailable("no connection", null);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unavailable("no connection", e);
            }
            try {
                return operation.get();
            } finally {
                connections.release();
            }
        }

        <T> T twiceConnected(Supplier<T> operation) {
            return connected(() -> connected(operation));
        }
    }

    private static Breakage transactions(boolean readOnly, UnaryOperator<StorageTransaction> broken) {
        return beginning((storage, options) ->
                options.readOnly() == readOnly ? broken.apply(storage.begin(options)) : storage.begin(options));
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "keyValues_ofManyThreads_doNotDeadlock",
                        "a batch takes two connections",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private final Pool pool = new Pool();

                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                return pool.twiceConnected(() -> super.apply(writes, now));
                            }
                        })),
                fault(
                        "usersAndSessions_ofManyThreads_doNotDeadlock",
                        "sessions are ended on a connection of their own",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            private final Pool pool = new Pool();

                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                pool.twiceConnected(() -> {
                                    super.setPasswordHash(id, passwordHash, end, now);
                                    return id;
                                });
                            }
                        })),
                fault(
                        "largeBatches_needNoSecondConnection",
                        "a batch takes two connections",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            private final Pool pool = new Pool();

                            @Override
                            public void insert(List<StoredUser> users) {
                                pool.twiceConnected(() -> {
                                    super.insert(users);
                                    return users;
                                });
                            }
                        })),
                fault(
                        "transactionsBesideOperations_doNotDeadlock",
                        "a commit takes another connection than the transaction has",
                        transactions(false, begun -> new ForwardingTransaction(begun) {
                            private final Pool pool = new Pool();

                            @Override
                            public void commit() {
                                pool.twiceConnected(() -> {
                                    super.commit();
                                    return sound;
                                });
                            }
                        })),
                fault(
                        "snapshotsOfManyThreads_doNotDeadlock",
                        "the end of a snapshot takes another connection",
                        transactions(true, begun -> new ForwardingTransaction(begun) {
                            private final Pool pool = new Pool();

                            @Override
                            public void commit() {
                                pool.twiceConnected(() -> {
                                    super.commit();
                                    return sound;
                                });
                            }
                        })),
                fault(
                        "applyOnceOfManyThreads_doesNotDeadlock",
                        "keys are recorded on a connection of their own",
                        transactions(false, begun -> new ForwardingTransaction(begun) {
                            private final Pool pool = new Pool();

                            @Override
                            public AppliedKeyStorage appliedKeys() {
                                return new ForwardingAppliedKeys(super.appliedKeys()) {
                                    @Override
                                    public boolean record(String key, Instant expiresAt) {
                                        return pool.twiceConnected(() -> super.record(key, expiresAt));
                                    }
                                };
                            }
                        })));
    }
}

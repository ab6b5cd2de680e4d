package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.Breakage.tokens;
import static dev.coffer.storage.testkit.Breakage.users;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Condition;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.User;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemSlice;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SliceBounds;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Operations that first look and then write, so that two at once both see what was before. */
final class RaceFaults {
    private RaceFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(ConcurrencyRules.class, rule, fault, breakage);
    }

    /** Where the first two meet who have looked and not yet written. */
    private static final class Meeting {
        private final CountDownLatch both = new CountDownLatch(2);

        void await() {
            both.countDown();
            AtOnce.await(both);
        }
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "fiftyThreadsCreateOneEmail_oneWinsAnd49GetDuplicateEmail",
                        "the losers are not told",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public void insert(List<StoredUser> users) {
                                boolean free = findByEmail(users.get(0).canonicalEmail())
                                        .isEmpty();
                                meeting.await();
                                try {
                                    super.insert(users);
                                } catch (Duplicate e) {
                                    if (!free) {
                                        throw e;
                                    }
                                }
                            }
                        })),
                fault(
                        "fiftyThreadsFindOrCreateOneEmail_oneCreatesAndAllGetIt",
                        "the losers get a Duplicate",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public FoundOrCreated findOrInsert(StoredUser candidate) {
                                Optional<User> found = findByEmail(candidate.canonicalEmail());
                                meeting.await();
                                if (found.isEmpty()) {
                                    insert(List.of(candidate));
                                }
                                return new FoundOrCreated(found.orElse(candidate.user()), found.isEmpty());
                            }
                        })),
                fault(
                        "updatesOfOneVersion_oneIsMade",
                        "the version is compared before the write",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                long version = find(id).orElseThrow().version();
                                meeting.await();
                                if (version != change.expectedVersion().orElse(version)) {
                                    throw new VersionConflict(OptionalLong.of(version));
                                }
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                change.changesVerification(),
                                                change.emailVerifiedAt(),
                                                change.metadata(),
                                                OptionalLong.empty()),
                                        now);
                            }
                        })),
                fault(
                        "updatesWithoutAVersion_areAllMade",
                        "an update that meets another is lost",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            private boolean lost;

                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                if (!lost) {
                                    lost = true;
                                    return find(id).orElseThrow();
                                }
                                return super.update(id, change, now);
                            }
                        })),
                fault(
                        "manyRotateOneToken_oneSucceeds",
                        "the session is found before it is rotated",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
                                Optional<Session> found = find(tokenHash, now);
                                meeting.await();
                                Optional<Session> rotated = super.rotate(tokenHash, newTokenHash, now);
                                return rotated.or(() -> found);
                            }
                        })),
                fault(
                        "manyRevokeOneSession_oneIsTrue",
                        "the session is found before it is deleted",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public boolean revoke(byte[] tokenHash, Instant now) {
                                boolean found = find(tokenHash, now).isPresent();
                                meeting.await();
                                return super.revoke(tokenHash, now) || found;
                            }
                        })),
                fault(
                        "manyConsumeOneToken_oneGetsIt",
                        "the token is found before it is deleted",
                        tokens(sound -> new ForwardingTokens(sound.tokens()) {
                            private final Meeting meeting = new Meeting();
                            private Optional<OneTimeToken> found = Optional.empty();

                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                found = Optional.of(token);
                                super.insert(token, tokenHash);
                            }

                            @Override
                            public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
                                Optional<OneTimeToken> seen = found;
                                meeting.await();
                                found = Optional.empty();
                                return super.consume(purpose, tokenHash, now).or(() -> seen);
                            }
                        })),
                fault(
                        "sixteenThreadsIncrementAThousandTimes_isSixteenThousand",
                        "the number is read before the sum is written",
                        keyValues(sound -> new ReadingBeforeWriting(sound.keyValues(), new Meeting()))),
                fault(
                        "manyPutIfAbsent_onePuts",
                        "absence is looked at before the write",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                Optional<KeyValue> found = find(writes.get(0).item(), now);
                                meeting.await();
                                if (found.isPresent()) {
                                    throw new VersionConflict(
                                            OptionalLong.of(found.get().version()));
                                }
                                return super.apply(
                                        List.of(Writes.condition(writes.get(0), given -> Condition.any())), now);
                            }
                        })),
                fault(
                        "readModifyWriteWithVersions_losesNoUpdate",
                        "the version is compared before the write",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                ItemWrite write = writes.get(0);
                                if (write.condition() instanceof Condition.Version expected) {
                                    long version = find(write.item(), now)
                                            .orElseThrow()
                                            .version();
                                    meeting.await();
                                    if (version != expected.version()) {
                                        throw new VersionConflict(OptionalLong.of(version));
                                    }
                                }
                                return super.apply(List.of(Writes.condition(write, given -> Condition.any())), now);
                            }
                        })),
                fault(
                        "manyDeleteOneItem_oneIsTrue",
                        "the item is found before it is deleted",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private final Meeting meeting = new Meeting();

                            @Override
                            public boolean delete(ItemKey item, OptionalLong expectedVersion, Instant now) {
                                boolean found = exists(item, now);
                                meeting.await();
                                return super.delete(item, expectedVersion, now) || found;
                            }
                        })),
                fault(
                        "versions_givenAtOnce_areDifferent",
                        "the clock gives the versions",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public long apply(List<ItemWrite> writes, Instant now) {
                                super.apply(writes, now);
                                return now.toEpochMilli();
                            }
                        })),
                fault(
                        "putAll_isNeverSeenInHalf",
                        "items are read one after the other",
                        keyValues(sound -> new ReadingSlowly(sound.keyValues()) {
                            @Override
                            public List<KeyValue> findAll(Collection<ItemKey> items, Instant now) {
                                List<KeyValue> found = new ArrayList<>();
                                for (ItemKey item : items) {
                                    find(item, now).ifPresent(found::add);
                                    awaitAWrite();
                                }
                                return found;
                            }
                        })),
                fault(
                        "putAll_isNeverSeenInHalfByAReaderOfTheRecord",
                        "items are written one after the other",
                        keyValues(sound -> BatchFaults.oneByOne(sound.keyValues()))),
                fault(
                        "putAll_isNeverSeenInHalfByAScan",
                        "a scan reads item by item",
                        keyValues(sound -> new ReadingSlowly(sound.keyValues()) {
                            @Override
                            public ItemSlice scan(ItemRange range, SliceBounds bounds, Instant now) {
                                List<KeyValue> items = new ArrayList<>();
                                ItemSlice slice = super.scan(range, next(bounds, null), now);
                                items.addAll(slice.items());
                                while (slice.more()) {
                                    awaitAWrite();
                                    ItemKey last = items.get(items.size() - 1).itemKey();
                                    slice = super.scan(range, next(bounds, last), now);
                                    items.addAll(slice.items());
                                }
                                return new ItemSlice(items, false);
                            }

                            private SliceBounds next(SliceBounds bounds, @Nullable ItemKey after) {
                                return new SliceBounds(after, bounds.descending(), 1, bounds.maxBytes());
                            }
                        })),
                fault(
                        "batchesInOppositeOrder_areAllMade",
                        "a batch that meets another is refused",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private final Meeting meeting = new Meeting();
                            private final AtomicInteger running = new AtomicInteger();

                            @Override
                            public long apply(List<ItemWrite> batch, Instant now) {
                                running.incrementAndGet();
                                meeting.await();
                                if (running.getAndSet(0) > 1) {
                                    throw new Busy("planted", null);
                                }
                                return super.apply(batch, now);
                            }
                        })),
                fault(
                        "writeThatWaitsLongerThanTheLockTimeout_isBusyAndNotApplied",
                        "it is told as something else",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
                                try {
                                    return super.increment(item, delta, expiresAt, now);
                                } catch (Busy e) {
                                    throw new Unavailable("the database is locked", e);
                                }
                            }
                        })),
                fault(
                        "transactionsThatIncrement_loseNoUpdate",
                        "in a transaction the number is read before the sum is written",
                        new CountingWithoutIsolation()));
    }

    private static final class ReadingBeforeWriting extends ForwardingKeyValues {
        private final Meeting meeting;

        ReadingBeforeWriting(KeyValueStorage sound, Meeting meeting) {
            super(sound);
            this.meeting = meeting;
        }

        @Override
        public long increment(ItemKey item, long delta, @Nullable Instant expiresAt, Instant now) {
            long before =
                    find(item, now).map(found -> Long.parseLong(found.text())).orElse(0L);
            meeting.await();
            ItemWrite.Expiry never = new ItemWrite.Expiry(false, Optional.empty());
            byte[] value = Long.toString(before + delta).getBytes(UTF_8);
            apply(List.of(new ItemWrite.Put(item, value, never, Condition.any())), now);
            return before + delta;
        }
    }

    private static final class CountingWithoutIsolation implements Breakage {
        private final Meeting meeting = new Meeting();

        @Override
        public StorageTransaction begin(StorageBackend sound, TransactionOptions options) {
            return new AutocommitTransaction(sound);
        }

        @Override
        public KeyValueStorage keyValues(StorageOperations sound) {
            return new ReadingBeforeWriting(sound.keyValues(), meeting);
        }
    }

    /** So slowly that somebody writes meanwhile. */
    private abstract static class ReadingSlowly extends ForwardingKeyValues {
        /** So many that one of them has begun after the look at the number, however many threads write. */
        private static final int WRITES = 8;

        private int writes;

        ReadingSlowly(KeyValueStorage sound) {
            super(sound);
        }

        @Override
        public long apply(List<ItemWrite> batch, Instant now) {
            long version = super.apply(batch, now);
            synchronized (this) {
                writes++;
                notifyAll();
            }
            return version;
        }

        final synchronized void awaitAWrite() {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            int before = writes;
            try {
                while (writes - before < WRITES && System.nanoTime() < end) {
                    wait(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.appliedKeys;
import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.Breakage.tokens;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;

import dev.coffer.storage.ItemKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults in purging. */
final class PurgeFaults {
    private static final String TOO_EARLY = "what expired 5 minutes ago is purged";
    private static final String UNBOUNDED = "all are purged in one batch";

    private PurgeFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(PurgeRules.class, rule, fault, breakage);
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "purge_items_deletesWhatExpiredMoreThan5MinutesAgo",
                        TOO_EARLY,
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore.plus(MICROSECOND), limit);
                            }
                        })),
                fault(
                        "purge_itemPersistedOrWrittenAnew_isKept",
                        "what has ever had an end is purged",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                delete(new ItemKey("profiles", "ada", "k0"), OptionalLong.empty(), expiredBefore);
                                return super.purge(expiredBefore, limit);
                            }
                        })),
                fault(
                        "purge_moreThanABatchOfItems_deletesAll",
                        "no second batch finds anything",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private boolean purged;

                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                int deleted = purged ? 0 : super.purge(expiredBefore, limit);
                                purged = true;
                                return deleted;
                            }
                        })),
                fault(
                        "purge_batchOfItems_isBounded",
                        UNBOUNDED,
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore, Integer.MAX_VALUE);
                            }
                        })),
                fault(
                        "purge_onManyNodesAtOnce_countsEachItemOnce",
                        "each node counts what it found, whoever deleted it",
                        keyValues(sound -> new ForwardingKeyValues(sound.keyValues()) {
                            private final AtomicInteger found = new AtomicInteger();

                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                found.addAndGet(super.purge(expiredBefore, limit));
                                return Math.min(found.get(), limit - 1);
                            }
                        })),
                fault(
                        "purge_sessions_deletesWhatExpiredMoreThan5MinutesAgo",
                        TOO_EARLY,
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore.plus(MICROSECOND), limit);
                            }
                        })),
                fault(
                        "purge_moreThanABatchOfSessions_deletesAll",
                        "a batch has a hundred",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore, Math.min(limit, 100));
                            }
                        })),
                fault(
                        "purge_batchOfSessions_isBounded",
                        UNBOUNDED,
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore, Integer.MAX_VALUE);
                            }
                        })),
                fault(
                        "purge_tokens_deletesWhatExpiredMoreThan5MinutesAgo",
                        TOO_EARLY,
                        tokens(sound -> new ForwardingTokens(sound.tokens()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore.plus(MICROSECOND), limit);
                            }
                        })),
                fault("purge_batchOfTokens_isBounded", UNBOUNDED, tokens(sound -> new ForwardingTokens(sound.tokens()) {
                    @Override
                    public int purge(Instant expiredBefore, int limit) {
                        return super.purge(expiredBefore, Integer.MAX_VALUE);
                    }
                })),
                fault(
                        "purge_appliedKeys_deletesThoseThatAreAcceptedNoMore",
                        "nothing is purged",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return 0;
                            }
                        })),
                fault(
                        "purge_batchOfAppliedKeys_isBounded",
                        UNBOUNDED,
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore, Integer.MAX_VALUE);
                            }
                        })),
                new Fault(
                        ApplyOnceRules.class,
                        "applyOnce_appliedKeyAfterAPurge_isStillKnown",
                        "keys are purged before they are of no more use",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public int purge(Instant expiredBefore, int limit) {
                                return super.purge(expiredBefore.plus(Duration.ofDays(1)), limit);
                            }
                        })));
    }
}

package dev.coffer.storage.testkit;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.Capability;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Faults in what an audit log records, and in its chain. */
final class AuditFaults {
    private AuditFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(AuditRules.class, rule, fault, breakage);
    }

    private static Fault chain(String rule, String fault, UnaryOperator<AuditStorage> broken) {
        return new Fault(AuditChainRules.class, rule, fault, Breakage.audit(broken));
    }

    /** Shows what is recorded otherwise; nothing of an entry for which there is nothing. */
    private static Breakage showing(Function<AuditEntry, Optional<AuditEntry>> shown) {
        return Breakage.audit(log -> new ForwardingAudit(log) {
            @Override
            public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
                return sound.list(query, before, entry, limit).stream()
                        .flatMap(one -> shown.apply(one).stream())
                        .toList();
            }
        });
    }

    private static Breakage without(String operation) {
        return showing(entry -> entry.operation().equals(operation) ? Optional.empty() : Optional.of(entry));
    }

    private static AuditEntry with(AuditEntry entry, String operation, Optional<String> actor, String change) {
        return new AuditEntry(
                entry.entry(),
                entry.at(),
                operation,
                entry.userId(),
                entry.id(),
                entry.namespace(),
                entry.key(),
                actor,
                entry.request(),
                change,
                entry.seal());
    }

    /** The first look sees less than the second. */
    private static Breakage late() {
        Set<String> seen = new HashSet<>();
        return Breakage.audit(log -> new ForwardingAudit(log) {
            @Override
            public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
                List<AuditEntry> all = sound.list(query, before, entry, limit);
                return seen.add("looked") ? all.subList(Math.min(1, all.size()), all.size()) : all;
            }
        });
    }

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>(records());
        faults.addAll(chains());
        return faults;
    }

    private static List<Fault> records() {
        return List.of(
                fault(
                        "audit_thatIsOff_isUnsupported",
                        "a log that is off is a capability",
                        Breakage.backend(sound -> new ForwardingBackend(sound) {
                            @Override
                            public Set<Capability> capabilities() {
                                return EnumSet.allOf(Capability.class);
                            }
                        })),
                fault("audit_changesOfAUser_areRecorded", "a lock is not", without("user.locked")),
                fault(
                        "audit_changes_haveOneText",
                        "there is white space in it",
                        showing(entry -> Optional.of(with(
                                entry,
                                entry.operation(),
                                entry.actor(),
                                entry.change().replace(":", ": "))))),
                fault(
                        "audit_passwordThatIsHashedAnew_isToldFromOneThatIsSet",
                        "it is said to be set",
                        showing(entry -> Optional.of(with(
                                entry, entry.operation().replace("rehashed", "set"), entry.actor(), entry.change())))),
                fault(
                        "audit_manyUsersAtOnce_haveARecordEach",
                        "a statement has one",
                        showing(entry -> entry.entry() == 2 ? Optional.empty() : Optional.of(entry))),
                fault("audit_changesOfASession_areRecorded", "another token is not", without("session.rotated")),
                fault("audit_whatGoesWithAUser_hasRecordsOfItsOwn", "it has none", without("session.deleted")),
                fault("audit_changesOfAToken_areRecorded", "a token that is consumed is not", without("token.deleted")),
                fault(
                        "audit_changesOfKeyValues_areRecordedWhereTheNamespaceIsNamed",
                        "a deletion is not",
                        without("key_value.deleted")),
                fault(
                        "audit_valuesOfKeyValues_areRecordedOnlyWhereTheNamespaceSaysSo",
                        "values are never recorded",
                        showing(entry -> Optional.of(with(entry, entry.operation(), entry.actor(), "{}")))),
                fault(
                        "audit_secrets_areInNoRecord",
                        "a password's hash is",
                        showing(entry -> Optional.of(with(entry, entry.operation(), entry.actor(), "$2a$04$")))),
                fault(
                        "audit_withoutAnActor_leavesItOut",
                        "there is always one",
                        showing(entry -> Optional.of(with(
                                entry,
                                entry.operation(),
                                Optional.of(entry.actor().orElse("system")),
                                entry.change())))),
                fault("audit_readsAndWhatChangesNothing_leaveNoRecord", "a read leaves one", late()),
                fault("audit_changeThatIsRefused_leavesNoRecord", "it leaves one", late()),
                fault("audit_transactionThatRollsBack_leavesNoRecord", "it leaves one", lateFromNothing()),
                fault(
                        "audit_transactionOfAnActor_isTheActorsAsAWhole",
                        "a transaction is nobody's",
                        Breakage.beginning(AuditFaults::nobodys)),
                fault(
                        "audit_besideASearch_hasTheChangesOfUsersAlone_whichAreFound",
                        "what changes the index is not recorded",
                        without("user.changed")),
                fault("audit_ofAStorageThatDoesNotAudit_goesOn", "it stops", without("user.created")),
                fault("audit_namespaceThatIsNamedNoMore_isRecordedAsBefore", "it is not", without("key_value.put")),
                fault(
                        "audit_thatIsSwitchedOff_recordsNothingMore",
                        "it goes on",
                        Breakage.audit(log -> new ForwardingAudit(log) {
                            @Override
                            public void switchOff(AuditContext by) {}
                        })),
                fault(
                        "actor_ofNastyTexts_isRecordedAsItIs",
                        "quotes are left out",
                        showing(entry -> Optional.of(with(
                                entry,
                                entry.operation(),
                                entry.actor().map(actor -> actor.replace("'", "")),
                                entry.change())))));
    }

    /** Each look finds one more than there is. */
    private static Breakage lateFromNothing() {
        List<AuditEntry> more = new ArrayList<>();
        return Breakage.audit(log -> new ForwardingAudit(log) {
            @Override
            public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
                List<AuditEntry> shown = List.copyOf(more);
                more.add(new AuditEntry(
                        more.size() + 1,
                        Instant.EPOCH,
                        "user.created",
                        Optional.empty(),
                        "x",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "{}",
                        Optional.empty()));
                return shown;
            }
        });
    }

    private static StorageTransaction nobodys(StorageBackend backend, TransactionOptions options) {
        return new ForwardingTransaction(backend.begin(options)) {
            @Override
            public void actAs(AuditContext context) {}
        };
    }

    private static List<Fault> chains() {
        return List.of(
                chain(
                        "list_byEach_findsThoseAndNoOthers",
                        "all are listed, whatever is asked for",
                        log -> new ForwardingAudit(log) {
                            @Override
                            public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
                                return sound.list(AuditQuery.all(), before, entry, limit);
                            }
                        }),
                chain(
                        "list_whileRecordsAreSealed_keepsItsOrder",
                        "what is sealed comes first",
                        log -> new ForwardingAudit(log) {
                            @Override
                            public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
                                List<AuditEntry> all = sound.list(query, before, entry, limit);
                                return all.stream().anyMatch(one -> one.seal().isPresent())
                                        ? all.stream()
                                                .sorted(Comparator.comparing(AuditEntry::entry))
                                                .toList()
                                        : all;
                            }
                        }),
                chain("verify_whatIsSealed_isIntact", "the end is kept wrongly", log -> new ForwardingAudit(log) {
                    @Override
                    public Ends ends() {
                        Ends ends = sound.ends();
                        return new Ends(
                                ends.beginning(), new AuditHead(ends.end().position(), "another"));
                    }
                }),
                chain(
                        "verify_afterEightWriters_isIntact",
                        "a record gets lost when many are sealed",
                        log -> new ForwardingAudit(log) {
                            @Override
                            public List<AuditEntry> sealed(long after, int limit) {
                                return sound.sealed(after, limit).stream()
                                        .filter(entry -> entry.entry() != 100)
                                        .toList();
                            }
                        }),
                new Fault(
                        AuditChainRules.class,
                        "switchingOffAndOn_isInTheChain",
                        "its end is not",
                        without("audit.switched_off")),
                chain(
                        "prune_removesTheOldest_andTheRestIsIntact",
                        "the beginning stays",
                        log -> new ForwardingAudit(log) {
                            @Override
                            public Ends ends() {
                                return new Ends(
                                        new AuditHead(0, ""), sound.ends().end());
                            }
                        }));
    }
}

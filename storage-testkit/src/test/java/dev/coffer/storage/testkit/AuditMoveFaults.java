package dev.coffer.storage.testkit;

import dev.coffer.storage.Actor;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.AuditStorage.Ends;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Faults in what becomes of an audit log that is moved. */
final class AuditMoveFaults {
    private AuditMoveFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<RecordTarget> broken) {
        return new Fault(AuditMoveRules.class, rule, fault, Breakage.provider(sound -> new ForwardingProvider(sound) {
            @Override
            public RecordTarget openTarget(StorageConfig config) {
                return broken.apply(sound.openTarget(config));
            }
        }));
    }

    /** Makes of what the log was something else. */
    private static Fault state(String rule, String fault, UnaryOperator<AuditState> other) {
        return fault(rule, fault, target -> new ForwardingTarget(target) {
            @Override
            public void auditLog(AuditState state) {
                sound.auditLog(other.apply(state));
            }
        });
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "moved_records_areTheSame",
                        "those that are not sealed are left behind",
                        target -> new ForwardingTarget(target) {
                            @Override
                            public void load(RecordRows records) {
                                if (records.kind() != RecordKind.UNSEALED_AUDIT_RECORD) {
                                    sound.load(records);
                                }
                            }
                        }),
                state(
                        "moved_headThatWasKept_provesTheChain",
                        "the chain has no end",
                        state -> with(state, AuditState.NONE.ends())),
                fault("move_itself_isNotRecorded", "users are recorded", target -> new ForwardingTarget(target) {
                    @Override
                    public void load(RecordRows records) {
                        sound.load(records);
                        if (records.kind() == RecordKind.USER) {
                            sound.load(recorded());
                        }
                    }
                }),
                state(
                        "moved_whatIsOn_isOnWhoeverOpens",
                        "it is off until it is switched on",
                        state -> new AuditState(false, state.namespaces(), state.ends(), state.lastEntry())),
                state(
                        "moved_namespaces_goOnBeingRecorded",
                        "they are forgotten",
                        state -> new AuditState(state.recording(), new TreeMap<>(), state.ends(), state.lastEntry())),
                state(
                        "moved_numbers_goOnAboveAllThatWereGiven",
                        "they begin anew",
                        state -> new AuditState(state.recording(), state.namespaces(), state.ends(), 0)),
                state(
                        "moved_chainThatWasPruned_isSealedAndPrunedFurther",
                        "it has lost its beginning",
                        state -> with(
                                state,
                                new Ends(
                                        AuditState.NONE.ends().beginning(),
                                        state.ends().end()))),
                fault(
                        "target_whoseLogHasRecords_isNotEmpty",
                        "it is if it has no users",
                        target -> new ForwardingTarget(target) {
                            @Override
                            public State state() {
                                return State.EMPTY;
                            }
                        }),
                new Fault(
                        AuditMoveRules.class,
                        "target_thatRecords_stillDoes_whateverIsMovedIn",
                        "the source's word counts alone",
                        Breakage.provider(sound -> new ForwardingProvider(sound) {
                            @Override
                            public RecordTarget openTarget(StorageConfig config) {
                                return switchingOff(sound.openTarget(config), this, config);
                            }
                        })),
                fault(
                        "moveThatStops_isGoneOnWith",
                        "nobody knows how far the log is",
                        target -> new ForwardingTarget(target) {
                            @Override
                            public Optional<RecordKey> reached(RecordKind kind) {
                                return kind.isOfAuditLog() ? Optional.empty() : sound.reached(kind);
                            }
                        }));
    }

    private static RecordTarget switchingOff(RecordTarget target, ForwardingProvider provider, StorageConfig config) {
        return new ForwardingTarget(target) {
            @Override
            public void finish() {
                sound.finish();
                StorageConfig withLog =
                        config.toBuilder().audit(AuditSettings.ofAll()).build();
                try (StorageBackend storage = provider.sound.open(withLog)) {
                    storage.audit().switchOff(AuditContext.of(Actor.of("admin"), config));
                }
            }
        };
    }

    private static AuditState with(AuditState state, Ends ends) {
        return new AuditState(state.recording(), state.namespaces(), ends, state.lastEntry());
    }

    private static RecordRows recorded() {
        RecordRows rows = new RecordRows(RecordKind.UNSEALED_AUDIT_RECORD);
        rows.addNumber(99);
        rows.addNumber(0);
        rows.addText("user.created");
        rows.addAbsent();
        rows.addText("x");
        rows.addAbsent();
        rows.addAbsent();
        rows.addAbsent();
        rows.addAbsent();
        rows.addText("{}");
        rows.end();
        return rows;
    }
}

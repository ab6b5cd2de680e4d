package dev.coffer.storage.testkit;

import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.util.List;
import java.util.Optional;

/** A target as it is: a fault overrides what it breaks. */
abstract class ForwardingTarget implements RecordTarget {
    final RecordTarget sound;

    ForwardingTarget(RecordTarget sound) {
        this.sound = sound;
    }

    @Override
    public String identity() {
        return sound.identity();
    }

    @Override
    public State state() {
        return sound.state();
    }

    @Override
    public void begin(String source) {
        sound.begin(source);
    }

    @Override
    public void beginAnew(String source) {
        sound.beginAnew(source);
    }

    @Override
    public List<RecordKind> order() {
        return sound.order();
    }

    @Override
    public void auditLog(AuditState state) {
        sound.auditLog(state);
    }

    @Override
    public Optional<RecordKey> reached(RecordKind kind) {
        return sound.reached(kind);
    }

    @Override
    public void clear() {
        sound.clear();
    }

    @Override
    public void load(RecordRows records) {
        sound.load(records);
    }

    @Override
    public List<Refusal> add(RecordRows records) {
        return sound.add(records);
    }

    @Override
    public List<Refusal> refusals(RecordRows records) {
        return sound.refusals(records);
    }

    @Override
    public void raiseHighWater(long version) {
        sound.raiseHighWater(version);
    }

    @Override
    public void complete() {
        sound.complete();
    }

    @Override
    public RecordSource written() {
        return sound.written();
    }

    @Override
    public void finish() {
        sound.finish();
    }

    @Override
    public void close() {
        sound.close();
    }
}

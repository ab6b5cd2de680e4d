package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.resilience.Answer.Absent;
import dev.coffer.resilience.Answer.Conflict;
import dev.coffer.resilience.Answer.Deleted;
import dev.coffer.resilience.Answer.Found;
import dev.coffer.resilience.Answer.Sum;
import dev.coffer.resilience.Answer.Written;
import dev.coffer.resilience.Request.Delete;
import dev.coffer.resilience.Request.Get;
import dev.coffer.resilience.Request.Increment;
import dev.coffer.resilience.Request.Put;
import dev.coffer.storage.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histories made by hand. Each operation says when it was called and when it returned. */
class HistoryTest {
    private static boolean isLinearizable(Operation... operations) {
        return new History(List.of(operations)).isLinearizable();
    }

    private static Operation get(long called, long returned, long value, long version) {
        return Operation.answered(new Get(), new Found(value, version), called, returned);
    }

    private static Operation getNothing(long called, long returned) {
        return Operation.answered(new Get(), new Absent(), called, returned);
    }

    private static Operation put(long called, long returned, long value, long version) {
        return Operation.answered(new Put(value, Condition.any()), new Written(version), called, returned);
    }

    private static Operation putIf(long called, long returned, Condition condition, long value, Answer answer) {
        return Operation.answered(new Put(value, condition), answer, called, returned);
    }

    private static Operation delete(long called, long returned, Condition condition, Answer answer) {
        return Operation.answered(new Delete(condition), answer, called, returned);
    }

    private static Operation increment(long called, long returned, long delta, long sum) {
        return Operation.answered(new Increment(delta), new Sum(sum), called, returned);
    }

    private static Conflict conflict(long currentVersion) {
        return new Conflict(OptionalLong.of(currentVersion));
    }

    @Test
    void nothing() {
        assertThat(isLinearizable()).isTrue();
    }

    @Test
    void callsOneAfterTheOther() {
        assertThat(isLinearizable(
                        getNothing(1, 2),
                        put(3, 4, 10, 1),
                        get(5, 6, 10, 1),
                        putIf(7, 8, Condition.version(1), 20, new Written(2)),
                        putIf(9, 10, Condition.version(1), 30, conflict(2)),
                        putIf(11, 12, Condition.absent(), 40, conflict(2)),
                        increment(13, 14, 5, 25),
                        get(15, 16, 25, 3),
                        delete(17, 18, Condition.version(2), conflict(3)),
                        delete(19, 20, Condition.version(3), new Deleted(true)),
                        delete(21, 22, Condition.any(), new Deleted(false)),
                        putIf(23, 24, Condition.version(3), 50, new Conflict(OptionalLong.empty())),
                        putIf(25, 26, Condition.absent(), 60, new Written(4)),
                        delete(27, 28, Condition.any(), new Deleted(true)),
                        increment(29, 30, 7, 7)))
                .isTrue();
    }

    @Test
    void aGetDuringAPut_mayFindTheOldOrTheNew_butNotTheOldAfterTheNew() {
        Operation before = put(1, 2, 10, 1);
        Operation put = put(3, 20, 20, 2);
        assertThat(isLinearizable(before, put, get(4, 5, 10, 1), get(6, 7, 20, 2)))
                .isTrue();
        assertThat(isLinearizable(before, put, get(4, 5, 20, 2), get(6, 7, 10, 1)))
                .isFalse();
    }

    /** The order in which they were called, and that in which they returned, does not explain it. */
    @Test
    void anOrderThatHasToBeSearchedFor() {
        assertThat(isLinearizable(
                        put(1, 20, 10, 1),
                        put(2, 19, 20, 2),
                        put(3, 18, 30, 3),
                        get(4, 7, 20, 2),
                        get(5, 9, 30, 3),
                        get(21, 22, 10, 1)))
                .isTrue();
    }

    @Test
    void aStaleRead() {
        assertThat(isLinearizable(put(1, 2, 10, 1), put(3, 4, 20, 2), get(5, 6, 10, 1)))
                .isFalse();
        assertThat(isLinearizable(put(1, 2, 10, 1), getNothing(3, 4))).isFalse();
    }

    @Test
    void aLostUpdate() {
        assertThat(isLinearizable(increment(1, 4, 1, 1), increment(2, 5, 2, 2))).isFalse();
        assertThat(isLinearizable(
                        put(1, 2, 10, 1),
                        putIf(3, 6, Condition.version(1), 20, new Written(2)),
                        putIf(4, 5, Condition.version(1), 30, new Written(3))))
                .isFalse();
    }

    @Test
    void anIncrementAppliedTwice() {
        assertThat(isLinearizable(increment(1, 2, 5, 5), get(3, 4, 10, 2))).isFalse();
        assertThat(isLinearizable(Operation.unknown(new Increment(5), 1), get(3, 4, 10, 2)))
                .isFalse();
    }

    @Test
    void aPutAppliedTwice() {
        assertThat(isLinearizable(put(1, 9, 10, 3), get(2, 3, 10, 1), get(4, 5, 10, 3)))
                .isFalse();
        assertThat(isLinearizable(
                        Operation.unknown(new Put(10, Condition.any()), 1),
                        get(2, 3, 10, 1),
                        put(4, 5, 20, 2),
                        get(6, 7, 10, 1)))
                .isFalse();
    }

    @Test
    void aDeletedValueThatIsBackAgain() {
        Operation put = put(1, 2, 10, 1);
        assertThat(isLinearizable(put, delete(3, 4, Condition.any(), new Deleted(true)), get(5, 6, 10, 1)))
                .isFalse();
        assertThat(isLinearizable(
                        put, Operation.unknown(new Delete(Condition.any()), 3), getNothing(5, 6), get(7, 8, 10, 1)))
                .isFalse();
    }

    @Test
    void aConflict_ofAWriteThatTookEffect() {
        assertThat(isLinearizable(
                        put(1, 2, 10, 1), putIf(3, 4, Condition.version(7), 20, conflict(1)), get(5, 6, 20, 2)))
                .isFalse();
    }

    @Test
    void aConflict_whereTheConditionHeld() {
        assertThat(isLinearizable(put(1, 2, 10, 1), putIf(3, 4, Condition.version(1), 20, conflict(1))))
                .isFalse();
        assertThat(isLinearizable(putIf(1, 2, Condition.absent(), 20, conflict(1))))
                .isFalse();
    }

    @Test
    void aConflict_withAnotherVersionThanTheCurrent() {
        assertThat(isLinearizable(
                        put(1, 2, 10, 1), put(3, 4, 20, 2), putIf(5, 6, Condition.version(7), 30, conflict(1))))
                .isFalse();
    }

    @Test
    void aWrite_thoughItsConditionDidNotHold() {
        assertThat(isLinearizable(put(1, 2, 10, 1), putIf(3, 4, Condition.absent(), 20, new Written(2))))
                .isFalse();
        assertThat(isLinearizable(put(1, 2, 10, 1), delete(3, 4, Condition.version(7), new Deleted(true))))
                .isFalse();
    }

    /** As one that said that it has changed nothing, and so is not in the history. */
    @Test
    void aValueThatNobodyPut() {
        assertThat(isLinearizable(put(1, 2, 10, 1), get(3, 4, 20, 2))).isFalse();
    }

    @Test
    void anAcknowledgedWriteThatVanishes() {
        assertThat(isLinearizable(put(1, 2, 10, 1), put(3, 4, 20, 2), get(5, 6, 20, 2), get(7, 8, 10, 1)))
                .isFalse();
        assertThat(isLinearizable(increment(1, 2, 5, 5), getNothing(3, 4))).isFalse();
        assertThat(isLinearizable(put(1, 2, 10, 1), delete(3, 4, Condition.any(), new Deleted(false))))
                .isFalse();
    }

    @Test
    void aVersionUsedTwice() {
        assertThat(isLinearizable(put(1, 2, 10, 1), delete(3, 4, Condition.any(), new Deleted(true)), put(5, 6, 20, 1)))
                .isFalse();
        assertThat(isLinearizable(put(1, 2, 10, 1), increment(3, 4, 5, 15), get(5, 6, 15, 1)))
                .isFalse();
    }

    @Test
    void anotherVersionThanThePutSaid() {
        assertThat(isLinearizable(put(1, 2, 10, 1), get(3, 4, 10, 2))).isFalse();
    }

    @Test
    void anUnknownOutcome_mayTakeEffectMuchLater_orNever() {
        Operation unknown = Operation.unknown(new Put(10, Condition.any()), 1);
        assertThat(isLinearizable(unknown, getNothing(3, 4), put(5, 6, 20, 1), get(7, 8, 10, 2)))
                .isTrue();
        assertThat(isLinearizable(unknown, getNothing(3, 4), put(5, 6, 20, 1), get(7, 8, 20, 1)))
                .isTrue();
    }

    @Test
    void anUnknownOutcome_doesNotTakeEffectBeforeItsCall() {
        assertThat(isLinearizable(get(1, 2, 10, 1), Operation.unknown(new Put(10, Condition.any()), 3)))
                .isFalse();
    }

    @Test
    void severalUnknownOutcomes_mayFollowUponEachOther() {
        assertThat(isLinearizable(
                        Operation.unknown(new Put(10, Condition.any()), 1),
                        Operation.unknown(new Increment(1), 2),
                        Operation.unknown(new Increment(2), 3),
                        Operation.unknown(new Increment(4), 4),
                        get(5, 6, 15, 3)))
                .isTrue();
    }

    @Test
    void anUnknownOutcome_takesEffectOnlyIfItsConditionHolds() {
        assertThat(isLinearizable(
                        put(1, 2, 10, 1),
                        put(3, 4, 20, 2),
                        Operation.unknown(new Put(30, Condition.version(1)), 5),
                        get(6, 7, 30, 3)))
                .isFalse();
    }

    @Test
    void trueHistoriesOfManyThreads_areDecided() {
        for (int seed = 0; seed < 50; seed++) {
            List<Operation> operations = new SimulatedKey(new Random(seed), 8, 0.05).ask(500);
            assertThat(new History(operations).isLinearizable())
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void aFaultAtTheEndOfALongHistory_isFound() {
        List<Operation> operations = new SimulatedKey(new Random(1), 8, 0).ask(500);
        operations.add(put(1_000_001, 1_000_002, 1, 1_000));
        operations.add(getNothing(1_000_003, 1_000_004));
        assertThat(new History(operations).isLinearizable()).isFalse();
    }

    @Test
    void shortHistories_areFoundToBeWhatATryOfEachOrderSays() {
        Random random = new Random(2);
        int[] linearizable = new int[2];
        for (int i = 0; i < 20_000; i++) {
            List<Operation> operations = new SimulatedKey(random, 4, 0.3).ask(9);
            if (operations.size() > 1) {
                exchangeTimes(operations, random.nextInt(operations.size()), random.nextInt(operations.size()));
            }
            boolean expected = existsInAnyOrder(operations, new KeyModel(operations), OptionalLong.empty());
            assertThat(new History(operations).isLinearizable())
                    .as("%s", operations)
                    .isEqualTo(expected);
            linearizable[expected ? 1 : 0]++;
        }
        assertThat(linearizable[0]).isGreaterThan(2_000);
        assertThat(linearizable[1]).isGreaterThan(2_000);
    }

    private static void exchangeTimes(List<Operation> operations, int i, int j) {
        Operation one = operations.get(i);
        Operation other = operations.get(j);
        operations.set(i, atTimesOf(other, one));
        operations.set(j, atTimesOf(one, other));
    }

    private static Operation atTimesOf(Operation times, Operation operation) {
        long returned = operation.isAnswered() ? times.returned() : Operation.NEVER;
        return new Operation(operation.request(), operation.answer(), times.called(), returned);
    }

    /** The definition, without any thought to how long it takes. */
    private static boolean existsInAnyOrder(List<Operation> left, KeyModel model, OptionalLong value) {
        if (left.stream().noneMatch(Operation::isAnswered)) {
            return true;
        }
        long firstReturn = left.stream()
                .filter(Operation::isAnswered)
                .mapToLong(Operation::returned)
                .min()
                .orElseThrow();
        for (Operation next : left) {
            boolean explained = next.answer()
                    .map(answer -> model.answers(value, next.request(), answer))
                    .orElse(true);
            List<Operation> others = new ArrayList<>(left);
            others.remove(next);
            if (next.called() < firstReturn
                    && explained
                    && existsInAnyOrder(others, model, model.after(value, next.request()))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void whatCannotBeDecided_fails() {
        Random random = new Random(3);
        List<Operation> operations = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            operations.add(Operation.unknown(new Increment(random.nextInt(1, Integer.MAX_VALUE)), i));
        }
        operations.add(increment(21, 22, 1, 1_000));
        assertThatThrownBy(new History(operations)::isLinearizable).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void putsOfTheSameValue_areRefused() {
        assertThatThrownBy(() -> isLinearizable(put(1, 2, 10, 1), put(3, 4, 10, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

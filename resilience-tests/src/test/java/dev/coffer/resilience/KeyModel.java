package dev.coffer.resilience;

import dev.coffer.resilience.Answer.Absent;
import dev.coffer.resilience.Answer.Conflict;
import dev.coffer.resilience.Answer.Deleted;
import dev.coffer.resilience.Answer.Found;
import dev.coffer.resilience.Answer.Sum;
import dev.coffer.resilience.Answer.Written;
import dev.coffer.resilience.Request.Delete;
import dev.coffer.resilience.Request.Increment;
import dev.coffer.resilience.Request.Put;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a key does when requests come one after the other. Its state is the value alone: as each write leaves a value of its own, the
 * value tells the version, as far as anybody has seen it.
 */
final class KeyModel {
    private static final long NEVER_SEEN = 0;

    private final Map<Long, Long> versionOf = new HashMap<>();
    private final Map<Long, Long> valueOf = new HashMap<>();
    private boolean consistent = true;

    /** Learns which version each value has. */
    KeyModel(List<Operation> operations) {
        Set<Long> put = new HashSet<>();
        for (Operation operation : operations) {
            if (operation.request() instanceof Put next && !put.add(next.value())) {
                throw new IllegalArgumentException("each put must have a value of its own");
            }
            operation.answer().ifPresent(answer -> learn(operation.request(), answer));
        }
    }

    private void learn(Request request, Answer answer) {
        if (answer instanceof Found found) {
            learn(found.value(), found.version());
        } else if (answer instanceof Written written && request instanceof Put put) {
            learn(put.value(), written.version());
        }
    }

    private void learn(long value, long version) {
        Long otherVersion = versionOf.put(value, version);
        Long otherValue = valueOf.put(version, value);
        consistent &= otherVersion == null || otherVersion == version;
        consistent &= otherValue == null || otherValue == value;
    }

    /** Whether each version was used for one write only, and each write made one version. */
    boolean isConsistent() {
        return consistent;
    }

    /** The value afterwards. */
    OptionalLong after(OptionalLong value, Request request) {
        if (!holds(request, value)) {
            return value;
        }
        if (request instanceof Put put) {
            return OptionalLong.of(put.value());
        }
        if (request instanceof Increment increment) {
            return OptionalLong.of(value.orElse(0) + increment.delta());
        }
        return request instanceof Delete ? OptionalLong.empty() : value;
    }

    /** Whether this is the answer, with this value there before. */
    boolean answers(OptionalLong value, Request request, Answer answer) {
        if (answer instanceof Conflict conflict) {
            return !holds(request, value) && isCurrent(conflict, value);
        }
        return holds(request, value)
                && (answer instanceof Written
                        || (answer instanceof Absent && value.isEmpty())
                        || answer.equals(new Deleted(value.isPresent()))
                        || (answer instanceof Found found && value.equals(OptionalLong.of(found.value())))
                        || (answer instanceof Sum sum && after(value, request).equals(OptionalLong.of(sum.value()))));
    }

    private boolean holds(Request request, OptionalLong value) {
        return request.condition().holds(version(value));
    }

    private OptionalLong version(OptionalLong value) {
        return value.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(versionOf.getOrDefault(value.getAsLong(), NEVER_SEEN));
    }

    private boolean isCurrent(Conflict conflict, OptionalLong value) {
        OptionalLong version = version(value);
        return version.equals(OptionalLong.of(NEVER_SEEN))
                ? conflict.currentVersion().isPresent()
                        && !valueOf.containsKey(conflict.currentVersion().getAsLong())
                : version.equals(conflict.currentVersion());
    }
}

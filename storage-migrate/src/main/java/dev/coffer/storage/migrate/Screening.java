package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parts the records that can arrive from those that cannot: a bad row costs one row, and a user those that refer to it. Sees the kinds in
 * their order, users first. For one thread, but for {@link #lose}.
 */
final class Screening {
    private final RecordRules rules;
    private final Rejects rejects;

    /** Their ids as text. One thread finds them while another one loses them. */
    private final Set<String> lostUsers;

    private final boolean usersMayBeThere;

    /**
     * With these rules.
     *
     * @param lostUsers who is known not to arrive
     * @param usersMayBeThere whether the target may have users that the source has not: then it is for the target to miss them
     */
    Screening(RecordRules rules, Rejects rejects, Set<String> lostUsers, boolean usersMayBeThere) {
        this.rules = rules;
        this.rejects = rejects;
        this.lostUsers = ConcurrentHashMap.newKeySet();
        this.lostUsers.addAll(lostUsers);
        this.usersMayBeThere = usersMayBeThere;
    }

    /** The ids of those who do not arrive. */
    Set<String> lostUsers() {
        return lostUsers;
    }

    /** Those that can arrive. */
    RecordRows arriving(RecordChunk chunk) {
        chunk.unreadable().forEach(this::lose);
        RecordRows rows = chunk.records();
        BitSet bad = new BitSet();
        for (int row = 0; row < rows.size(); row++) {
            if (!passes(rows, row) || isOrphan(chunk, row)) {
                bad.set(row);
            }
        }
        return Rows.without(rows, bad);
    }

    /** A user that was found out elsewhere not to arrive. */
    void lose(RecordRows rows, int row) {
        if (rows.kind() == RecordKind.USER) {
            lostUsers.add(rows.uuid(row, 0).toString());
        }
    }

    private void lose(UnreadableRecord record) {
        if (record.kind() == RecordKind.USER && record.fields().get("id") instanceof String id) {
            lostUsers.add(id);
        }
        rejects.add(record);
    }

    private boolean passes(RecordRows rows, int row) {
        try {
            rules.check(rows, row);
        } catch (InvalidInput e) {
            lose(rows, row);
            rejects.add(rows, row, e.field(), e.problem());
            return false;
        }
        if (!usersMayBeThere && !lostUsers.isEmpty() && isOfLostUser(rows, row)) {
            rejects.add(rows, row, "userId", "is that of a user who does not arrive");
            return false;
        }
        return true;
    }

    private boolean isOrphan(RecordChunk chunk, int row) {
        boolean orphan = !usersMayBeThere && chunk.orphans().get(row);
        if (orphan) {
            rejects.add(chunk.records(), row, "userId", Collisions.problem("userId"));
        }
        return orphan;
    }

    private boolean isOfLostUser(RecordRows rows, int row) {
        RecordKind kind = rows.kind();
        return (kind == RecordKind.SESSION || kind == RecordKind.TOKEN)
                && lostUsers.contains(rows.uuid(row, kind.indexOf("userId")).toString());
    }
}
